import { UnknownLeagueError } from '../domain/league-filter.ts';
import type { HistoryPart } from '../domain/history.ts';
import type { League, Leagues } from '../domain/league.ts';
import { FIRST_YEAR, LAST_YEAR } from '../domain/real-date.ts';
import { type RangeEnd, isInRange } from './days.ts';
import type { BackfillRequest } from './plan-units.ts';
import type { PastFile } from './wanted-unit.ts';

/** A file of published data, and what of it is wanted; all of it where nothing is said. */
export type FileRequest = {
  /** Opens it at its beginning; it is read more than once. */
  open: () => Promise<AsyncIterable<Buffer>>;
  name: string;
  isNewerCopy: boolean;
  league?: string | undefined;
  from?: RangeEnd | undefined;
  to?: RangeEnd | undefined;
  parts?: readonly HistoryPart[] | undefined;
};

/** Reads a file as a source of the past. Throws LoadFileError where it is of no known layout. */
export type ReadPastFile = (
  file: Pick<FileRequest, 'open' | 'name' | 'isNewerCopy'> & {
    leagues: Leagues;
    isWanted: (league: League, day: string) => boolean;
  },
) => Promise<PastFile>;

const ALL = 'all';

/** What is asked for by a file. Throws UnknownLeagueError, and what the reader throws. */
export async function requestOfFile(
  { league = ALL, from, to = from, parts, ...file }: FileRequest,
  { leagues, readFile }: { leagues: Leagues; readFile: ReadPastFile },
): Promise<BackfillRequest> {
  const wanted = league.trim().toLowerCase() === ALL ? undefined : leagues.findOfAnySport(league);
  if (wanted === undefined && league.trim().toLowerCase() !== ALL)
    throw new UnknownLeagueError({ league }, leagues);
  const range = {
    from: from ?? { day: `${FIRST_YEAR}-01-01` },
    to: to ?? { day: `${LAST_YEAR}-12-31` },
  };
  const read = await readFile({
    ...file,
    leagues,
    isWanted: (one, day) => (wanted === undefined || one.name === wanted.name) && isInRange(one, range, day),
  });
  return { league, ...range, parts, files: [read] };
}
