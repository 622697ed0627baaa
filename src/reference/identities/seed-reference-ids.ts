import { sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import { REFERENCE_LEAGUES } from '../built-in/leagues.ts';
import { referenceTeams } from '../built-in/reference-teams.ts';
import { ID_COLUMNS } from './external-ids.ts';
import { isKnownWrong } from './wrong-ids.ts';

type ReferenceId = { league: string; team: string | null; provider: string; externalId: string };

/**
 * Writes the ids of the reference data. They replace what was learned otherwise for the same league or team, and give
 * way to what a person said; an id that means another entity already stays there.
 */
export async function seedReferenceIds(tx: Executor): Promise<void> {
  const known = sql`
    select ${leagues.sportId} as sport_id, case when seen.team is null then 'league' else 'team' end as entity_type,
           coalesce(${teams.id}, ${leagues.id}) as entity_id, seen.provider, seen."externalId" as external_id
    from json_to_recordset(${JSON.stringify(allIds())}::json)
      as seen(sport text, league text, team text, provider text, "externalId" text)
    join ${sports} on ${sports.displayName} = seen.sport
    join ${leagues} on ${leagues.sportId} = ${sports.id} and ${leagues.name} = seen.league
    left join ${teams} on ${teams.leagueId} = ${leagues.id} and ${teams.referenceName} = seen.team
    where seen.team is null or ${teams.id} is not null`;
  await tx.execute(sql`
    delete from ${externalIds} using (${known}) as known
    where ${externalIds.entityType} = known.entity_type and ${externalIds.entityId} = known.entity_id
      and ${externalIds.provider} = known.provider and ${externalIds.alias} = 0
      and ${externalIds.externalId} <> known.external_id and ${externalIds.learnedBy} <> 'person'`);
  await tx.execute(sql`
    insert into ${externalIds} (${ID_COLUMNS})
    select provider, sport_id, entity_type, external_id, entity_id, 'reference', ${CONFIDENCE.reference}::numeric
    from (${known}) as known
    where not ${isKnownWrong({
      provider: sql`known.provider`,
      sportId: sql`known.sport_id`,
      entityType: sql`known.entity_type`,
      externalId: sql`known.external_id`,
      entityId: sql`known.entity_id`,
    })} and not exists (
      select 1 from ${externalIds}
      where ${externalIds.entityType} = known.entity_type and ${externalIds.entityId} = known.entity_id
        and ${externalIds.provider} = known.provider and ${externalIds.alias} = 0
        and ${externalIds.externalId} <> known.external_id)
    order by entity_type, entity_id
    on conflict (${bareColumns(externalIds.provider, externalIds.sportId, externalIds.entityType, externalIds.externalId)})
    do update
    set ${bareColumns(externalIds.learnedBy)} = ${excluded(externalIds.learnedBy)},
        ${bareColumns(externalIds.confidence)} = ${excluded(externalIds.confidence)}
    where ${externalIds.entityId} = ${excluded(externalIds.entityId)} and ${externalIds.learnedBy} not in ('reference', 'person')`);
}

function allIds(): (ReferenceId & { sport: string })[] {
  return REFERENCE_LEAGUES.flatMap(({ sport, name: league, ids }) => [
    ...pairs(ids).map((id) => ({ sport, league, team: null, ...id })),
    ...referenceTeams(league).flatMap((team) =>
      pairs(team.ids).map((id) => ({ sport, league, team: team.name, ...id })),
    ),
  ]);
}

function pairs(ids: Readonly<Partial<Record<string, string>>>) {
  return Object.entries(ids).flatMap(([provider, externalId]) =>
    externalId === undefined ? [] : [{ provider, externalId }],
  );
}
