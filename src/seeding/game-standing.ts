import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { games } from '../db/schema/games.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Gap } from '../sports/completeness.ts';
import type { LockedGame } from './lock-game.ts';
import { SeedingError } from './policy.ts';

/**
 * Where a game stands after lines of it were written, judged in the same transaction: whole, or with gaps. Everybody who
 * writes lines goes through it: first pass, retry, entity by entity, fallback, back-fill, correction, replay. The ledger calls
 * a game completed with the task whose run ended without a gap (`jobs/ledger/game-standing.ts`).
 */
export type Standing = {
  /** What the lines lack as they are now. */
  gaps: (tx: Executor) => Promise<readonly Gap[]>;
  /**
   * The same, and makes sure that a game that was whole stays whole: throws SeedingError, so that the transaction takes
   * back what would have broken it.
   */
  gapsKeepingWhole: (tx: Executor) => Promise<readonly Gap[]>;
};

/** Looks at how a game that is locked stands, before anything of it is written. */
export async function openStanding(
  tx: Executor,
  { findGaps }: Pick<SportAdapter, 'findGaps'>,
  game: GameToSeed,
  providerGame: ProviderGame,
  { seedingStatus }: Pick<LockedGame, 'seedingStatus'>,
): Promise<Standing> {
  const before = seedingStatus === 'completed' ? await findGaps(tx, game, providerGame) : undefined;
  const wasWhole = before?.length === 0;
  const gaps: Standing['gaps'] = (executor) => findGaps(executor, game, providerGame);
  return {
    gaps,
    async gapsKeepingWhole(executor) {
      const found = await gaps(executor);
      if (wasWhole && found.length > 0) {
        throw new SeedingError(
          'mismatch',
          `the answer would leave a game that is whole with gaps, and what is known stays: ${wordsOf(found)}`,
        );
      }
      return found;
    },
  };
}

/** What a game lacks, in words. */
export function wordsOf(gaps: readonly Gap[]): string {
  return gaps.map(({ problem }) => problem).join('; ');
}

/** A later look, or one at stored answers, found the game whole: where it was left with gaps, it has none any more. */
export async function closeGaps(tx: Executor, gameId: number): Promise<void> {
  const name = bareColumns;
  await tx.execute(sql`
    update ${games}
    set ${name(games.seedingStatus)} = 'completed', ${name(games.seededAt)} = coalesce(${games.seededAt}, now()),
        ${name(games.lastSeedingError)} = null, ${name(games.updatedAt)} = now()
    where ${games.id} = ${gameId} and ${games.seedingStatus} = 'partial'`);
}

/**
 * Some lines are in, and others are not yet or never: the game is partial, unless it was whole before and still is.
 * `gaps` are those after the writing.
 */
export async function markPartial(tx: Executor, gameId: number, gaps: readonly Gap[]): Promise<void> {
  const name = bareColumns;
  await tx.execute(sql`
    update ${games}
    set ${name(games.seedingStatus)} = 'partial', ${name(games.updatedAt)} = now(),
        ${name(games.lastSeedingError)} = case when ${games.seedingStatus} = 'completed' then ${wordsOf(gaps)}::text
                                               else ${games.lastSeedingError} end
    where ${games.id} = ${gameId} and (${games.seedingStatus} <> 'completed' or ${gaps.length > 0})`);
}
