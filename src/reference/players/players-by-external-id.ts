import { sql } from 'drizzle-orm';
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
import { PRIMARY_PROVIDER } from '../identities/primary-provider.ts';
import type { ListedPlayer } from './listed-player.ts';
import { anybodyMayBeMeant } from './our-players.ts';
import type { MetIn } from './same-figures.ts';
import { type Asked, askAboutEarlier, askAboutListed, settleUnknown } from './settle-unknown.ts';

export type PlayerWriting = {
  /** The run that adds players. */
  runId: string;
  /** Whose ids these are; the primary provider's unless it is named. */
  provider?: string | undefined;
  /** The date of the game that lists them: those who are added were seeded with it. */
  seededOn?: string | undefined;
  /** The season of the list, by its starting year. */
  seasonYear?: number | undefined;
  /** The game that lists them. */
  game?: MetIn | undefined;
  /** Whether whoever is in question gets a player who stands in, so that a line has one; otherwise there is no id. */
  hasStandIns?: boolean | undefined;
  /** Whether somebody of the team may be meant by an id that is not known; default: yes. Otherwise all are added. */
  takesNamesakes?: boolean;
};

/** Our ids of players by the provider's, and whose were added just now. */
export type PlayerIds = {
  ids: ReadonlyMap<string, number>;
  added: ReadonlySet<string>;
  /** Ours who may be meant by somebody who is in question. */
  candidates: readonly number[];
};

const PLAYER_COLUMNS = bareColumns(
  players.id,
  players.sportId,
  players.firstName,
  players.lastName,
  players.fullName,
  players.position,
  players.currentTeamId,
  players.isActive,
  players.isStandIn,
  players.lastSeededAt,
  players.lastGameDate,
  players.source,
  players.runId,
);

/** Another transaction may have added players meanwhile: the second look finds them. */
const MAX_LOOKS = 3;

/**
 * Our ids of all players of a list. Those of whom nobody has the provider's id are somebody of the team by the rules of
 * `decidePlayer`, or are added, in one statement where nobody else of their team may be meant. Ids are claimed in their
 * own order and before any player's row is locked, so that transactions with players in common wait for each other and
 * never in a circle.
 */
export async function playersByExternalId(
  tx: Executor,
  sportId: number,
  listed: readonly ListedPlayer[],
  writing: PlayerWriting,
): Promise<PlayerIds> {
  const wanted = [...new Map(listed.map((player) => [player.externalId, player])).values()].sort(
    (one, other) => (one.externalId < other.externalId ? -1 : 1),
  );
  const { provider = PRIMARY_PROVIDER } = writing;
  const meeting = { ...writing, sportId, provider };
  const ids = new Map<string, number>();
  const added = new Set<string>();
  const candidates = new Set<number>();
  let rest: readonly ListedPlayer[] = wanted;
  const take = async (players: readonly ListedPlayer[], how: Handling) => {
    const rows = players.length === 0 ? [] : await rowsOf(tx, idsOf(players, meeting, how));
    for (const { external_id: externalId, id, is_added: isAdded } of rows) {
      if (id === null) continue;
      ids.set(externalId, id);
      if (isAdded) added.add(externalId);
    }
    return rows.some(({ id }) => id === null);
  };
  for (let look = 1; rest.length > 0 && look <= MAX_LOOKS; look += 1) {
    const isOpen = await take(rest, writing.takesNamesakes === false ? 'add' : 'ask');
    rest = rest.filter(({ externalId }) => !ids.has(externalId));
    if (!isOpen) continue;
    const { fresh, asked } = await settleUnknown(tx, meeting, rest);
    await take(fresh, 'add');
    for (const { candidates: some } of asked) for (const one of some) candidates.add(one.player_id);
    rest = await withQuestions(tx, { meeting, asked, rest, ids, take });
  }
  if (rest.length > 0) throw new Error(`${rest.length} players could not be added`);
  return { ids, added, candidates: [...candidates] };
}

type Asking = {
  meeting: PlayerWriting & { sportId: number; provider: string };
  asked: readonly Asked[];
  rest: readonly ListedPlayer[];
  ids: ReadonlyMap<string, number>;
  take: (players: readonly ListedPlayer[], how: Handling) => Promise<boolean>;
};

