import { type SQL, sql } from 'drizzle-orm';

/** Seconds; null when nothing was measured. */
export type Distribution = { count: number; p50: number | null; p95: number | null; max: number | null };

/** Median, 95 % and maximum of an expression over a group. */
export function percentiles(expression: SQL): SQL {
  return sql`percentile_cont(0.5) within group (order by ${expression}) as p50,
             percentile_cont(0.95) within group (order by ${expression}) as p95,
             max(${expression}) as max`;
}
