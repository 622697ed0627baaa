import type { Executor } from '../../db/database.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import { HAND_OUT_PAUSE_MS, type NextGames, type UnitOfLines, nextGamesOf, openTasks } from './hand-out.ts';
import type { LinesDeps } from './lines-deps.ts';
import { type SeasonOfLeague, type SeasonRead, readSeason } from './read-season.ts';

/** The box scores of a unit of a back-fill, by seeding: its season is read, and its games are handed out, a few at a time. */
export type UnitLines = {
  /** Pause between two looks at how many of the games are done. */
  lookPauseMs: number;
  /** One call; rejects with ProviderError. */
  readSeason: (of: SeasonOfLeague, context: CallContext & { runId: string }) => Promise<SeasonRead>;
  nextGames: (unit: UnitOfLines, afterGameId: number) => Promise<NextGames>;
  /** Makes a task of each game in the caller's transaction, and returns how many. */
  handOut: (tx: Executor, unit: UnitOfLines, gameIds: readonly number[]) => Promise<number>;
};

export function createUnitLines(deps: LinesDeps): UnitLines {
  return {
    lookPauseMs: HAND_OUT_PAUSE_MS,
    readSeason: (of, context) => readSeason(deps, of, context),
    nextGames: (unit, afterGameId) => nextGamesOf(deps.db, unit, afterGameId),
    handOut: (tx, unit, gameIds) => openTasks(tx, deps, unit, gameIds),
  };
}
