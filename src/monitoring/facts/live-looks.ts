import { sql } from 'drizzle-orm';
import { apiUsage } from '../../db/schema/providers.ts';
import type { Fact } from './fact.ts';

/** What looks at games under way cost at a host. */
export type LiveLooks = {
  host: string;
  calls_24h: number;
  credits_24h: number;
  calls_month: number;
  credits_month: number;
};

export const liveLooks: Fact<null, readonly LiveLooks[]> = {
  name: 'live_looks',
  meaning: 'What looks at games under way cost, by host: calls that left, and credits.',
  unit: 'calls',
  window: 'the last 24 hours, and this UTC calendar month',
  read(executor) {
    const isRecent = sql`${apiUsage.startedAt} >= now() - interval '24 hours'`;
    return executor
      .select({
        host: apiUsage.host,
        calls_24h: sql<number>`count(*) filter (where ${isRecent})::int`,
        credits_24h: sql<number>`coalesce(sum(${apiUsage.credits}) filter (where ${isRecent}), 0)::int`,
        calls_month: sql<number>`count(*)::int`,
        credits_month: sql<number>`coalesce(sum(${apiUsage.credits}), 0)::int`,
      })
      .from(apiUsage)
      .where(
        sql`${apiUsage.startedAt} >= least(date_trunc('month', now(), 'UTC'), now() - interval '24 hours')
          and ${apiUsage.runId} like 'finish_early/%'`,
      )
      .groupBy(apiUsage.host)
      .orderBy(apiUsage.host);
  },
};