/** Asks about those in question; returns who is still to be looked for. */
async function withQuestions(
  tx: Executor,
  { meeting, asked, rest, ids, take }: Asking,
): Promise<readonly ListedPlayer[]> {
  const inQuestion = asked.map(({ their }) => their);
  const isPrimary = meeting.provider === PRIMARY_PROVIDER;
  if (isPrimary || meeting.hasStandIns) await take(inQuestion, isPrimary ? 'add' : 'stand_in');
  if (isPrimary) await askAboutEarlier(tx, meeting, asked, ids);
  else await askAboutListed(tx, meeting, asked, ids);
  const isDone = (player: ListedPlayer): boolean =>
    ids.has(player.externalId) || (!isPrimary && !meeting.hasStandIns && inQuestion.includes(player));
  return rest.filter((player) => !isDone(player));
}

/**
 * What becomes of players whom nobody knows: those of a team of which somebody may be meant are told without an id; or
 * all are added, as players or as stand-ins.
 */
type Handling = 'ask' | 'add' | 'stand_in';

/** Players whose ids are asked for, as JSON, and who lists them. */
type Listing = {
  sportId: number;
  provider: string;
  runId: string;
  told: string;
  seededOn: string | undefined;
  gameId: number | null;
};

function idsOf(
  listed: readonly ListedPlayer[],
  { sportId, provider, runId, seededOn, game }: Asking['meeting'],
  how: Handling,
) {
  const told = listed.map(({ externalId, firstName, lastName, position, teamId, isActive }) => ({
    externalId,
    firstName,
    lastName,
    position,
    teamId,
    isActive,
  }));
  const listing: Listing = {
    sportId,
    provider,
    runId,
    told: JSON.stringify(told),
    seededOn,
    gameId: game?.gameId ?? null,
  };
  return idsStatement(listing, seededOn !== undefined, how);
}

const idsStatement = fixedText((from: From<Listing>, isSeeding: boolean, how: Handling) => {
  const provider = from((listing) => listing.provider);
  const sportId = from((listing) => listing.sportId);
  const gameId = sql`${from((listing) => listing.gameId)}::int`;
  const isOpen = how === 'ask' ? anybodyMayBeMeant(provider, sql`seen."teamId"`, gameId) : sql`false`;
  const isStandIn = how === 'stand_in' ? sql`true` : sql`false`;
  const teamId = how === 'stand_in' ? sql`null::int` : sql`team_id`;
  return prepared(
    selecting(
      {
        external_id: columnIn('claimed', externalIds.externalId),
        id: sql<number | null>`claimed.id`,
        is_added: sql<boolean>`claimed.is_added`,
      },
      (list) => sql`
      with named as materialized (
        select seen."externalId" as external_id, left(seen."firstName", 100) as first_name,
               left(seen."lastName", 100) as last_name,
               left(trim(concat_ws(' ', seen."firstName", seen."lastName")), 200) as full_name,
               left(seen.position, 20) as position, seen."teamId" as team_id,
               coalesce(seen."isActive", true) as is_active, ${externalIds.entityId} as known_id,
               case when ${externalIds.entityId} is null then ${isOpen} else false end as is_open
        from json_to_recordset(${from(({ told }) => told)}::json) as seen(
          "externalId" text, "firstName" text, "lastName" text, position text, "teamId" int, "isActive" boolean)
        left join ${externalIds}
          on ${externalIds.provider} = ${provider} and ${externalIds.sportId} = ${sportId}
             and ${externalIds.entityType} = 'player' and ${externalIds.externalId} = seen."externalId"
      ), fresh as materialized (
        select named.*, nextval(pg_get_serial_sequence('players', 'id'))::int as id
        from named where known_id is null and not is_open
      ), claimed as (
        insert into ${externalIds} (${ID_COLUMNS})
        select ${provider}, ${sportId}::int, 'player', external_id, id, 'exact', ${CONFIDENCE.exact}::numeric
        from fresh order by external_id collate "C"
        on conflict do nothing
        returning ${externalIds.externalId} as external_id, ${externalIds.entityId} as id, true as is_added
      ), added as (
        insert into ${players} (${PLAYER_COLUMNS})
        select fresh.id, ${sportId}::int, first_name, last_name, full_name, position, ${teamId}, is_active, ${isStandIn},
               ${isSeeding ? sql`now(), ${from(({ seededOn }) => seededOn)}::date` : sql`null::timestamptz, null::date`}, ${provider}, ${from((listing) => listing.runId)}
        from fresh join claimed on claimed.id = fresh.id
      )
      select ${list} from claimed
      union all
      select external_id, known_id, false from named where known_id is not null or is_open`,
    ),
  );
});
