import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { type From, fixedText } from '../../db/fixed-text.ts';
import { prepared } from '../../db/prepared-statements.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { players } from '../../db/schema/reference.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import { ID_COLUMNS } from '../identities/external-ids.ts';
import { isKnownWrong } from '../identities/wrong-ids.ts';
import { PRIMARY_PROVIDER } from '../identities/primary-provider.ts';

/** A player as a provider names them. */
export type ListedPlayer = {
  externalId: string;
  firstName: string;
  lastName: string;
  position: string | null;
  teamId: number;
  /** Null or left out where it is not told: active. */
  isActive?: boolean | null;
};

export type PlayerWriting = {
  /** The run that adds players. */
  runId: string;
  /** Whose ids these are; the primary provider's unless it is named. */
  provider?: string | undefined;
  /** The date of the game that lists them: those who are added were seeded with it. */
  seededOn?: string | undefined;
  /** Whether somebody of the team with the same name, whom the provider has no id of, is taken for the player; default: yes. */
  takesNamesakes?: boolean;
};

/** Our ids of players by the provider's, and whose were added just now. */
export type PlayerIds = { ids: ReadonlyMap<string, number>; added: ReadonlySet<string> };

const PLAYER_COLUMNS = bareColumns(
  players.id,
  players.sportId,
  players.firstName,
  players.lastName,
  players.fullName,
  players.position,
  players.currentTeamId,
  players.isActive,
  players.lastSeededAt,
  players.lastGameDate,
  players.source,
  players.runId,
);

const mate = alias(players, 'mate');
const theirs = alias(externalIds, 'theirs');

/** Another transaction may have added players meanwhile: the second look finds them. */
const MAX_LOOKS = 3;

/**
 * Adds the players whom nobody has the provider's id of, in one statement, and gives our ids of all of them. Ids are claimed in their own order and before any player's row is locked, so that transactions with
 * players in common wait for each other and never in a circle.
 */
export async function playersByExternalId(
  tx: Executor,
  sportId: number,
  listed: readonly ListedPlayer[],
  { runId, provider = PRIMARY_PROVIDER, seededOn, takesNamesakes = true }: PlayerWriting,
): Promise<PlayerIds> {
  const wanted = [...new Map(listed.map((player) => [player.externalId, player])).values()].sort(
    (one, other) => (one.externalId < other.externalId ? -1 : 1),
  );
  const told = withOnce(wanted).map((player) => (takesNamesakes ? player : { ...player, isOnce: false }));
  const listing: Listing = { sportId, provider, runId, told: JSON.stringify(told), seededOn };
  const added = new Set<string>();
  let ids = new Map<string, number>();
  for (let look = 1; ids.size < wanted.length && look <= MAX_LOOKS; look += 1) {
    const rows = await rowsOf(tx, idsStatement(listing, seededOn !== undefined));
    for (const row of rows) if (row.is_added) added.add(row.external_id);
    ids = new Map(rows.map(({ external_id: externalId, id }) => [externalId, id]));
  }
  if (ids.size < wanted.length) throw new Error(`${wanted.length - ids.size} players could not be added`);
  return { ids, added };
}

/** Players whose ids are asked for, as JSON, and who lists them. */
type Listing = {
  sportId: number;
  provider: string;
  runId: string;
  told: string;
  seededOn: string | undefined;
};

