import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { changedRows } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { believablePeriods } from '../../sports/period-rule.ts';
import { externalIdOf, teachIds } from '../../reference/identities/external-ids.ts';
import { type SideMatcher, pickGame } from '../../reference/identities/pick-game.ts';

/** What a season's schedule at the provider says of our games: ids, statuses, results. */
export type LearntGame = { gameId: number; seen: ProviderGame };

/** Finds our games among those of a season; a game of the provider's is nobody's twice. */
export function matchSeason(
  ours: readonly GameToSeed[],
  season: readonly ProviderGame[],
  isSide: SideMatcher,
): readonly LearntGame[] {
  const taken = new Set<string>();
  return ours.flatMap((game) => {
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
export async function saveLearnt(
  tx: Executor,
  learnt: readonly LearntGame[],
  runId: string,
): Promise<number> {
  const rows = learnt.map(({ gameId, seen }) => ({
    gameId,
    providerGameId: seen.providerGameId,
    status: seen.isStatusKnown ? seen.status : null,
    homeScore: seen.homeScore,
    awayScore: seen.awayScore,
    homePeriods: believablePeriods(seen)?.homePeriodScores ?? null,
    awayPeriods: believablePeriods(seen)?.awayPeriodScores ?? null,
  }));
  const changed = await changedRows(tx, updateSql(rows, runId));
  await teachIds(
    tx,
    { entityType: 'game', learnedBy: 'schedule' },
    rows.map(({ gameId, providerGameId }) => ({ entityId: gameId, externalId: providerGameId })),
  );
  return changed;
}

const HAS_ENDED = sql`${games.status} in ('completed', 'awarded', 'cancelled')`;

/** Locks the games in the order of their ids, like everywhere else where several games are written. */
function updateSql(rows: readonly object[], runId: string): SQL {
  const known = (column: PgColumn, seen: SQL): SQL =>
    sql`${sql.identifier(column.name)} = coalesce(${column}, ${seen})`;
  return sql`
    with learnt as (
      select ${games.id}, row.* from json_to_recordset(${JSON.stringify(rows)}::json) as row(
        "gameId" int, "providerGameId" text, status text, "homeScore" int, "awayScore" int, "homePeriods" int[],
        "awayPeriods" int[])
      join ${games} on ${games.id} = row."gameId"
      where not ${HAS_ENDED} or ${externalIdOf('game', games.id)} is null
      order by ${games.id} for update of ${sql.identifier(getTableName(games))}
    )
    update ${games}
    set ${sql.identifier(games.status.name)} =
          case when ${HAS_ENDED} then ${games.status} else coalesce(learnt.status, ${games.status}) end,
        ${known(games.homeScore, sql`learnt."homeScore"`)},
        ${known(games.awayScore, sql`learnt."awayScore"`)},
        ${known(games.homePeriodScores, sql`learnt."homePeriods"`)},
        ${known(games.awayPeriodScores, sql`learnt."awayPeriods"`)},
        ${sql.identifier(games.resultRunId.name)} =
          case when ${games.homeScore} is null and learnt."homeScore" is not null then ${runId}
               else ${games.resultRunId} end,
        ${sql.identifier(games.runId.name)} = ${runId}, ${sql.identifier(games.updatedAt.name)} = now()
    from learnt where ${games.id} = learnt.id`;
}
