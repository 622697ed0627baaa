import { type SQL, sql } from 'drizzle-orm';
import type { Distribution } from './types.ts';

/** Median, 95 % and maximum of an expression over a group. */
export function percentiles(expression: SQL): SQL {
  return sql`percentile_cont(0.5) within group (order by ${expression}) as p50,
             percentile_cont(0.95) within group (order by ${expression}) as p95,
             max(${expression}) as max`;
}

/** Nothing was measured. */
export function noDistribution(): Distribution {
  return { count: 0, p50: null, p95: null, max: null };
}
