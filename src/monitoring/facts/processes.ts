import { desc, sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { alerts } from '../../db/schema/alerts.ts';
import { controlProcesses, systemEvents, workerHeartbeats } from '../../db/schema/operations.ts';
import { type ControlStatus, readControls } from '../../fleet/control-processes.ts';
import { type WorkerStatus, isHeardOf, readWorkers } from '../../fleet/workers.ts';
import type { Fact } from './fact.ts';

export const workers: Fact<null, readonly WorkerStatus[]> = {
  name: 'workers',
  meaning: 'Worker processes with what they run, the alive ones first.',
  unit: 'processes',
  window: 'heard of in the last day',
  read: (executor) => readWorkers(executor),
};

export const controls: Fact<null, readonly ControlStatus[]> = {
  name: 'control_processes',
  meaning: 'Control processes, the alive ones first.',
  unit: 'processes',
  window: 'heard of in the last day',
  read: (executor) => readControls(executor),
};

/** How the processes do, together. */
export type ProcessCounts = {
  workers_alive: number;
  controls_alive: number;
  /** Workers that died in the last hour without a word. */
  workers_dead: number;
  /** The newest heartbeat of any worker, its age, and when any worker took a job last; null where none is known. */
  last_heartbeat_at: Date | null;
  heartbeat_age_seconds: number | null;
  last_job_at: Date | null;
  /** Worst delay of the event loop of any worker that is alive. */
  event_loop_lag_seconds: number;
  /** Most that the clock of any process that is alive differs from the database's. */
  clock_skew_seconds: number;
};

export const processCounts: Fact<null, ProcessCounts> = {
  name: 'processes',
  meaning: 'How many processes are alive or died without a word, and how they do.',
  unit: 'processes, seconds',
  window: 'now; dead: the last hour',
  async read(executor) {
    const { lastSeenAt, lastJobAt, state, eventLoopLagMs, clockSkewMs } = workerHeartbeats;
    const isAlive = isHeardOf(workerHeartbeats);
    const row = await firstRow(
      executor,
      selecting(
        {
          workers_alive: sql<number>`count(*) filter (where ${isAlive})::int`,
          workers_dead: sql<number>`count(*) filter (where ${lastSeenAt} >= now() - interval '1 hour' and ${state} = 'dead')::int`,
          last_heartbeat_at: sql<Date | null>`max(${lastSeenAt})`,
          last_job_at: sql<Date | null>`max(${lastJobAt})`,
          heartbeat_age_seconds: sql<
            number | null
          >`extract(epoch from now() - max(${lastSeenAt}))::double precision`,
          event_loop_lag_seconds: sql<number>`coalesce(max(${eventLoopLagMs}) filter (where ${isAlive}) / 1000.0, 0)::double precision`,
          clock_skew_seconds: sql<number>`coalesce(greatest(max(abs(${clockSkewMs})) filter (where ${isAlive}), (
                 select max(abs(${controlProcesses.clockSkewMs})) from ${controlProcesses}
                 where ${isHeardOf(controlProcesses)})) / 1000.0, 0)::double precision`,
          controls_alive: sql<number>`(select count(*)::int from ${controlProcesses} where ${isHeardOf(controlProcesses)})`,
        },
        (list) => sql`
        select ${list}
        from ${workerHeartbeats}`,
      ),
    );
    if (!row) throw new Error('the counts of processes came back empty');
    return row;
  },
};

/** Processes that ended without having been told to. */
export type ProcessEnds = {
  /** Workers that their watchdog ended: of the last hour, and older ones that no alert has told of. */
  stuck: { count: number; since: Date | null; message: string | null; lastAt: Date | null };
  /** Workers and control processes that died without a word. */
  died: { count: number; message: string | null };
};

export const processEnds: Fact<null, ProcessEnds> = {
  name: 'process_ends',
  meaning: 'Workers that took no jobs any more and were ended, and processes that died without a word.',
  unit: 'processes',
  window: 'the last 24 hours',
  async read(executor) {
    const { id, kind, message, createdAt } = systemEvents;
    const isStuck = sql`${kind} = 'worker_stuck'`;
    // Also older than an hour, where nothing looked when it happened.
    const isFresh = sql`(${isStuck} and (${createdAt} > now() - interval '1 hour' or ${createdAt} > coalesce(
      (select max(${alerts.lastSeenAt}) from ${alerts} where ${alerts.key} = 'worker_stuck'), '-infinity')))`;
    const hasDied = sql`${kind} in ('worker_died', 'control_died')`;
    const row = await firstRow(
      executor,
      selecting(
        {
          stuck: sql<number>`count(*) filter (where ${isFresh})::int`,
          since: sql<Date | null>`min(${createdAt}) filter (where ${isFresh})`,
          message: sql<
            string | null
          >`(array_agg(${message} order by ${id} desc) filter (where ${isFresh}))[1]`,
          last_at: sql<Date | null>`max(${createdAt}) filter (where ${isStuck})`,
          died: sql<number>`count(*) filter (where ${hasDied})::int`,
          died_message: sql<
            string | null
          >`(array_agg(${message} order by ${id} desc) filter (where ${hasDied}))[1]`,
        },
        (list) => sql`
        select ${list}
        from ${systemEvents}
        where ${createdAt} > now() - interval '24 hours' and ${kind} in ('worker_stuck', 'worker_died', 'control_died')`,
      ),
    );
    return {
      stuck: {
        count: row?.stuck ?? 0,
        since: row?.since ?? null,
        message: row?.message ?? null,
        lastAt: row?.last_at ?? null,
      },
      died: { count: row?.died ?? 0, message: row?.died_message ?? null },
    };
  },
};

/** Something that happened to the installation, as pages tell it: what processes did, and people by hand. */
export type RecentEvent = { id: number; kind: string; subject: string; message: string; created_at: Date };

export const recentEvents: Fact<{ limit: number }, readonly RecentEvent[]> = {
  name: 'recent_events',
  meaning: 'What happened to the installation, the newest first.',
  unit: 'events',
  window: 'the newest',
  read: (executor, { limit }) =>
    executor
      .select({
        id: systemEvents.id,
        kind: systemEvents.kind,
        subject: systemEvents.subject,
        message: systemEvents.message,
        created_at: systemEvents.createdAt,
      })
      .from(systemEvents)
      .orderBy(desc(systemEvents.id))
      .limit(limit),
};
