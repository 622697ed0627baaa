import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
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

const TEAM_THERE = externalIdOf('team', sql`team.id`);

/** A roster is as good as new for a day: it is asked for once before each game. */
const ROSTER_AGE_HOURS = 24;

/** Games that have not begun and begin within the time named. */
export function comingGames(lookAheadMs: number) {
  return sql`game.status = 'scheduled' and game.seeding_status = 'pending' and game.game_datetime > now()
             and game.game_datetime <= now() + ${lookAheadMs} * interval '1 millisecond'`;
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
    sql`sport.display_name = any(${sql.param([...sports])}::text[])
        and (team.roster_refreshed_at is null
             or team.roster_refreshed_at <= now() - ${ROSTER_AGE_HOURS} * interval '1 hour')
        and (team.roster_retry_at is null or team.roster_retry_at <= now())`,
    sql`limit ${limit}`,
  );
}

/** A team with its next game; undefined where it plays none soon any more. */
export async function findTeamPlayingSoon(
  db: Database,
  { teamId, lookAheadMs }: { teamId: number; lookAheadMs: number },
): Promise<TeamPlayingSoon | undefined> {
  const [team] = await selectTeams(db, lookAheadMs, sql`team.id = ${teamId}`);
  return team;
}

/** Every team that plays soon, whenever it was asked for, those with the soonest games first. */
export async function listTeamsPlayingSoon(
  db: Database,
  { sports, lookAheadMs }: { sports: readonly Sport[]; lookAheadMs: number },
): Promise<TeamPlayingSoon[]> {
  return selectTeams(db, lookAheadMs, sql`sport.display_name = any(${sql.param([...sports])}::text[])`);
}

function selectTeams(
  db: Database,
  lookAheadMs: number,
  condition: SQL,
  limit: SQL = sql``,
): Promise<TeamPlayingSoon[]> {
  return rowsOf<TeamPlayingSoon>(
    db,
    sql`select ${teamColumns()}, soon.year as "seasonYear" from teams as team
        join sports as sport on sport.id = team.sport_id
        cross join lateral (${soonestGame(lookAheadMs)}) as soon
        where ${TEAM_THERE} is not null and ${condition}
        order by soon.game_datetime, team.id ${limit}`,
  );
}

/** Lets a team wait before it is asked for again. */
export async function postponeRoster(db: Database, teamId: number, delayMs: number): Promise<void> {
  await db.execute(
    sql`update teams set roster_retry_at = now() + ${delayMs} * interval '1 millisecond' where id = ${teamId}`,
  );
}

function teamColumns() {
  return sql`team.id as "teamId", team.name as team, sport.display_name as sport, sport.id as "sportId",
             ${TEAM_THERE} as "providerTeamId"`;
}

function soonestGame(lookAheadMs: number) {
  return sql`
    select game.game_datetime, season.year from games as game join seasons as season on season.id = game.season_id
    where team.id in (game.home_team_id, game.away_team_id) and ${comingGames(lookAheadMs)}
    order by game.game_datetime limit 1`;
}
