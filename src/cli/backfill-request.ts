import type { App } from '../app/app.ts';
import { FIRST_YEAR, LAST_YEAR } from '../domain/real-date.ts';
import type { HistoryPart } from '../domain/history.ts';
import { type RangeEnd, isInRange } from '../history/days.ts';
import type { PastFile } from '../history/wanted-unit.ts';
import type { BackfillRequest } from '../history/plan-units.ts';
import { forEachFile, leagueNamed, listFiles } from './loads/load-files.ts';
import { usageError } from './outcome.ts';

/** What of the options says what is to be read. */
export type BackfillOptions = {
  league?: string;
  from?: RangeEnd;
  to?: RangeEnd;
  source?: string;
  what?: readonly HistoryPart[];
  oddsAt?: readonly string[];
  file?: readonly string[];
  newerCopy?: true;
};

/** What `--source` calls files. */
const FILE_SOURCE = 'file';

type Reading = { app: App; stdin: NodeJS.ReadStream };

/** What is asked for; files are read here, and their rows handed on. Throws usage errors and LoadFileError. */
export async function backfillRequest(options: BackfillOptions, reading: Reading): Promise<BackfillRequest> {
  const { league, from, to = from, source, what, oddsAt, file, newerCopy } = options;
  if (file !== undefined) return requestOfFiles({ ...options, file }, reading);
  if (newerCopy)
    throw usageError('--newer-copy is said of a file', 'Give the file with --file, or leave it out.');
  if (source === FILE_SOURCE)
    throw usageError('--source file names no file', 'Give the file with --file results.csv.');
  if (league === undefined || from === undefined || to === undefined)
    throw usageError(
      'backfill needs a league and where to begin',
      'Give both, for example --league NBA --from 2023; --league all takes every league.',
    );
  return { league, from, to, source, parts: what, moments: oddsAt };
}

/** Of files the league and the days are all that they have, unless some are named. */
async function requestOfFiles(
  {
    league = 'all',
    from = { day: `${FIRST_YEAR}-01-01` },
    to = { day: `${LAST_YEAR}-12-31` },
    source = FILE_SOURCE,
    what,
    oddsAt,
    file,
    newerCopy,
  }: BackfillOptions & { file: readonly string[] },
  { app, stdin }: Reading,
): Promise<BackfillRequest> {
  if (oddsAt !== undefined)
    throw usageError(
      'files have their own moments: the opening, early and closing lines of their columns',
      'Leave --odds-at out; it is for providers that are asked.',
    );
  if (source !== FILE_SOURCE)
    throw usageError(
      `the source ${source} and the files are two`,
      'Leave one of them out: files are read by what they hold.',
    );
  const wanted = league.trim().toLowerCase() === 'all' ? undefined : await leagueNamed(app, league);
  const { readPastFile } = await import('../app/past-files.ts');
  const leagues = await app.leagueRegister.current();
  const files: PastFile[] = [];
  await forEachFile(await listFiles(file), stdin, async ({ request: { open, sourceName } }) => {
    files.push(
      await readPastFile(app.database.db, {
        open,
        name: sourceName,
        isNewerCopy: newerCopy === true,
        leagues,
        isWanted: (one, day) =>
          (wanted === undefined || one.name === wanted.name) && isInRange(one, { from, to }, day),
      }),
    );
  });
  return { league, from, to, parts: what, files };
}
