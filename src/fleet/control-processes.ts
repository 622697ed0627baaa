import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { controlProcesses } from '../db/schema/operations.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { isHeardOf } from './workers.ts';

/** What may be asked of a control process: to end in order, or to end so that its supervisor starts it anew. */
export type ControlRequest = 'stop' | 'restart';

/** What a control process says of itself every few seconds. */
export type ControlBeat = {
  controlId: string;
  hostname: string;
  processId: number;
  version: string;
  url: string;
  state: 'running' | 'stopping';
  startedAtMs: number;
  eventLoopLagMs: number;
  /** What keeps this process from its work, in words. */
  problems: readonly string[];
  /** How far its clock is ahead of the database's. */
  clockSkewMs: number;
};

/** A control process as its heartbeat tells it. */
export type ControlStatus = {
  control_id: string;
  hostname: string;
  process_id: number;
  version: string;
  url: string | null;
  state: string;
  started_at: Date;
  last_seen_at: Date;
  event_loop_lag_ms: number | null;
  /** What keeps the process from its work, in words; null from older versions. */
  problems: readonly string[] | null;
  clock_skew_ms: number | null;
  request: ControlRequest | null;
  requested_by: string | null;
  is_alive: boolean;
};

/** Renews the process's row, by the database's clock; returns what that shows, and what somebody asked. */
export async function writeControlBeat(
  db: Database,
  beat: ControlBeat,
): Promise<{ request: ControlRequest | undefined; databaseMs: number | undefined }> {
  const row = await firstRow<{ request: ControlRequest | null; now: Date }>(
    db,
    sql`
      insert into control_processes (control_id, hostname, process_id, version, url, state, started_at, last_seen_at,
                                     event_loop_lag_ms, problems, clock_skew_ms)
      values (${beat.controlId}, ${beat.hostname}, ${beat.processId}, ${beat.version}, ${beat.url}, ${beat.state},
              ${new Date(beat.startedAtMs)}, now(), ${beat.eventLoopLagMs}, ${sql.param([...beat.problems])}::text[],
              ${Math.round(beat.clockSkewMs)})
      on conflict (control_id) do update
      set state = excluded.state, url = excluded.url, last_seen_at = now(), problems = excluded.problems,
          event_loop_lag_ms = excluded.event_loop_lag_ms, clock_skew_ms = excluded.clock_skew_ms
      returning request, clock_timestamp() as now`,
  );
  return { request: row?.request ?? undefined, databaseMs: row?.now.getTime() };
}

/** Takes a process that ended in order off the list. */
export async function removeControl(db: Database, controlId: string): Promise<void> {
  await db.execute(sql`delete from control_processes where control_id = ${controlId}`);
}

/** Control processes heard of in the last day, the alive ones first. */
export function readControls(executor: Executor): Promise<ControlStatus[]> {
  return rowsOf<ControlStatus>(
    executor,
    sql`
      select ${controlProcesses}.*, ${isHeardOf(controlProcesses)} as is_alive
      from ${controlProcesses}
      where ${controlProcesses.lastSeenAt} >= now() - interval '1 day'
      order by is_alive desc, ${controlProcesses.lastSeenAt} desc limit 100`,
  );
}

/** Asks every control process that is alive; each obeys with its next beat. Returns whom it asked. */
export async function askControls(
  db: Database,
  request: ControlRequest,
  actor: string,
): Promise<readonly ControlStatus[]> {
  return db.transaction(async (tx) => {
    const asked = (await readControls(tx)).filter((control) => control.is_alive);
    for (const { control_id: id } of asked) {
      await tx.execute(sql`
        update control_processes set request = ${request}, requested_by = ${actor} where control_id = ${id}`);
      await recordSystemEvent(tx, {
        kind: `control_${request}_asked`,
        subject: id,
        message: `${actor} asked the control process ${id} to ${request}.`,
      });
    }
    return asked;
  });
}
