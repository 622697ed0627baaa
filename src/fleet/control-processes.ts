import { type SQL, eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Database, Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { columnsByName, selecting } from '../db/selecting.ts';
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
  const excluded = (column: AnyPgColumn): SQL => sql`excluded.${sql.identifier(column.name)}`;
  const table = controlProcesses;
  const [row] = await db
    .insert(table)
    .values({
      controlId: beat.controlId,
      hostname: beat.hostname,
      processId: beat.processId,
      version: beat.version,
      url: beat.url,
      state: beat.state,
      startedAt: new Date(beat.startedAtMs),
      lastSeenAt: sql`now()`,
      eventLoopLagMs: beat.eventLoopLagMs,
      problems: [...beat.problems],
      clockSkewMs: Math.round(beat.clockSkewMs),
    })
    .onConflictDoUpdate({
      target: table.controlId,
      set: {
        state: excluded(table.state),
        url: excluded(table.url),
        lastSeenAt: sql`now()`,
        problems: excluded(table.problems),
        eventLoopLagMs: excluded(table.eventLoopLagMs),
        clockSkewMs: excluded(table.clockSkewMs),
      },
    })
    .returning({ request: table.request, now: sql`clock_timestamp()`.mapWith(table.lastSeenAt) });
  return { request: asRequest(row?.request), databaseMs: row?.now.getTime() };
}

function asRequest(request: string | null | undefined): ControlRequest | undefined {
  return request === 'stop' || request === 'restart' ? request : undefined;
}

/** Takes a process that ended in order off the list. */
export async function removeControl(db: Database, controlId: string): Promise<void> {
  await db.delete(controlProcesses).where(eq(controlProcesses.controlId, controlId));
}

/** Control processes heard of in the last day, the alive ones first. */
export function readControls(executor: Executor): Promise<ControlStatus[]> {
  return rowsOf(
    executor,
    selecting(
      {
        ...columnsByName(controlProcesses),
        request: sql<ControlRequest | null>`${controlProcesses.request}`,
        is_alive: sql<boolean>`${isHeardOf(controlProcesses)}`,
      },
      (list) => sql`
      select ${list} from ${controlProcesses}
      where ${controlProcesses.lastSeenAt} >= now() - interval '1 day'
      order by is_alive desc, ${controlProcesses.lastSeenAt} desc limit 100`,
    ),
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
      await tx
        .update(controlProcesses)
        .set({ request, requestedBy: actor })
        .where(eq(controlProcesses.controlId, id));
      await recordSystemEvent(tx, {
        kind: `control_${request}_asked`,
        subject: id,
        message: `${actor} asked the control process ${id} to ${request}.`,
      });
    }
    return asked;
  });
}
