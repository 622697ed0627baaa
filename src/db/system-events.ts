import { sql } from 'drizzle-orm';
import { bareColumns } from './bare-columns.ts';
import type { Executor } from './database.ts';
import { systemEvents } from './schema/operations.ts';

/** Something that happened to the installation itself. Rows are only ever added, so readers may follow by id. */
export type SystemEvent = {
  /** Machine-readable: `worker_died`, `control_died`, `worker_rebuilt`, `worker_stuck`, `backup_made`, `paused`, … */
  kind: string;
  /** Which process, file, sport or host it is about. */
  subject: string;
  /** What happened, in plain words. */
  message: string;
  data?: Record<string, unknown>;
};

const COLUMNS = bareColumns(systemEvents.kind, systemEvents.subject, systemEvents.message, systemEvents.data);

/** Adds an event, in the transaction of what it tells where there is one. */
export async function recordSystemEvent(executor: Executor, event: SystemEvent): Promise<void> {
  await executor.execute(sql`
    insert into ${systemEvents} (${COLUMNS})
    values (${event.kind}, ${event.subject.slice(0, 200)}, ${event.message},
            ${event.data ? JSON.stringify(event.data) : null}::jsonb)`);
}
