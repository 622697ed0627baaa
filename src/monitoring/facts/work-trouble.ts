import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { workerHeartbeats } from '../../db/schema/operations.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { WORKER_ALIVE_SECONDS } from '../../fleet/workers.ts';
import { IS_OVERDUE_WORK } from '../../jobs/ledger/work-filter.ts';
import { WORK_QUEUE } from '../../jobs/queue-names.ts';
import type { Fact } from './fact.ts';

/** What is wrong with items of one kind of work: how many, since when, and what the newest of them says. */
export type WorkTrouble = {
  kind: string;
  /** `failed`: given up; `overdue`: taken by no worker; `unknown_kind`: overdue, and no worker alive has a handler. */
  trouble: 'failed' | 'overdue' | 'unknown_kind';
  items: number;
  since: Date;
  /** Subject and error of one of them. */
  example: string;
};

/** More than this many are not counted: no surface tells it more exactly, and a look comes every few seconds. */
const MANY_ITEMS = 10_000;

const IS_ALIVE = sql`(${workerHeartbeats.lastSeenAt} >= now() - ${sql.raw(`interval '${WORKER_ALIVE_SECONDS} seconds'`)}
  and ${workerHeartbeats.state} not in ('dead', 'stopped') and ${WORK_QUEUE} = any(${workerHeartbeats.queues}))`;

/** Workers of the queue are alive, all of them say which kinds they have handlers for, and none names this one. */
const IS_UNKNOWN = sql`(
  select count(*) > 0 and bool_and(${workerHeartbeats.kinds} is not null and ${workItems.kind} <> all(${workerHeartbeats.kinds}))
  from ${workerHeartbeats} where ${IS_ALIVE})`;

export const workTrouble: Fact<null, readonly WorkTrouble[]> = {
  name: 'work_in_trouble',
  meaning:
    'Items of work that have failed, that no worker has taken for a minute after their time, or whose kind no worker knows; by kind.',
  unit: 'items',
  window: 'now',
  read(executor) {
    return rowsOf(
      executor,
      selecting(
        {
          kind: sql<string>`kind`,
          trouble: sql<'failed' | 'overdue' | 'unknown_kind'>`trouble`,
          items: sql<number>`count(*)::int`,
          since: sql<Date>`min(since)`,
          example: sql<string>`(array_agg(example order by since desc))[1]`,
        },
        (list) => sql`
        select ${list}
        from (
          (select ${workItems.kind}, 'failed' as trouble, ${workItems.updatedAt} as since,
                  concat_ws(': ', ${workItems.subject}, ${workItems.errorMessage}) as example
           from ${workItems} where ${workItems.status} = 'failed' limit ${MANY_ITEMS})
          union all
          (select ${workItems.kind}, case when ${IS_UNKNOWN} then 'unknown_kind' else 'overdue' end, ${workItems.dueAt},
                  ${workItems.subject}::text
           from ${workItems} where ${IS_OVERDUE_WORK} limit ${MANY_ITEMS})
        ) as item
        group by kind, trouble order by kind, trouble`,
      ),
    );
  },
};
