import { type SQL, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { seasons, sports as sportsTable, teams } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';

/** A team whose players are wanted, with the season of its next game. */
export type TeamPlayingSoon = {
  teamId: number;
  team: string;
  sport: Sport;
  sportId: number;
  providerTeamId: string;
  seasonYear: number;
};

const TEAM_THERE = externalIdOf('team', teams.id);

/** A roster is as good as new for a day: it is asked for once before each game. */
const ROSTER_AGE_HOURS = 24;

/** Games of `games` that have not begun and begin within the time named. */
export function comingGames(lookAheadMs: number): SQL {
  return sql`${games.status} = 'scheduled' and ${games.seedingStatus} = 'pending' and ${games.gameDatetime} > now()
             and ${games.gameDatetime} <= now() + ${lookAheadMs} * interval '1 millisecond'`;
}

/**
 * Teams that play soon and were not asked for within a day, those with the soonest games first. Teams whose id at the
 * provider is not known are left out, and so are those that wait after a call that failed.
 */
export async function listDueTeams(
  db: Database,
  { sports, lookAheadMs, limit }: { sports: readonly Sport[]; lookAheadMs: number; limit: number },
): Promise<TeamPlayingSoon[]> {
  return selectTeams(
    db,
    lookAheadMs,
    sql`${isOf(sports)}
        and (${teams.rosterRefreshedAt} is null
             or ${teams.rosterRefreshedAt} <= now() - ${ROSTER_AGE_HOURS} * interval '1 hour')
        and (${teams.rosterRetryAt} is null or ${teams.rosterRetryAt} <= now())`,
    sql`limit ${limit}`,
  );
}

/** A team with its next game; undefined where it plays none soon any more. */
export async function findTeamPlayingSoon(
  db: Database,
  { teamId, lookAheadMs }: { teamId: number; lookAheadMs: number },
): Promise<TeamPlayingSoon | undefined> {
  const [team] = await selectTeams(db, lookAheadMs, sql`${teams.id} = ${teamId}`);
  return team;
}

/** Every team that plays soon, whenever it was asked for, those with the soonest games first. */
export async function listTeamsPlayingSoon(
  db: Database,
  { sports, lookAheadMs }: { sports: readonly Sport[]; lookAheadMs: number },
): Promise<TeamPlayingSoon[]> {
  return selectTeams(db, lookAheadMs, isOf(sports));
}

function isOf(sports: readonly Sport[]): SQL {
  return sql`${sportsTable.displayName} = any(${sql.param([...sports])}::text[])`;
}

function selectTeams(
  db: Database,
  lookAheadMs: number,
  condition: SQL,
  limit: SQL = sql``,
): Promise<TeamPlayingSoon[]> {
  return rowsOf(
    db,
    selecting(
      TEAM_COLUMNS,
      (list) => sql`
        select ${list} from ${teams}
        join ${sportsTable} on ${sportsTable.id} = ${teams.sportId}
        cross join lateral (${soonestGame(lookAheadMs)}) as soon
        where ${TEAM_THERE} is not null and ${condition}
        order by soon.starts_at, ${teams.id} ${limit}`,
    ),
  );
}

/** Lets a team wait before it is asked for again. */
export async function postponeRoster(db: Database, teamId: number, delayMs: number): Promise<void> {
  await db
    .update(teams)
    .set({ rosterRetryAt: sql`now() + ${delayMs} * interval '1 millisecond'` })
    .where(eq(teams.id, teamId));
}

const TEAM_COLUMNS = {
  teamId: teams.id,
  team: teams.name,
  sport: sportsTable.displayName,
  sportId: sportsTable.id,
  providerTeamId: sql<string>`${TEAM_THERE}`,
  seasonYear: columnIn('soon', seasons.year),
};

function soonestGame(lookAheadMs: number): SQL {
  return sql`
    select ${games.gameDatetime} as starts_at, ${seasons.year} as year
    from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
    where ${teams.id} in (${games.homeTeamId}, ${games.awayTeamId}) and ${comingGames(lookAheadMs)}
    order by ${games.gameDatetime} limit 1`;
}
