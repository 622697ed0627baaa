import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import type { BackfillStatus } from '../domain/history.ts';
import type { KnownUnit } from './divide-units.ts';
import type { WantedUnit } from './wanted-unit.ts';

/** What is there of the wanted units, whoever has them. */
export async function knownUnits(db: Executor, wanted: readonly WantedUnit[]): Promise<readonly KnownUnit[]> {
  if (wanted.length === 0) return [];
  const { id, leagueId, part, source, unit, fromDay, toDay, status, cursor, backfillId } = backfillProgress;
  const { contentHash, moment, rowsRefused } = backfillProgress;
  return db
    .select({
      id,
      leagueId,
      part,
      source,
      unit,
      fromDay,
      toDay,
      status,
      cursor,
      contentHash,
      moment,
      rowsRefused,
      backfillId,
      backfillStatus: sql<BackfillStatus>`${backfills.status}`,
    })
    .from(backfillProgress)
    .innerJoin(backfills, eq(backfills.id, backfillId))
    .where(
      and(
        inArray(leagueId, [...new Set(wanted.map((one) => one.leagueId))]),
        inArray(unit, [...new Set(wanted.map((one) => one.unit))]),
      ),
    );
}
