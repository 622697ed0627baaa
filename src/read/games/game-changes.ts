import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { changeWords } from '../../sports/change-words.ts';
import { CHANGE, type LineChange, selectLineChanges } from '../../sports/line-changes.ts';

/** A change of a game's statistics, as lists, the API and the command line show it. */
export type GameChange = LineChange & {
  /** `LeBron James points 27 → 28`. */
  in_words: string;
};

export type GameChanges = {
  game_id: number;
  label: string;
  /** Oldest first. */
  changes: readonly GameChange[];
  /** True when there are more than these. */
  is_cut: boolean;
};

/** More than corrections ever change; a game whose lines were all replaced is cut. */
const MAX_CHANGES = 2_000;

/** Reads what was changed in a game's statistics after they were there: by corrections, by hand, by a replay. */
export async function readGameChanges(
  executor: Executor,
  game: { id: number; label: string },
): Promise<GameChanges> {
  const rows = await selectLineChanges(executor, sql`${CHANGE.gameId} = ${game.id}`, MAX_CHANGES + 1);
  return {
    game_id: game.id,
    label: game.label,
    changes: rows.slice(0, MAX_CHANGES).map((change) => ({ ...change, in_words: changeWords(change) })),
    is_cut: rows.length > MAX_CHANGES,
  };
}
