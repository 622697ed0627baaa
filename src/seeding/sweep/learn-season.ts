import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { changedRows } from '../../db/rows.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { believablePeriods } from '../../sports/period-rule.ts';
import { externalIdOf, teachIds } from '../../reference/identities/external-ids.ts';
import { type SideMatcher, pickGame } from '../../reference/identities/pick-game.ts';

/** What a season's schedule at the provider says of our games: ids, statuses, results. */
export type LearntGame = { gameId: number; seen: ProviderGame };

/** Finds our games among those of a season; a game of the provider's is nobody's twice. */
export function matchSeason(
  games: readonly GameToSeed[],
  season: readonly ProviderGame[],
  isSide: SideMatcher,
): readonly LearntGame[] {
  const taken = new Set<string>();
  return games.flatMap((game) => {
    const seen = pickGame(
      game,
      season.filter(({ providerGameId }) => !taken.has(providerGameId)),
      isSide,
    );
    if (!seen) return [];
    taken.add(seen.providerGameId);
    return [{ gameId: game.gameId, seen }];
  });
}

/**
 * Writes what a season's schedule says of games that are not finished for us: it saves looking each of them up. A
 * finished game keeps its result, as everywhere.
 */
export async function saveLearnt(tx: Executor, learnt: readonly LearntGame[]): Promise<number> {
  const rows = learnt.map(({ gameId, seen }) => ({
    gameId,
    providerGameId: seen.providerGameId,
    status: seen.isStatusKnown ? seen.status : null,
    homeScore: seen.homeScore,
    awayScore: seen.awayScore,
    homePeriods: believablePeriods(seen)?.homePeriodScores ?? null,
    awayPeriods: believablePeriods(seen)?.awayPeriodScores ?? null,
  }));
  // Locked in the order of their ids, like everywhere else where several games are written.
  const changed = await changedRows(
    tx,
    sql`
      with learnt as (
        select game.id, row.* from json_to_recordset(${JSON.stringify(rows)}::json) as row(
          "gameId" int, "providerGameId" text, status text, "homeScore" int, "awayScore" int, "homePeriods" int[],
          "awayPeriods" int[])
        join games as game on game.id = row."gameId"
        where game.status not in ('completed', 'awarded', 'cancelled') or ${externalIdOf('game', sql`game.id`)} is null
        order by game.id for update of game
      )
      update games
      set status = case when games.status in ('completed', 'awarded', 'cancelled') then games.status
                        else coalesce(learnt.status, games.status) end,
          home_score = coalesce(games.home_score, learnt."homeScore"),
          away_score = coalesce(games.away_score, learnt."awayScore"),
          home_period_scores = coalesce(games.home_period_scores, learnt."homePeriods"),
          away_period_scores = coalesce(games.away_period_scores, learnt."awayPeriods"),
          updated_at = now()
      from learnt where games.id = learnt.id`,
  );
  await teachIds(
    tx,
    { entityType: 'game', learnedBy: 'schedule' },
    rows.map(({ gameId, providerGameId }) => ({ entityId: gameId, externalId: providerGameId })),
  );
  return changed;
}
