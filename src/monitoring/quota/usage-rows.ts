import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import type { CallRecord, CallStart } from '../../providers/client/provider-call.ts';

/** A call that is over; `id` is its row where it was written when it began. */
export type SettledCall = { call: CallRecord; id: number | undefined; mayBeThere: boolean };

type UsageRow = {
  request_id: string;
  host: string;
  endpoint: string;
  query: Readonly<Record<string, string>>;
  outcome: string;
  cost: number;
  priority: string;
  run_id: string | null;
  task_id: number | null;
  game_id: number | null;
  started_at: string;
  id?: number | undefined;
  http_status?: number | null;
  duration_ms: number;
  response_bytes?: number;
};

function startRow(call: CallStart): UsageRow {
  return {
    request_id: call.requestId,
    host: call.host,
    endpoint: call.endpoint,
    query: call.query,
    outcome: 'in_flight',
    duration_ms: 0,
    cost: call.cost,
    priority: call.priority,
    run_id: call.runId,
    task_id: call.taskId === null ? null : Number(call.taskId),
    game_id: call.gameId === null ? null : Number(call.gameId),
    started_at: new Date(call.startedAtMs).toISOString(),
  };
}

function settledRow({ call, id }: SettledCall): UsageRow {
  return {
    ...startRow(call),
    id,
    http_status: call.httpStatus,
    outcome: call.outcome,
    duration_ms: Math.round(call.durationMs),
    response_bytes: call.bytes,
  };
}

/**
 * Writes calls that begin and calls that are over, in one statement. Returns the rows of the former by the id of
 * their call.
 */
export async function writeCalls(
  db: Database,
  starts: readonly CallStart[],
  settled: readonly SettledCall[],
): Promise<ReadonlyMap<string, number>> {
  const known = settled.filter(({ id }) => id !== undefined).map(settledRow);
  const unknown = settled.filter(({ id }) => id === undefined).map(settledRow);
  // The answer to their begin was lost: the row may be there all the same.
  const doubtful = settled.filter(({ mayBeThere }) => mayBeThere).map(({ call }) => call.requestId);
  const columns =
    sql.raw(`request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes,
                           game_id, task_id, run_id, cost, priority, started_at`);
  const rows = await rowsOf<{ id: number; request_id: string }>(
    db,
    sql`
      with over as (select * from json_populate_recordset(null::${apiUsage}, ${JSON.stringify(known)}::json)),
      settled as (
        update ${apiUsage} as call
        set http_status = over.http_status, outcome = over.outcome, duration_ms = over.duration_ms,
            response_bytes = over.response_bytes, cost = over.cost
        from over where call.id = over.id
      ), doubtful as (
        delete from ${apiUsage} as call
        where call.outcome = 'in_flight' and call.request_id = any(${sql.param(doubtful)}::uuid[])
      )
      insert into ${apiUsage} (${columns})
      select ${columns}
      from json_populate_recordset(null::${apiUsage}, ${JSON.stringify([...unknown, ...starts.map(startRow)])}::json)
      returning id, request_id`,
  );
  return new Map(rows.map((row) => [row.request_id, row.id]));
}
