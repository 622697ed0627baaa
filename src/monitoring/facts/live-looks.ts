import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { livePolls } from '../../db/schema/live-polls.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { selecting } from '../../db/selecting.ts';
import type { Fact } from './fact.ts';

/** What looks at games under way cost at a host. */
export type LiveLooks = {
  host: string;
  calls_24h: number;
  credits_24h: number;
  credits_month: number;
};

/** Those of a month that cost credits have a row each, so that a month of calls is never read. */
export const liveLooks: Fact<null, readonly LiveLooks[]> = {
  name: 'live_looks',
  meaning: 'What looks at games under way cost, by host: calls that left, and credits.',
  unit: 'calls',
  window: 'the last 24 hours; of credits this UTC calendar month as well',
  read: (executor) =>
    rowsOf(
      executor,
      selecting(
        {
          host: sql<string>`host`,
          calls_24h: sql<number>`sum(calls)::int`,
          credits_24h: sql<number>`sum(credits_24h)::int`,
          credits_month: sql<number>`sum(credits_month)::int`,
        },
        (list) => sql`
        select ${list} from (
          select ${apiUsage.host} as host, 1 as calls, coalesce(${apiUsage.credits}, 0) as credits_24h, 0 as credits_month
          from ${apiUsage}
          where ${apiUsage.startedAt} >= now() - interval '24 hours' and ${apiUsage.runId} like 'finish_early/%'
          union all
          select ${apiUsage.host}, 0, 0, coalesce(${apiUsage.credits}, 0)
          from ${livePolls} join ${apiUsage} on ${apiUsage.runId} = ${livePolls.runId}
          where ${livePolls.askedAt} >= date_trunc('month', now(), 'UTC') and ${apiUsage.credits} > 0
        ) as looks group by host order by host`,
      ),
    ),
};
