import { type SQL, sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { sports } from '../../db/schema/reference.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';

/** Older refreshes belong to leagues that are not followed any more. */
const RECENT: SQL = sql`${syncLog.createdAt} > now() - interval '3 days'`;

const IS_REFRESH: SQL = sql`${syncLog.operation} in ('refresh_schedule', 'refresh_rosters')`;

/** A league's schedule, or the rosters of a sport, whose last refresh failed. */
export type FailingRefresh = { what: string; message: string };

export const failingRefreshes: Fact<null, readonly FailingRefresh[]> = {
  name: 'failing_refreshes',
  meaning:
    'Schedules and rosters whose last refresh failed, with the reason; a wait for calls is no failure.',
  unit: 'refreshes',
  window: 'the last 3 days',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        { what: sql<string>`'schedule of ' || subject`, message: sql<string>`message` },
        (list) => sql`
        with latest as (
          select distinct on (${syncLog.operation}, subject)
                 ${syncLog.operation} as operation, ${syncLog.status} as status, ${sports.displayName} as sport,
                 coalesce(${syncLog.details} ->> 'league', ${syncLog.details} ->> 'team') as subject,
                 ${syncLog.details} ->> 'message' as message
          from ${syncLog} join ${sports} on ${sports.id} = ${syncLog.sportId}
          where ${IS_REFRESH} and ${syncLog.status} <> 'held' and ${RECENT}
          order by ${syncLog.operation}, subject, ${syncLog.id} desc
        )
        select ${list} from latest
        where operation = 'refresh_schedule' and status = 'failed'
        union all
        select 'rosters of ' || count(*) || ' ' || sport || ' teams', min(message) from latest
        where operation = 'refresh_rosters' and status = 'failed' group by sport
        order by what`,
      ),
    ),
};

/** A league whose last refresh missed games in the provider's list and cancelled none of them. */
export type HeldCancellations = { league: string; games: number; warning: string };

export const heldCancellations: Fact<null, readonly HeldCancellations[]> = {
  name: 'held_cancellations',
  meaning: 'Games that the last refresh of a league missed and did not cancel, with its own words.',
  unit: 'games',
  window: 'the last 3 days',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          league: sql<string>`league`,
          games: sql<number>`(details ->> 'cancellations_held')::int`,
          warning: sql<string>`coalesce((select string_agg(word, '; ') from jsonb_array_elements_text(details -> 'warnings') as word
                         where word like '%not cancelled%'), '')`,
        },
        (list) => sql`
        with latest as (
          select distinct on (${syncLog.details} ->> 'league') ${syncLog.details} ->> 'league' as league,
                 ${syncLog.details} as details
          from ${syncLog}
          where ${syncLog.operation} = 'refresh_schedule' and ${syncLog.status} = 'completed' and ${RECENT}
          order by ${syncLog.details} ->> 'league', ${syncLog.id} desc
        )
        select ${list}
        from latest where (details ->> 'cancellations_held')::int > 0 order by league`,
      ),
    ),
};

export const lastRefresh: Fact<null, Date | null> = {
  name: 'last_refresh',
  meaning: 'When a schedule or a roster was refreshed last.',
  unit: 'a moment',
  window: 'the last 3 days',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting(
        { at: sql<Date | null>`max(${syncLog.createdAt})` },
        (list) => sql`select ${list} from ${syncLog}
          where ${IS_REFRESH} and ${syncLog.status} not in ('failed', 'held') and ${RECENT}`,
      ),
    );
    return row?.at ?? null;
  },
};
