import { type SQL, eq, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { type RowOf, columnIn, selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons } from '../../db/schema/reference.ts';
import type { League } from '../../domain/league.ts';
import { type SeasonYear, currentOrNextSeason } from '../../domain/season.ts';
import type { Sport } from '../../domain/sport.ts';
import { loadStoredLeagues } from '../../reference/leagues/load-leagues.ts';
import { dateInZone } from '../parse/local-time.ts';

/** A league whose schedule is kept up to date, and the season that is asked for. */
export type FollowedLeague = { leagueId: number; league: League; seasonYear: SeasonYear };

/** A call that is under way belongs to its process for this long; after that it is taken to be gone. */
const CALL_LEASE_SECONDS = 600;

/**
 * The leagues of some sports that somebody asked for and that a provider knows: those with games in the season that is current or next, or
 * in the one before, so that a league is followed into its next season and old seasons alone are left alone.
 */
export async function listFollowedLeagues(
  db: Database,
  sports: readonly Sport[],
  nowMs: number,
): Promise<FollowedLeague[]> {
  const wanted = await wantedOf(db, sports, nowMs);
  const rows = await rowsOf(
    db,
    selecting(FOLLOWED, (list) => sql`${followed(wanted)} select ${list} from followed order by id`),
  );
  return rows.flatMap((row) => toFollowed(row, wanted));
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
  const wanted = await wantedOf(db, sports, nowMs);
  const { id, scheduleRefreshedAt: refreshedAt, scheduleRetryAt: retryAt } = leagues;
  const row = await firstRow(
    db,
    selecting(
      FOLLOWED,
      (list) => sql`
      ${followed(wanted)},
      due as (
        select ${id} as id from ${leagues} join followed on followed.id = ${id}
        where (${refreshedAt} is null or ${refreshedAt} <= now() - ${intervalMs} * interval '1 millisecond')
          and (${retryAt} is null or ${retryAt} <= now())
        order by ${refreshedAt} nulls first, ${id} limit 1 for update of ${leagues} skip locked
      )
      update ${leagues} set ${bareColumns(retryAt)} = now() + ${CALL_LEASE_SECONDS} * interval '1 second'
      from due join followed on followed.id = due.id
      where ${id} = due.id
      returning ${list}`,
    ),
  );
  return row && toFollowed(row, wanted)[0];
}

/** Notes that the league's schedule is fresh now. */
export async function markRefreshed(db: Database, leagueId: number): Promise<void> {
  await db
    .update(leagues)
    .set({ scheduleRefreshedAt: sql`now()`, scheduleRetryAt: null })
    .where(eq(leagues.id, leagueId));
}

/** Gives a league back, to be asked for again after `delayMs`. */
export async function postponeRefresh(db: Database, leagueId: number, delayMs: number): Promise<void> {
  await db
    .update(leagues)
    .set({ scheduleRetryAt: sql`now() + ${delayMs} * interval '1 millisecond'` })
    .where(eq(leagues.id, leagueId));
}

const FOLLOWED = { id: columnIn('followed', leagues.id) };

type Wanted = { id: number; league: League; year: SeasonYear };

/** The leagues that a provider knows, each with the season that is current or next. */
async function wantedOf(db: Database, sports: readonly Sport[], nowMs: number): Promise<Wanted[]> {
  const known = await loadStoredLeagues(db);
  return known
    .filter(({ sport, ids }) => sports.includes(sport) && Object.keys(ids).length > 0)
    .map((league) => ({
      id: league.id,
      league,
      year: currentOrNextSeason(league, dateInZone(nowMs, league.timezone)),
    }));
}

function followed(wanted: readonly Wanted[]): SQL {
  const rows = wanted.map(({ id, year }) => ({ id, year }));
  return sql`
    with followed as (
      select wanted.id
      from json_to_recordset(${JSON.stringify(rows)}::json) as wanted(id int, year int)
      where exists (select 1 from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
                    where ${games.leagueId} = wanted.id and ${seasons.year} between wanted.year - 1 and wanted.year)
    )`;
}

function toFollowed({ id }: RowOf<typeof FOLLOWED>, wanted: readonly Wanted[]): FollowedLeague[] {
  const found = wanted.find((one) => one.id === id);
  return found ? [{ leagueId: id, league: found.league, seasonYear: found.year }] : [];
}
