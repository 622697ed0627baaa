import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { workItems } from '../db/schema/work-items.ts';
import type { TaskStatus } from '../domain/statuses.ts';
import { REFRESH_DATASET } from './refresh-work.ts';

/** A refresh that somebody handed over to workers, as its item of work stands. */
export type OrderView = {
  item_id: number;
  status: TaskStatus;
  /** Which part: `season 2025, everybody`. */
  part: string;
  /** What it came to, why it waits, or what went wrong; null where there is nothing to tell. */
  detail: string | null;
  updated_at: Date;
};

/** The order of each dataset that is under way, or else the last one; datasets without one are absent. */
export async function lastOrders(
  db: Database,
  datasets: readonly string[],
): Promise<ReadonlyMap<string, OrderView>> {
  const dataset = sql<string>`${workItems.payload} ->> 'dataset'`;
  const isOver = sql`${workItems.status} not in ('pending', 'running')`;
  const rows = await db
    .selectDistinctOn([dataset], {
      dataset,
      item_id: workItems.id,
      status: sql<TaskStatus>`${workItems.status}`,
      subject: workItems.subject,
      note: workItems.note,
      hold: workItems.holdDetail,
      error: workItems.errorMessage,
      updated_at: workItems.updatedAt,
    })
    .from(workItems)
    .where(and(eq(workItems.kind, REFRESH_DATASET.name), inArray(dataset, [...datasets])))
    .orderBy(dataset, isOver, sql`${workItems.updatedAt} desc`, sql`${workItems.id} desc`);
  return new Map(
    rows.map(({ dataset: name, subject, note, hold, error, status, ...row }) => {
      const part = subject.slice(subject.indexOf(': ') + 2);
      const detail = status === 'completed' ? note : status === 'pending' ? (hold ?? error) : error;
      return [name, { ...row, status, part, detail }];
    }),
  );
}
