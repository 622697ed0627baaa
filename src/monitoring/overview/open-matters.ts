import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';

/** Open alerts that the overview has at the most. */
export const ALERTS_SHOWN = 12;

/** A sport, and since when and why it is paused. */
export type SportPause = { sport: Sport; paused_at: Date | null; reason: string | null };

/** Each sport, and since when and why it is paused. */
export function readPauses(db: Database) {
  return rowsOf<SportPause>(
    db,
    sql`select display_name as sport, paused_at, pause_reason as reason from sports order by id`,
  );
}

/** Open rows of the quarantine. */
export async function countQuarantine(db: Database): Promise<number> {
  const row = await firstRow<{ count: number }>(
    db,
    sql`select count(*)::int as count from schedule_quarantine where status = 'open'`,
  );
  return row?.count ?? 0;
}
