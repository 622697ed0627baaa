import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';

/** Something that happened to the installation, as pages tell it: what processes did, and people by hand. */
export type RecentEvent = { id: number; kind: string; subject: string; message: string; created_at: Date };

/** The newest events first. */
export function readRecentEvents(executor: Executor, limit: number): Promise<RecentEvent[]> {
  return rowsOf<RecentEvent>(
    executor,
    sql`select id, kind, subject, message, created_at from system_events order by id desc limit ${limit}`,
  );
}