const idsStatement = fixedText((from: From<Listing>, isSeeding: boolean) => {
  const provider = from((listing) => listing.provider);
  const sportId = from((listing) => listing.sportId);
  return prepared(
    selecting(
      {
        external_id: columnIn('claimed', externalIds.externalId),
        id: columnIn('claimed', players.id),
        is_added: sql<boolean>`claimed.is_added`,
      },
      (list) => sql`
      with named as materialized (
        select seen."externalId" as external_id, left(seen."firstName", 100) as first_name,
               left(seen."lastName", 100) as last_name,
               left(trim(concat_ws(' ', seen."firstName", seen."lastName")), 200) as full_name,
               left(seen.position, 20) as position, seen."teamId" as team_id,
               coalesce(seen."isActive", true) as is_active,
               ${externalIds.entityId} is null and namesake.id is not null as is_namesake,
               coalesce(${externalIds.entityId}, namesake.id) as known_id
        from json_to_recordset(${from(({ told }) => told)}::json) as seen(
          "externalId" text, "firstName" text, "lastName" text, position text, "teamId" int, "isActive" boolean,
          "isOnce" boolean)
        left join ${externalIds}
          on ${externalIds.provider} = ${provider} and ${externalIds.sportId} = ${sportId}
             and ${externalIds.entityType} = 'player' and ${externalIds.externalId} = seen."externalId"
        left join lateral (${namesakeOf(sportId, provider)}) as namesake on true
      ), taught as (
        insert into ${externalIds} (${ID_COLUMNS})
        select ${provider}, ${sportId}::int, 'player', external_id, known_id, 'name', ${CONFIDENCE.name}::numeric
        from named where is_namesake order by external_id collate "C"
        on conflict do nothing
      ), fresh as materialized (
        select named.*, nextval(pg_get_serial_sequence('players', 'id'))::int as id
        from named where known_id is null
      ), claimed as (
        insert into ${externalIds} (${ID_COLUMNS})
        select ${provider}, ${sportId}::int, 'player', external_id, id, 'exact', ${CONFIDENCE.exact}::numeric
        from fresh order by external_id collate "C"
        on conflict do nothing
        returning ${externalIds.externalId} as external_id, ${externalIds.entityId} as id, true as is_added
      ), added as (
        insert into ${players} (${PLAYER_COLUMNS})
        select fresh.id, ${sportId}::int, first_name, last_name, full_name, position, team_id, is_active,
               ${isSeeding ? sql`now(), ${from(({ seededOn }) => seededOn)}::date` : sql`null::timestamptz, null::date`}, ${provider}, ${from((listing) => listing.runId)}
        from fresh join claimed on claimed.id = fresh.id
      )
      select ${list} from claimed
      union all
      select external_id, known_id, false from named where known_id is not null`,
    ),
  );
});

/**
 * The one player of the team with the same name whom the provider has no id of: another source made them known. None
 * where there are two of them, or where the list itself has the name twice. The search is left out for players of known
 * ids: said inside of it, that is asked before it begins, and not of what it has found.
 */
function namesakeOf(sportId: SQL, provider: SQL): SQL {
  return sql`
    select min(${mate.id}) as id from ${players} as ${mate}
    where ${mate.sportId} = ${sportId} and ${mate.currentTeamId} = seen."teamId"
      and lower(${mate.fullName}) = lower(left(trim(concat_ws(' ', seen."firstName", seen."lastName")), 200))
      and seen."isOnce" and ${externalIds.entityId} is null
      and not exists (select from ${externalIds} as ${theirs}
                      where ${theirs.entityType} = 'player' and ${theirs.entityId} = ${mate.id}
                        and ${theirs.provider} = ${provider})
      and not ${isKnownWrong({
        provider,
        sportId,
        entityType: sql`'player'`,
        externalId: sql`seen."externalId"`,
        entityId: mate.id,
      })}
    having count(*) = 1`;
}

/** Whether each player is the only one of their team with their name. */
function withOnce(listed: readonly ListedPlayer[]): readonly (ListedPlayer & { isOnce: boolean })[] {
  const keyOf = ({ teamId, firstName, lastName }: ListedPlayer): string =>
    `${teamId} ${firstName} ${lastName}`.toLowerCase();
  const namesakes = Map.groupBy(listed, keyOf);
  return listed.map((player) => ({ ...player, isOnce: namesakes.get(keyOf(player))?.length === 1 }));
}
