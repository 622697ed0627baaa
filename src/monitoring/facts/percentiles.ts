import { type SQL, sql } from 'drizzle-orm';

/** Seconds; null when nothing was measured. */
export type Distribution = { count: number; p50: number | null; p95: number | null; max: number | null };

/** Median, 95 % and maximum of an expression over a group; null where it has no value. */
export function percentiles(expression: SQL) {
  return {
    p50: sql<number | null>`percentile_cont(0.5) within group (order by ${expression})`,
    p95: sql<number | null>`percentile_cont(0.95) within group (order by ${expression})`,
    max: sql<number | null>`max(${expression})`,
  };
}
