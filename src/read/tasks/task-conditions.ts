import { type SQL, sql } from 'drizzle-orm';
import { seedingTasks } from '../../db/schema/tasks.ts';

/** A due task gets this long to be taken up before it counts as overdue. */
const OVERDUE_GRACE_SECONDS = 60;

/** A first pass whose game should be final by now, as its last look said; a correction's game has its statistics. */
export const IS_STUCK: SQL = sql`(${seedingTasks.stuckSince} is not null and ${seedingTasks.pass} = 'first'
  and (${seedingTasks.status} = 'running'
       or (${seedingTasks.status} = 'pending'
           and ${seedingTasks.holdReason} in ('not_final', 'quota', 'breaker_open', 'worker_trouble'))))`;

/** A pending first pass that nothing holds back and that no worker has taken up in time. */
export const IS_OVERDUE: SQL = sql`(${seedingTasks.status} = 'pending' and ${seedingTasks.pass} = 'first'
  and ${seedingTasks.holdReason} is null
  and ${seedingTasks.dueAt} < now() - ${sql.raw(`interval '${OVERDUE_GRACE_SECONDS} seconds'`)})`;
