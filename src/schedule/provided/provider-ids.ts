import { eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { seasons, teams } from '../../db/schema/reference.ts';
import { externalIdOf, teachIds, teaching } from '../../reference/identities/external-ids.ts';
import type { SchedulePlan } from '../difference/change-types.ts';

/** The names of a league's teams by the provider's ids, aliases among them. */
export async function loadTeamNames(
  executor: Executor,
  leagueId: number,
  provider: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await executor
    .select({ id: externalIds.externalId, name: teams.name })
    .from(teams)
    .innerJoin(
      externalIds,
      sql`${externalIds.entityType} = 'team' and ${externalIds.entityId} = ${teams.id}
           and ${externalIds.provider} = ${provider}`,
    )
    .where(eq(teams.leagueId, leagueId));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Keeps the provider's ids of the games that were added from its list or found in it. */
export async function learnGames(
  tx: Executor,
  plan: SchedulePlan<number>,
  scope: { leagueId: number; seasonYear: number; provider: string },
): Promise<void> {
  const found = [...plan.move, ...plan.confirmTime, ...plan.update, ...plan.unchanged].flatMap(
    ({ existing, incoming }) =>
      incoming.externalGameId !== null
        ? [{ entityId: existing.gameId, externalId: incoming.externalGameId }]
        : [],
  );
  const { provider } = scope;
  await teachIds(tx, { entityType: 'game', learnedBy: 'schedule', provider }, found);
  const added = sql`
    select ${games.id}, ${games.externalGameId} from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
    where ${games.leagueId} = ${scope.leagueId} and ${seasons.year} = ${scope.seasonYear}
      and ${games.externalSource} = ${provider} and ${games.externalGameId} is not null
      and ${externalIdOf('game', games.id, provider)} is null`;
  await tx.execute(teaching({ entityType: 'game', learnedBy: 'exact', provider }, added));
}
