import { type SQL, eq, getTableColumns, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database, Executor } from '../../db/database.ts';
import type { From } from '../../db/fixed-text.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import type { RunStatus } from '../../domain/runs.ts';
import type { Sport } from '../../domain/sport.ts';
import type { RunCalls, RunReading } from './run-calls.ts';
import { type RunOperation, newRunId } from './run-id.ts';
import { runKindOf } from './run-kinds.ts';

/** What a run leaves in `sync_log`. */
export type RunEntry = Omit<typeof syncLog.$inferInsert, 'status'> & { runId: string; status: RunStatus };

/** The statement that writes it and answers with its `id`. */
function logRunQuery(executor: Executor, entry: RunEntry) {
  const kind = runKindOf(entry.operation);
  return executor
    .insert(syncLog)
    .values({ ...(kind === undefined ? {} : { kind }), ...entry })
    .returning({ id: syncLog.id });
}

/** The same as a part of a statement whose text is always the same; what an entry does not have is null. */
export function logRunSql(from: From<RunEntry>): SQL {
  const { id: _id, createdAt: _createdAt, kind, ...told } = getTableColumns(syncLog);
  const values = Object.entries(told).map(([name, column]) =>
    from((entry) => entry[name as keyof typeof told] ?? null, column),
  );
  return sql`
    insert into ${syncLog} (${bareColumns(kind, ...Object.values(told))})
    values (${from(({ operation }) => runKindOf(operation) ?? null)}, ${sql.join(values, sql`, `)})
    returning ${syncLog.id}`;
}

/** The statement that writes it for each row of `source`, a table of the statement that it is a part of. */
export function logRunFromSql(entry: RunEntry, source: SQL): SQL {
  const columns = Object.entries(getTableColumns(syncLog));
  const values = { kind: runKindOf(entry.operation), ...entry };
  const given = columns.filter(([name]) => values[name as keyof RunEntry] !== undefined);
  const selected = given.map(([name, column]) => {
    const value = values[name as keyof RunEntry];
    return value === null ? sql`null` : sql`${sql.param(value, column)}`;
  });
  return sql`
    insert into ${syncLog} (${bareColumns(...given.map(([, column]) => column))})
    select ${sql.join(selected, sql`, `)} from ${source}`;
}

/** Writes what a run came to into `sync_log`, once for each run; returns the id of the entry. */
export async function logRun(executor: Executor, entry: RunEntry): Promise<number> {
  const [row] = await logRunQuery(executor, entry);
  if (!row) throw new Error('sync_log returned no id');
  return row.id;
}

/** What a run of work other than seeding came to; `season` is the year in which it starts. */
export type WorkLogEntry = {
  status: RunStatus;
  season?: number | undefined;
  teams?: number;
  players?: number;
  details: object;
  /** Who says what was written, where no call of the run's own tells it. */
  source?: string | undefined;
  /** Who asked for it. */
  actor?: string | undefined;
  /** Rows written, by dataset. */
  rows?: Readonly<Record<string, number>> | undefined;
};

/** A run of work other than seeding, from its begin to its entry in `sync_log`. */
export type WorkRun = {
  runId: string;
  /** Writes its entry with the calls that it made. One that made none and is `isQuiet` leaves none. */
  end: (entry: WorkLogEntry & { isQuiet?: boolean }) => Promise<void>;
};

export type WorkRunDeps = { db: Database; runCalls: RunCalls; clock: { nowMs: () => number } };

/** Begins a run of work that asks a provider for something. */
export function beginRun(
  { db, runCalls, clock }: WorkRunDeps,
  operation: RunOperation,
  sport: Sport,
): WorkRun {
  const runId = newRunId(operation, sport);
  const startedAtMs = clock.nowMs();
  return {
    runId,
    async end({ isQuiet = false, ...entry }) {
      const calls = runCalls.callsOf(runId);
      const { source } = entry;
      const reading = runCalls.readingOf(runId, source === undefined ? undefined : { source, sport });
      try {
        if (calls > 0 || !isQuiet) {
          const times = { startedAtMs, endedAtMs: clock.nowMs() };
          await logWork(
            db,
            { ...entry, ...times, runId, operation, sport, calls, seedingType: 'discovery' },
            reading,
          );
        }
      } finally {
        runCalls.ended(runId);
      }
    },
  };
}

/** A run of work other than seeding that is over. */
export type WorkDone = WorkLogEntry & {
  runId: string;
  operation: RunOperation;
  sport: Sport;
  /** `discovery` for what asks about many games, `import`, `replay`, `manual`. */
  seedingType: string;
  gameId?: number;
  calls?: number;
  startedAtMs: number;
  endedAtMs: number;
  /** SHA-256 of the file that was read. */
  fileHash?: string | undefined;
};

/** Writes the entry of a run of work other than seeding; those that ask no provider do so with what they write. */
export async function logWork(
  executor: Executor,
  work: WorkDone,
  reading: Partial<RunReading> = {},
): Promise<void> {
  const [found] = await executor
    .select({ sportId: sports.id, seasonId: seasons.id })
    .from(sports)
    .leftJoin(
      seasons,
      sql`${seasons.sportId} = ${sports.id} and ${seasons.year} = ${work.season ?? null}::int`,
    )
    .where(eq(sports.displayName, work.sport));
  if (!found) throw new Error(`the sport ${work.sport} is not in the database`);
  const { runId, operation, seedingType, status, gameId, fileHash, details, rows } = work;
  await logRun(executor, {
    ...found,
    runId,
    operation,
    seedingType,
    status,
    fileHash,
    details,
    gameId: gameId ?? null,
    teamCount: work.teams ?? 0,
    playerCount: work.players ?? 0,
    apiCallsMade: work.calls ?? 0,
    rowsWritten: rows,
    ...readingColumns(reading, work.source),
    actor: work.actor?.slice(0, MAX_ACTOR) ?? null,
    ...timeColumns(work),
  });
}

const MAX_ACTOR = 100;
const MAX_SOURCE = 200;

/** What a run read, for its entry. */
export function readingColumns(
  { source, apiVersion, parserVersion, bodyHashes }: Partial<RunReading>,
  said?: string,
): Partial<RunEntry> {
  return {
    source: (source ?? said)?.slice(0, MAX_SOURCE) ?? null,
    apiVersion: apiVersion ?? null,
    parserVersion: parserVersion ?? null,
    bodyHashes: bodyHashes && bodyHashes.length > 0 ? [...bodyHashes] : null,
  };
}

/** When a run began and ended, for its entry; a run of which that is not known has 0 for both. */
export function timeColumns({
  startedAtMs,
  endedAtMs,
}: {
  startedAtMs: number;
  endedAtMs: number;
}): Partial<RunEntry> {
  const isKnown = startedAtMs > 0;
  return {
    durationSeconds: Math.min(999_999, Math.max(0, endedAtMs - startedAtMs) / 1000),
    startedAt: isKnown ? new Date(startedAtMs) : null,
    finishedAt: isKnown ? new Date(endedAtMs) : null,
  };
}
