import { sql } from 'drizzle-orm';
import { LEAGUES } from '../domain/league.ts';
import { SPORTS } from '../domain/sport.ts';
import { referenceTeams } from '../domain/teams/reference-teams.ts';
import type { Database } from './database.ts';
import { advisoryLock } from './locks.ts';

/**
 * Brings sports, leagues and teams up to date with the reference data of this version. Runs after migrations;
 * safe to repeat and to run from several processes at once. Names that people added are left alone.
 */
export async function seedReferenceData(db: Database): Promise<void> {
  const leagues = LEAGUES.map(({ sport, name, timezone, apiSportsId }) => ({
    sport,
    name,
    timezone,
    apiSportsId,
  }));
  const teams = LEAGUES.flatMap((league) =>
    referenceTeams(league.name).map((team) => ({
      sport: league.sport,
      league: league.name,
      name: team.name,
      abbreviation: team.abbreviation,
      city: team.city,
      nickname: team.nickname,
      apiSportsId: team.apiSportsId === null ? null : String(team.apiSportsId),
    })),
  );
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('reference-data')})`);
    await tx.execute(sql`
      insert into sports (display_name) select unnest(${sql.param([...SPORTS])}::text[])
      on conflict (display_name) do nothing`);
    await tx.execute(sql`
      insert into leagues (sport_id, name, timezone, api_sports_id)
      select sport.id, league.name, league.timezone, league."apiSportsId"
      from json_to_recordset(${JSON.stringify(leagues)}::json)
        as league(sport text, name text, timezone text, "apiSportsId" text)
      join sports as sport on sport.display_name = league.sport
      on conflict (sport_id, name) do update
      set timezone = excluded.timezone, api_sports_id = excluded.api_sports_id
      where (leagues.timezone, leagues.api_sports_id) is distinct from (excluded.timezone, excluded.api_sports_id)`);
    await tx.execute(sql`
      insert into teams (sport_id, league_id, name, abbreviation, city, nickname, api_sports_id)
      select league.sport_id, league.id, team.name, team.abbreviation, team.city, team.nickname, team."apiSportsId"
      from json_to_recordset(${JSON.stringify(teams)}::json)
        as team(sport text, league text, name text, abbreviation text, city text, nickname text, "apiSportsId" text)
      join sports as sport on sport.display_name = team.sport
      join leagues as league on league.sport_id = sport.id and league.name = team.league
      on conflict (league_id, name) do update
      set abbreviation = excluded.abbreviation, city = excluded.city, nickname = excluded.nickname,
          api_sports_id = coalesce(excluded.api_sports_id, teams.api_sports_id), updated_at = now()
      where (teams.abbreviation, teams.city, teams.nickname, teams.api_sports_id)
            is distinct from (excluded.abbreviation, excluded.city, excluded.nickname,
                              coalesce(excluded.api_sports_id, teams.api_sports_id))`);
  });
}
