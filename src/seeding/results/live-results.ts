import type { Database } from '../../db/database.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { GameStatus } from '../../domain/statuses.ts';
import type { Logger } from '../../platform/logger.ts';
import { SeedingError } from '../policy.ts';
import { takeResult } from './take-result.ts';

/** Of a game that is still to be played or goes on, live scores are all that is kept. */
const GOES_ON: ReadonlySet<GameStatus> = new Set(['scheduled', 'in_progress']);

/**
 * Writes how games without box scores ended, or that they are not played to an end today, as a look at games under way
 * has it; of one whose game at the source is another one here nothing is written. Returns how many results were written.
 */
export async function takeLiveResults(
  { db, logger }: { db: Database; logger: Logger },
  seen: readonly { game: GameToSeed; seen: ProviderGame }[],
  { runId, actor }: { runId: string; actor: string },
): Promise<number> {
  let written = 0;
  for (const { game, seen: word } of seen) {
    if (GOES_ON.has(word.status)) continue;
    try {
      const taken = await takeResult(db, { game, seen: word, runId, actor });
      if (taken !== 'nothing') written += 1;
    } catch (error) {
      if (!(error instanceof SeedingError)) throw error;
      logger.warn({ err: error, gameId: game.gameId }, 'no result of a game');
    }
  }
  return written;
}
