import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';

/** A league's schedule, or the rosters of a sport, whose last refresh failed. */
export type FailingRefresh = { what: string; message: string };

/** Older failures belong to leagues that are not followed any more. */
const RECENT_DAYS = 3;

/** What could not be refreshed when it was asked for last, with the reason; a wait for quota is no failure. */
export async function readFailingRefreshes(db: Database): Promise<readonly FailingRefresh[]> {
  return rowsOf<FailingRefresh>(
    db,
    sql`
      with latest as (
        select distinct on (log.operation, subject)
               log.operation, log.status, sport.display_name as sport,
               coalesce(log.details ->> 'league', log.details ->> 'team') as subject, log.details ->> 'message' as message
        from sync_log as log join sports as sport on sport.id = log.sport_id
        where log.operation in ('refresh_schedule', 'refresh_rosters') and log.status <> 'held'
          and log.created_at > now() - ${RECENT_DAYS} * interval '1 day'
        order by log.operation, subject, log.id desc
      )
      select 'schedule of ' || subject as what, message from latest
      where operation = 'refresh_schedule' and status = 'failed'
      union all
      select 'rosters of ' || count(*) || ' ' || sport || ' teams', min(message) from latest
      where operation = 'refresh_rosters' and status = 'failed' group by sport
      order by what`,
  );
}
