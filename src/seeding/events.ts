import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';

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
};

/** Adds a line to a game's timeline, in the transaction of what it tells. */
export async function recordEvent(executor: Executor, event: GameEvent): Promise<void> {
  await executor.execute(eventSql(event));
}

/** The statement of that, to be a part of the one that it tells of. */
export function eventSql({ gameId, taskId, kind, message, data, actor }: GameEvent): SQL {
  return sql`
    insert into game_events (game_id, task_id, kind, message, data, actor)
    values (${gameId}, ${taskId ?? null}, ${kind}, ${message}, ${data ? JSON.stringify(data) : null}::jsonb, ${actor})`;
}
