import { type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
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
export const eventSql = fixedText(eventSqlFrom);

/** The same for a statement whose text is always the same. */
export function eventSqlFrom(from: From<GameEvent>): SQL {
  return sql`
    insert into ${gameEvents} (${EVENT_COLUMNS})
    values (${from(({ gameId }) => gameId)}, ${from(({ taskId }) => taskId ?? null)}, ${from(({ kind }) => kind)},
            ${from(({ message }) => message)}, ${from(({ data }) => (data ? JSON.stringify(data) : null))}::jsonb,
            ${from(({ actor }) => actor)}, ${from(({ runId }) => runId ?? null)})`;
}

/** A line of the timeline that a transition of the game's task tells in its own statement. */
export type MovedEvent = Pick<GameEvent, 'kind' | 'actor'> & {
  /** What happened; what only the statement knows, it reads from `moved`. */
  message: string | SQL;
  data?: SQL;
  /** Whether there is anything to tell; default: yes. */
  when?: SQL;
};

/** The statement that adds such lines, in their order, for each row of `moved`: the tasks as a transition left them. */
export function movedEventsSql(run: { taskId: number; runId: string }, lines: readonly MovedEvent[]): SQL {
  const selects = lines.map((line) => movedEventSql(run, line));
  return sql`insert into ${gameEvents} (${EVENT_COLUMNS}) ${sql.join(selects, sql` union all `)}`;
}

function movedEventSql(
  { taskId, runId }: { taskId: number; runId: string },
  { kind, message, data = sql`null::jsonb`, actor, when = sql`true` }: MovedEvent,
): SQL {
  const words = typeof message === 'string' ? sql`${message}::text` : message;
  return sql`
    select moved.game_id, ${taskId}::int, ${kind}::text, ${words}, ${data}, ${actor}::text, ${runId}::text
    from moved where ${when}`;
}
