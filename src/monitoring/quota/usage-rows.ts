import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import type { apiUsage } from '../../db/schema/providers.ts';
import type { RecordRow } from '../../providers/client/carried-records.ts';
import type { CallRecord, CallStart } from '../../providers/client/call-record.ts';

type Row = typeof apiUsage.$inferSelect;

/** Columns of `api_usage` under their names in the database, as JSON. */
type UsageRow = {
  request_id: Row['requestId'];
  host: Row['host'];
  endpoint: Row['endpoint'];
  query: Readonly<Record<string, string>>;
  outcome: Row['outcome'];
  cost: Row['cost'];
  credits: Row['credits'];
  priority: Row['priority'];
  run_id: Row['runId'];
  task_id: Row['taskId'];
  game_id: Row['gameId'];
  started_at: string;
  http_status?: Row['httpStatus'];
  duration_ms: Row['durationMs'];
  response_bytes?: Row['responseBytes'];
  body_hash?: Row['bodyHash'];
};

/** The row of a call that is under way. */
export function startRow(call: CallStart): UsageRow {
  return {
    request_id: call.requestId,
    host: call.host,
    endpoint: call.endpoint,
    query: call.query,
    outcome: 'in_flight',
    duration_ms: 0,
    cost: call.cost,
    credits: call.credits ?? null,
    priority: call.priority,
    run_id: call.runId,
    task_id: call.taskId === null ? null : Number(call.taskId),
    game_id: call.gameId === null ? null : Number(call.gameId),
    started_at: new Date(call.startedAtMs).toISOString(),
  };
}

/** The row of a call that is over; `id` names the row that it has already. */
export function settledRow(call: CallRecord, id?: number): UsageRow & { id?: number } {
  return {
    ...startRow(call),
    ...(id === undefined ? {} : { id }),
    http_status: call.httpStatus,
    outcome: call.outcome,
    duration_ms: Math.round(call.durationMs),
    response_bytes: call.bytes,
    body_hash: call.bodyHash ?? null,
  };
}

/** Takes away the row of a call that was never sent; without `id`, the one that it may have. */
export function neverSentRow(requestId: string, id?: number): RecordRow {
  return { request_id: requestId, outcome: 'never_sent', ...(id === undefined ? {} : { id }) };
}

const Begun = z.record(z.string(), z.number());

/**
 * Writes calls that begin and calls that are over, in one statement. Returns the rows of the former by the id of
 * their call.
 */
export async function writeCalls(
  db: Database,
  starts: readonly CallStart[],
  over: readonly RecordRow[],
): Promise<Readonly<Record<string, number>>> {
  const [row] = await rowsOf(
    db,
    selecting(
      {
        begun: sql<object>`record_provider_calls(${JSON.stringify(starts.map(startRow))}::jsonb,
                                     ${JSON.stringify(over)}::jsonb)`,
      },
      (list) => sql`select ${list}`,
    ),
  );
  return Begun.parse(row?.begun);
}
