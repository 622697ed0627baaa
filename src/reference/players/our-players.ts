import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { playerFacts } from '../../db/schema/player-identity.ts';
import { players, seasons, teamRosters } from '../../db/schema/reference.ts';
import { wrongIds } from '../../db/schema/wrong-ids.ts';
import { PUBLISHED_SOURCES } from '../identities/published-sources.ts';
import type { OurPlayer } from './decide-player.ts';

/** Our players who may be meant by a provider's players of a team. */
export type Mates = {
  /** Of a team: who is there now, was listed in a season, or is on the roster of the game. */
  ofTeam: (teamId: number) => readonly OurPlayer[];
  /** Whether somebody has said that the id does not mean the player. */
  isKnownWrong: (externalId: string, playerId: number) => boolean;
};

const theirs = alias(externalIds, 'theirs');
const mate = alias(players, 'mate');

/** That published files, and no provider, have ids of a player; a condition of SQL over `mate`. */
const isOfFiles = sql`(select bool_and(${theirs.provider} in (${sql.join(
  PUBLISHED_SOURCES.map((source) => sql`${source}`),
  sql`, `,
)})) from ${externalIds} as ${theirs}
  where ${theirs.entityType} = 'player' and ${theirs.entityId} = ${mate.id})`;

/**
 * That a player of a team may be meant by an id of a provider at all: no stand-in, and without an id there. A condition of
 * SQL over `mate`, for the team and the game of the question.
 */
export function mayBeMeant(provider: SQL | string, teamId: SQL, gameId: SQL): SQL {
  return sql`not ${mate.isStandIn}
    and (${mate.currentTeamId} = ${teamId}
         or exists (select from ${teamRosters} where ${teamRosters.teamId} = ${teamId} and ${teamRosters.playerId} = ${mate.id})
         or exists (select from ${gameRosters} where ${gameRosters.gameId} = ${gameId} and ${gameRosters.teamId} = ${teamId}
                    and ${gameRosters.playerId} = ${mate.id}))
    and not exists (select from ${externalIds} as ${theirs}
                    where ${theirs.entityType} = 'player' and ${theirs.entityId} = ${mate.id}
                      and ${theirs.provider} = ${provider})`;
}

/** Whether anybody of a team may be meant, as a condition of SQL; looks at the team's own players first. */
export function anybodyMayBeMeant(provider: SQL | string, teamId: SQL, gameId: SQL): SQL {
  return sql`exists (select from ${players} as ${mate} where ${mate.id} in (${idsOfTeam(teamId, gameId)}) and ${mayBeMeant(provider, teamId, gameId)})`;
}

function idsOfTeam(teamId: SQL, gameId: SQL): SQL {
  return sql`select ${players.id} from ${players} where ${players.currentTeamId} = ${teamId}
    union select ${teamRosters.playerId} from ${teamRosters} where ${teamRosters.teamId} = ${teamId}
    union select ${gameRosters.playerId} from ${gameRosters}
    where ${gameRosters.gameId} = ${gameId} and ${gameRosters.teamId} = ${teamId}`;
}

type Question = {
  sportId: number;
  provider: string;
  teamIds: readonly number[];
  gameId?: number | undefined;
  /** Ids of which somebody may have said whom they do not mean. */
  externalIds: readonly string[];
};

/** Who may be meant by a provider's players of some teams, with what is known of each. */
export async function loadMates(tx: Executor, question: Question): Promise<Mates> {
  const { sportId, provider, teamIds, gameId } = question;
  const team = sql`team.id`;
  const game = sql`${gameId ?? null}::int`;
  const rows = await rowsOf(
    tx,
    selecting(
      {
        id: columnIn('mate', players.id),
        name: columnIn('mate', players.fullName),
        team_id: sql<number>`team.id`,
        is_current: sql<boolean>`coalesce(${mate.currentTeamId} = team.id, false)`,
        birth_dates: sql<string[]>`array(
          select distinct ${playerFacts.birthDate}::text from ${playerFacts}
          where ${playerFacts.playerId} = ${mate.id} and ${playerFacts.birthDate} is not null)`,
        numbers: sql<{ number: string; seasonYear: number | null }[]>`coalesce((
          select json_agg(json_build_object('number', ${playerFacts.jerseyNumber}, 'seasonYear', ${playerFacts.seasonYear}))
          from ${playerFacts}
          where ${playerFacts.playerId} = ${mate.id} and ${playerFacts.jerseyNumber} is not null
            and ${playerFacts.teamId} = team.id), '[]')`,
        from_years: sql<number[]>`array(
          select distinct ${playerFacts.fromYear}::int from ${playerFacts}
          where ${playerFacts.playerId} = ${mate.id} and ${playerFacts.fromYear} is not null)`,
        published_seasons: sql<number[] | null>`case when ${isOfFiles} then array(
          select distinct ${seasons.year}::int from ${gameRosters}
          join ${games} on ${games.id} = ${gameRosters.gameId} join ${seasons} on ${seasons.id} = ${games.seasonId}
          where ${gameRosters.playerId} = ${mate.id} and ${gameRosters.teamId} = team.id) end`,
      },
      (list) => sql`
        select ${list} from unnest(${sql.param([...new Set(teamIds)])}::int[]) as team(id)
        join lateral (${idsOfTeam(team, game)}) as listed(id) on true
        join ${players} as ${mate} on ${mate.id} = listed.id and ${mate.sportId} = ${sportId}
        where ${mayBeMeant(provider, team, game)}
        order by ${mate.id}`,
    ),
  );
  const byTeam = Map.groupBy(rows, (row) => row.team_id);
  const wrong = await wrongPairs(tx, question);
  return {
    ofTeam: (teamId) =>
      (byTeam.get(teamId) ?? []).map(
        ({ id, name, birth_dates: birthDates, numbers, ...row }): OurPlayer => ({
          id,
          name,
          isCurrent: row.is_current,
          birthDates,
          numbers,
          fromYears: row.from_years,
          publishedSeasons: row.published_seasons ?? undefined,
        }),
      ),
    isKnownWrong: (externalId, playerId) => wrong.has(`${externalId} ${playerId}`),
  };
}

async function wrongPairs(
  tx: Executor,
  { sportId, provider, externalIds: ids }: Question,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ outside: wrongIds.externalId, inside: wrongIds.entityId })
    .from(wrongIds)
    .where(
      and(
        eq(wrongIds.provider, provider),
        eq(wrongIds.sportId, sportId),
        eq(wrongIds.entityType, 'player'),
        inArray(wrongIds.externalId, [...ids]),
      ),
    );
  return new Set(rows.map(({ outside, inside }) => `${outside} ${inside}`));
}
