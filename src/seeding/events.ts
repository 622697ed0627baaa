import { type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { gameEvents } from '../db/schema/games.ts';

const EVENT_COLUMNS = bareColumns(
  gameEvents.gameId,
  gameEvents.taskId,
  gameEvents.kind,
  gameEvents.message,
  gameEvents.data,
  gameEvents.actor,
  gameEvents.runId,
);

/** One line of a game's timeline. */
export type GameEvent = {
  gameId: number;
  taskId?: number;
  /** Machine-readable kind: `held`, `seeded`, `retried`, … */
  kind: string;
  /** What happened, in plain words. */
  message: string;
  data?: Record<string, unknown>;
  /** Who did it. */
  actor: string;
  /** The run that it is of. */
  runId?: string | undefined;
};

/** Adds a line to a game's timeline, in the transaction of what it tells. */
export async function recordEvent(executor: Executor, event: GameEvent): Promise<void> {
  await executor.execute(eventSql(event));
}

/** The statement of that, to be a part of the one that it tells of. */
export function eventSql({ gameId, taskId, kind, message, data, actor, runId }: GameEvent): SQL {
  return sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
    values (${gameId}, ${taskId ?? null}, ${kind}, ${message}, ${data ? JSON.stringify(data) : null}::jsonb, ${actor}, ${runId ?? null})`;
}
