import type { Executor } from '../../db/database.ts';
import type { League, Leagues } from '../../domain/league.ts';
import { type SlicedFile, createSlices, csvRow } from '../../loads/file-slice.ts';
import { unpacked } from '../../loads/read-bytes.ts';
import { createPublishedGameFinder } from './find-game.ts';
import { readPublished } from './read-rows.ts';

type SliceRequest = {
  open: () => Promise<AsyncIterable<Buffer>>;
  preset?: string | undefined;
  leagues: Leagues;
  /** Whether the games of a league on a day are wanted. */
  isWanted: (league: League, day: string) => boolean;
};

/**
 * Divides a file of box scores by months, each row by the game that it is of: rows of games that are not known yet belong
 * to none. Throws LoadFileError where the file is of no layout that is known.
 */
export async function sliceBoxScores(
  db: Executor,
  { open, preset, leagues, isWanted }: SliceRequest,
): Promise<SlicedFile> {
  const { bound, rows } = await readPublished(unpacked(await open()), preset);
  const { layout, positions, fileNames } = bound;
  const league = leagues.find(layout.sport, layout.leagueName);
  const columns = [...positions.keys()];
  const slices = createSlices(csvRow(columns.map((name) => fileNames.get(name) ?? name)));
  const finder = await createPublishedGameFinder(db, layout);
  let rowsLeft = 0;
  let rowsOutside = 0;
  for await (const read of rows) {
    const found = read.ok ? await finder.find(layout.placeOf(read.row.cells)) : undefined;
    if (!read.ok || found?.ok !== true || league === undefined) rowsLeft += 1;
    else if (isWanted(league, found.game.date)) {
      const { line, cells } = read.row;
      const text = csvRow(columns.map((column) => cells[column] ?? ''));
      slices.add({ line, league: league.name, day: found.game.date, game: String(found.game.gameId), text });
    } else rowsOutside += 1;
  }
  return { preset: layout.preset, slices: slices.all(), rowsLeft, rowsOutside };
}
