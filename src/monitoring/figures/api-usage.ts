import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import type { ApiUsageRow } from './types.ts';

/** Provider calls of the last UTC days, by day, host, endpoint and outcome. */
export function readApiUsage(
  db: Database,
  { days, hosts }: { days: number; hosts?: readonly string[] | undefined },
): Promise<readonly ApiUsageRow[]> {
  const ofHosts = hosts ? sql`${apiUsage.host} = any(${sql.param([...hosts])}::text[])` : sql`true`;
  return rowsOf<ApiUsageRow>(
    db,
    sql`
      select to_char(${apiUsage.startedAt} at time zone 'UTC', 'YYYY-MM-DD') as day, ${apiUsage.host} as host,
             ${apiUsage.endpoint} as endpoint, ${apiUsage.outcome} as outcome, count(*)::int as calls,
             round(avg(${apiUsage.durationMs}))::int as average_ms,
             round(percentile_cont(0.95) within group (order by ${apiUsage.durationMs}))::int as p95_ms
      from ${apiUsage}
      where ${apiUsage.startedAt} >= date_trunc('day', now(), 'UTC') - (${days} - 1) * interval '1 day' and ${ofHosts}
      group by 1, 2, 3, 4 order by 1 desc, 2, 3, 4`,
  );
}
