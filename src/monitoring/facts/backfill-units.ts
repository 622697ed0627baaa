import { eq, inArray, sql } from 'drizzle-orm';
import { backfillProgress, backfills } from '../../db/schema/backfills.ts';
import { UNIT_STATUSES, type UnitStatus } from '../../domain/history.ts';
import type { Fact } from './fact.ts';

/** How the past is read: units of back-fills by their state, those that failed, and how long none has moved. */
export type BackfillUnits = {
  units: Readonly<Record<UnitStatus, number>>;
  /** Back-fills that ended with failed units and were not resumed since. */
  failedBackfills: readonly number[];
  /** Seconds since a unit of a back-fill that is under way was last written; null where none is under way. */
  restSeconds: number | null;
  /** What that unit says it waits for. */
  note: string | null;
};

export const backfillUnits: Fact<null, BackfillUnits> = {
  name: 'backfill_units',
  meaning:
    'Units of back-fills of the past by state, back-fills that failed in part, and how long none has moved.',
  unit: 'units, seconds',
  window: 'now',
  async read(executor) {
    const { status, updatedAt, note, backfillId } = backfillProgress;
    const counted = await executor
      .select({ status, count: sql<number>`count(*)::int` })
      .from(backfillProgress)
      .groupBy(status);
    const failed = await executor
      .select({ id: backfills.id })
      .from(backfills)
      .innerJoin(backfillProgress, eq(backfillId, backfills.id))
      .where(sql`${backfills.status} = 'failed' and ${status} = 'failed'`)
      .groupBy(backfills.id)
      .orderBy(backfills.id);
    const [latest] = await executor
      .select({ restSeconds: sql<number>`extract(epoch from now() - ${updatedAt})::float8`, note })
      .from(backfillProgress)
      .innerJoin(backfills, eq(backfills.id, backfillId))
      .where(sql`${eq(backfills.status, 'running')} and ${inArray(status, ['pending', 'running'])}`)
      .orderBy(sql`${updatedAt} desc`)
      .limit(1);
    const units = Object.fromEntries(UNIT_STATUSES.map((one) => [one, 0])) as Record<UnitStatus, number>;
    for (const row of counted) units[row.status] = row.count;
    return {
      units,
      failedBackfills: failed.map(({ id }) => id),
      restSeconds: latest?.restSeconds ?? null,
      note: latest?.note ?? null,
    };
  },
};
