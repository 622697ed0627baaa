import { getTableName, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { externalIds } from '../db/schema/external-ids.ts';
import { games } from '../db/schema/games.ts';
import type { PastGame } from '../providers/history.ts';
import { believablePeriods } from '../sports/period-rule.ts';

/**
 * Writes the points by period of final games that have none, where a source tells them and they make the result as it is
 * written; what seeding wrote stays. Expects the games to be brought in, with the source's ids.
 */
export async function writePeriods(
  tx: Executor,
  told: readonly PastGame[],
  { source, runId }: { source: string; runId: string },
): Promise<void> {
  const rows = told.flatMap((game) => {
    const periods = game.status === 'completed' ? believablePeriods(game) : undefined;
    if (!periods?.homePeriodScores.length || !periods.awayPeriodScores.length) return [];
    return [
      {
        id: game.providerGameId,
        homeScore: game.homeScore,
        awayScore: game.awayScore,
        home: periods.homePeriodScores,
        away: periods.awayPeriodScores,
      },
    ];
  });
  if (rows.length === 0) return;
  const column = (name: 'homePeriodScores' | 'awayPeriodScores' | 'runId' | 'updatedAt') =>
    sql.identifier(games[name].name);
  // In the order of their ids, like everywhere else where several games are written.
  await tx.execute(sql`
    with told as (
      select ${games.id}, row.home, row.away
      from json_to_recordset(${JSON.stringify(rows)}::json) as row(
        id text, "homeScore" int, "awayScore" int, home int[], away int[])
      join ${externalIds} on ${externalIds.entityType} = 'game' and ${externalIds.provider} = ${source}
        and ${externalIds.externalId} = row.id
      join ${games} on ${games.id} = ${externalIds.entityId}
      where ${games.status} = 'completed' and ${games.homeScore} = row."homeScore"
        and ${games.awayScore} = row."awayScore" and ${games.homePeriodScores} is null
      order by ${games.id} for update of ${sql.identifier(getTableName(games))}
    )
    update ${games}
    set ${column('homePeriodScores')} = told.home, ${column('awayPeriodScores')} = told.away,
        ${column('runId')} = ${runId}, ${column('updatedAt')} = now()
    from told where ${games.id} = told.id`);
}
