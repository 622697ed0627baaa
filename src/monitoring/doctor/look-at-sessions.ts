import type { DatabaseHandle } from '../../db/database.ts';
import { findWrongSettings, settingsRemedy, told } from '../../db/session-settings.ts';
import { type Verdict, fail, ok, warn } from './finding.ts';

/** A transaction of others that stands idle for longer than this and holds us up is worth a word, in seconds. */
const HELD_UP_SECONDS = 5;

/** Whether our connections have the settings that statements, and the reading of their answers, rely on. */
export async function lookAtSessions(handles: readonly DatabaseHandle[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { pool } of new Set(handles)) {
    const wrong = await findWrongSettings(pool);
    if (wrong.length > 0) verdicts.push(fail(wrong.map(told).join(', '), settingsRemedy(wrong)));
  }
  return verdicts.length > 0 ? verdicts : [ok('sessions have the settings that they need')];
}

/** Who holds locks that our work has been waiting for. */
export async function lookAtLocks({ pool }: DatabaseHandle): Promise<Verdict> {
  const { rows } = await pool.query<{ pid: number; what: string; seconds: number; waiting: number }>(
    `select holder.pid, coalesce(nullif(holder.application_name, ''), 'without a name') || ', ' || holder.state as what,
            extract(epoch from clock_timestamp() - holder.xact_start)::int as seconds, count(*)::int as waiting
     from pg_stat_activity as waiter
     cross join lateral unnest(pg_blocking_pids(waiter.pid)) as blocking(pid)
     join pg_stat_activity as holder on holder.pid = blocking.pid
     where waiter.datname = current_database() and waiter.wait_event_type = 'Lock'
       and holder.state like 'idle in transaction%' and holder.xact_start < clock_timestamp() - make_interval(secs => $1)
     group by holder.pid, holder.application_name, holder.state, holder.xact_start
     order by holder.xact_start`,
    [HELD_UP_SECONDS],
  );
  const [first] = rows;
  if (!first) return ok('nobody holds others up');
  const held = rows.reduce((sum, { waiting }) => sum + waiting, 0);
  return warn(
    `process ${first.pid} of PostgreSQL (${first.what} for ${first.seconds} s) holds locks that ${held} statements wait for`,
    `End its transaction: \`select pg_terminate_backend(${first.pid})\`, or where it was begun.`,
  );
}
