import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';

/**
 * Writes what the provider says of a game: its id there, status, score and periods. A finished game is never
 * taken back by a later answer; only a person may do that.
 */
export async function recordProviderGame(tx: Executor, game: GameToSeed, seen: ProviderGame): Promise<void> {
  const status = seen.isStatusKnown ? seen.status : null;
  await tx.execute(sql`
    update games
    set provider_game_id = coalesce(provider_game_id, ${seen.providerGameId}),
        status = case when status in ('completed', 'awarded') then status else coalesce(${status}, status) end,
        home_score = coalesce(${seen.homeScore}, home_score),
        away_score = coalesce(${seen.awayScore}, away_score),
        home_period_scores = ${sql.param([...seen.homePeriodScores])}::int[],
        away_period_scores = ${sql.param([...seen.awayPeriodScores])}::int[],
        updated_at = now()
    where id = ${game.gameId}
      and (status not in ('completed', 'awarded') or ${status} in ('completed', 'awarded'))`);
}
