import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { LEAGUES, type League } from '../../domain/league.ts';
import { type SeasonYear, currentOrNextSeason } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import { dateInZone } from '../parse/local-time.ts';

/** A league whose schedule is kept up to date, and the season that is asked for. */
export type FollowedLeague = { leagueId: number; league: League; seasonYear: SeasonYear };

/** A call that is under way belongs to its process for this long; after that it is taken to be gone. */
const CALL_LEASE_SECONDS = 600;

/**
 * The leagues of some sports that somebody asked for: those with games in the season that is current or next, or
 * in the one before, so that a league is followed into its next season and old seasons alone are left alone.
 */
export async function listFollowedLeagues(
  db: Database,
  sports: readonly Sport[],
  nowMs: number,
): Promise<FollowedLeague[]> {
  const rows = await rowsOf<Row>(db, sql`${followed(sports, nowMs)} select * from followed order by id`);
  return rows.flatMap(toFollowed);
}

/**
 * Takes the league that has waited longest among those whose schedule is older than `intervalMs`; undefined when
 * none is due. Of several processes, one gets it.
 */
export async function claimDueLeague(
  db: Database,
  sports: readonly Sport[],
  { nowMs, intervalMs }: { nowMs: number; intervalMs: number },
): Promise<FollowedLeague | undefined> {
  const row = await firstRow<Row>(
    db,
    sql`
      ${followed(sports, nowMs)},
      due as (
        select league.id from leagues as league join followed on followed.id = league.id
        where (league.schedule_refreshed_at is null
               or league.schedule_refreshed_at <= now() - ${intervalMs} * interval '1 millisecond')
          and (league.schedule_retry_at is null or league.schedule_retry_at <= now())
        order by league.schedule_refreshed_at nulls first, league.id limit 1 for update of league skip locked
      )
      update leagues set schedule_retry_at = now() + ${CALL_LEASE_SECONDS} * interval '1 second'
      from due join followed on followed.id = due.id
      where leagues.id = due.id
      returning followed.*`,
  );
  return row && toFollowed(row)[0];
}

/** Notes that the league's schedule is fresh now. */
export async function markRefreshed(db: Database, leagueId: number): Promise<void> {
  await db.execute(
    sql`update leagues set schedule_refreshed_at = now(), schedule_retry_at = null where id = ${leagueId}`,
  );
}

/** Gives a league back, to be asked for again after `delayMs`. */
export async function postponeRefresh(db: Database, leagueId: number, delayMs: number): Promise<void> {
  await db.execute(
    sql`update leagues set schedule_retry_at = now() + ${delayMs} * interval '1 millisecond'
        where id = ${leagueId}`,
  );
}

type Row = { id: number; sport: Sport; name: string; year: number };

function followed(sports: readonly Sport[], nowMs: number): SQL {
  const wanted = LEAGUES.filter(({ sport }) => sports.includes(sport)).map(({ sport, name, timezone }) => ({
    sport,
    name,
    year: currentOrNextSeason(name, dateInZone(nowMs, timezone)),
  }));
  return sql`
    with followed as (
      select league.id, wanted.sport, wanted.name, wanted.year
      from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(sport text, name text, year int)
      join sports as sport on sport.display_name = wanted.sport
      join leagues as league on league.sport_id = sport.id and league.name = wanted.name
      where exists (select 1 from games as game join seasons as season on season.id = game.season_id
                    where game.league_id = league.id and season.year between wanted.year - 1 and wanted.year)
    )`;
}

function toFollowed({ id, sport, name, year }: Row): FollowedLeague[] {
  const league = LEAGUES.find((one) => one.sport === sport && one.name === name);
  return league ? [{ leagueId: id, league, seasonYear: year }] : [];
}
