import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import type { Fact } from './fact.ts';

/** How the months of odds are laid out. */
export type OddsPartitions = {
  /** The partition for all other months, which should be empty, and its rows. */
  restName: string;
  strayRows: number;
  /** Of the present month and the next two, those without a partition (`2026-01`). */
  missing: readonly string[];
};

export const oddsPartitions: Fact<null, OddsPartitions> = {
  name: 'odds_partitions',
  meaning: 'Changes of odds that lie in no month of their own, and months ahead that have no partition.',
  unit: 'rows, months',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting(
        {
          strayRows: sql<number>`(select count(*) from odds_changes_other)::int`,
          missing: sql<string[]>`array(
            select to_char(month, 'YYYY-MM')
            from generate_series(date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '2 months',
                                 interval '1 month') as month
            where to_regclass('odds_changes_' || to_char(month at time zone 'UTC', 'YYYY_MM')) is null
            order by month)`,
        },
        (list) => sql`select ${list}`,
      ),
    );
    return {
      restName: 'odds_changes_other',
      strayRows: row?.strayRows ?? 0,
      missing: row?.missing ?? [],
    };
  },
};
