import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { errorWords, isDatabaseUnavailable } from '../../db/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { CallRecord } from '../../providers/client/provider-call.ts';

/** Writes every provider call to `api_usage`, and counts the calls of each task. */
export type UsageRecorder = {
  /** Takes note at once; the row is written with others a moment later. Never throws. */
  record: (call: CallRecord) => void;
  /** Paid calls made for a task since this was last asked. */
  takeCallCount: (taskId: number) => number;
  /** Writes what is left. */
  close: () => Promise<void>;
};

/** Rows are written together after this long. */
const FLUSH_DELAY_MS = 500;

/** While the database is away no more than this many rows are kept; the oldest go first. */
const MAX_WAITING = 10_000;

export function createUsageRecorder({ db, logger }: { db: Database; logger: Logger }): UsageRecorder {
  let waiting: CallRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const counts = new Map<number, number>();

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writing.then(flush);
    }, FLUSH_DELAY_MS);
    timer.unref();
  }

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const left = await write(batch);
    if (left.length === 0) return;
    waiting = [...left, ...waiting].slice(-MAX_WAITING);
    schedule();
  }

  /**
   * Gives the rows that wait for a database that is away. One that the database refuses is left out, and the others are
   * written by themselves: they must not wait behind it.
   */
  async function write(batch: readonly CallRecord[]): Promise<readonly CallRecord[]> {
    const [first] = batch;
    if (!first) return [];
    try {
      await db.execute(insertCalls(batch));
      return [];
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        logger.warn({ err: error, calls: batch.length }, 'provider calls could not be recorded now');
        return batch;
      }
      if (batch.length === 1) {
        const { host, endpoint } = first;
        logger.error({ problem: errorWords(error), host, endpoint }, 'a provider call cannot be recorded');
        return [];
      }
      const left: CallRecord[] = [];
      for (const call of batch) left.push(...(await write([call])));
      return left;
    }
  }

  return {
    record(call) {
      waiting.push(call);
      if (call.taskId !== null) {
        const taskId = Number(call.taskId);
        counts.set(taskId, (counts.get(taskId) ?? 0) + call.cost);
      }
      schedule();
    },
    takeCallCount(taskId) {
      const count = counts.get(taskId) ?? 0;
      counts.delete(taskId);
      return count;
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await flush();
    },
  };
}

function insertCalls(batch: readonly CallRecord[]) {
  const rows = batch.map((call) => ({
    request_id: call.requestId,
    host: call.host,
    endpoint: call.endpoint,
    query: call.query,
    http_status: call.httpStatus,
    outcome: call.outcome,
    duration_ms: Math.round(call.durationMs),
    response_bytes: call.bytes,
    game_id: call.gameId === null ? null : Number(call.gameId),
    task_id: call.taskId === null ? null : Number(call.taskId),
    cost: call.cost,
    priority: call.priority,
    started_at: new Date(call.startedAtMs).toISOString(),
  }));
  return sql`
    insert into api_usage (request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes,
                           game_id, task_id, cost, priority, started_at)
    select request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes, game_id, task_id,
           cost, priority, started_at
    from json_populate_recordset(null::api_usage, ${JSON.stringify(rows)}::json)`;
}
