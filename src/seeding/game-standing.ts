import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Gap } from '../sports/completeness.ts';
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

/** Locks the game and looks at how it stands, before anything of it is written. */
export async function openStanding(
  tx: Executor,
  { findGaps }: Pick<SportAdapter, 'findGaps'>,
  game: GameToSeed,
  providerGame: ProviderGame,
): Promise<Standing> {
  const row = await firstRow<{ seeding_status: string }>(
    tx,
    sql`select seeding_status from games where id = ${game.gameId} for update`,
  );
  const before = row?.seeding_status === 'completed' ? await findGaps(tx, game, providerGame) : undefined;
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
  await tx.execute(sql`
    update games set seeding_status = 'completed', seeded_at = coalesce(seeded_at, now()), last_seeding_error = null,
                     updated_at = now()
    where id = ${gameId} and seeding_status = 'partial'`);
}

/**
 * Some lines are in, and others are not yet or never: the game is partial, unless it was whole before and still is.
 * `gaps` are those after the writing.
 */
export async function markPartial(tx: Executor, gameId: number, gaps: readonly Gap[]): Promise<void> {
  await tx.execute(sql`
    update games set seeding_status = 'partial', updated_at = now(),
                     last_seeding_error = case when seeding_status = 'completed' then ${wordsOf(gaps)}::text
                                               else last_seeding_error end
    where id = ${gameId} and (seeding_status <> 'completed' or ${gaps.length > 0})`);
}
