import { DateTime } from 'luxon';
import type { League, Leagues } from '../../domain/league.ts';
import { type SlicedFile, createSlices, csvRow } from '../../loads/file-slice.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { isFault } from './cells.ts';
import { openPublished } from './open-published.ts';
import type { FileRow, ToldGame } from './published-row.ts';

export type SliceRequest = {
  open: () => Promise<AsyncIterable<Buffer>>;
  preset?: string | undefined;
  /** Of files whose rows name no league. */
  league?: League | undefined;
  leagues: Leagues;
  /** Whether the games of a league on a day are wanted. */
  isWanted: (league: League, day: string) => boolean;
};

/**
 * Divides an archive of lines by leagues and months; undefined where the file is of none. Throws LoadFileError where it
 * cannot be read, and where it tells no days.
 */
export async function sliceArchive(request: SliceRequest): Promise<SlicedFile | undefined> {
  const opened = await openPublished(unpacked(await request.open()), request.preset);
  if (opened === undefined) return undefined;
  const { layout, columns, rows, close } = opened;
  if (layout.format === 'parquet') {
    await close();
    throw noDays();
  }
  const all: { row: FileRow; league: League; day: string; game: string }[] = [];
  const names = new Set<string>();
  let rowsLeft = 0;
  let rowsOutside = 0;
  for await (const row of rows) {
    for (const name of Object.keys(row.cells)) names.add(name);
    const read = row.broken ?? layout.read(row.cells);
    const league = isFault(read) ? undefined : leagueOf(read.game);
    if (isFault(read) || read.game.date === undefined || league === undefined) rowsLeft += 1;
    else {
      const { game } = read;
      const day = dayOf(game, read.game.date, league);
      const key = `${day} ${game.away} at ${game.home}`;
      if (request.isWanted(league, day)) all.push({ row, league, day, game: key });
      else rowsOutside += 1;
    }
  }
  const isCsv = layout.format === 'csv';
  const slices = createSlices(isCsv ? csvRow(columns) : undefined);
  // Every entry of JSON has all names, by which its layout is recognised.
  const textOf = ({ cells }: FileRow): string =>
    isCsv
      ? csvRow(columns.map((column) => cells[column] ?? ''))
      : JSON.stringify(Object.fromEntries([...names].map((name) => [name, cells[name] ?? ''])));
  for (const { row, league, day, game } of all)
    slices.add({ line: row.line, league: league.name, day, game, text: textOf(row) });
  return { preset: layout.preset, slices: slices.all(), rowsLeft, rowsOutside };

  function leagueOf({ league: told }: ToldGame): League | undefined {
    const name = layout.league ?? told;
    return name === undefined ? request.league : request.leagues.find(layout.sport, name);
  }
}

/** The day by the clocks of the league, where the file tells a time by those of a place. */
function dayOf({ time }: ToldGame, date: string, { timezone }: League): string {
  if (time === undefined) return date;
  const start = DateTime.fromISO(`${date}T${time.clock}`, { zone: time.timezone });
  return start.setZone(timezone).toISODate() ?? date;
}

function noDays(): LoadFileError {
  return new LoadFileError(
    'no_days',
    'the file does not tell the days of its games, so that no months can be read from it',
    'Bring its games in from another file or a provider, and load its lines with load --dataset odds.',
  );
}
