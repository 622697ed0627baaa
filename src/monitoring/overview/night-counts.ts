import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';

/**
 * The games of tonight: open first passes that are due, or whose window opens, within the next 24 hours, without
 * those that were put off and those that a sweep over a season asks for. The held ones by what has to change.
 */
export type NightCounts = {
  games: number;
  held_by_provider: number;
  /** The provider refuses the key, or there is none. */
  held_by_key: number;
  /** They wait for the calls of the next day. */
  held_by_quota: number;
  /** They wait for the calls of the next minutes. */
  held_for_minutes: number;
  held_by_pause: number;
};

/** Whoever waits longer than this for calls does not wait for the next minute. */
const MINUTES = 10;

export async function readNightCounts(db: Database): Promise<NightCounts> {
  const isKey = sql`error_type is not distinct from 'credential'`;
  const isLong = sql`due_at > now() + ${MINUTES} * interval '1 minute'`;
  const row = await firstRow<NightCounts>(
    db,
    sql`
      select count(*)::int as games,
             count(*) filter (where is_held and hold_reason = 'breaker_open' and not ${isKey})::int as held_by_provider,
             count(*) filter (where is_held and ${isKey})::int as held_by_key,
             count(*) filter (where is_held and hold_reason = 'quota' and not ${isKey} and ${isLong})::int as held_by_quota,
             count(*) filter (where is_held and hold_reason = 'quota' and not ${isKey} and not ${isLong})::int
               as held_for_minutes,
             count(*) filter (where is_held and hold_reason = 'paused')::int as held_by_pause
      from (
        select due_at, hold_reason, error_type, status = 'pending' and hold_reason is not null as is_held
        from seeding_tasks
        where status in ('pending', 'running') and pass = 'first' and blanket_id is null
          and coalesce(hold_reason, '') <> 'postponed'
          and least(due_at, scheduled_time) <= now() + interval '24 hours') as task`,
  );
  if (!row) throw new Error('the counts of tonight came back empty');
  return row;
}
