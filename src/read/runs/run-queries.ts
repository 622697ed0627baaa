import { type SQL, and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { type Page, decodeCursor, pageSize, toPage } from '../../db/cursor.ts';
import type { Database } from '../../db/database.ts';
import { scheduleImports } from '../../db/schema/imports.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import { sports } from '../../db/schema/reference.ts';
import { MAX_ID } from '../../domain/ids.ts';
import type { RunKind, RunStatus } from '../../domain/runs.ts';
import type { Sport } from '../../domain/sport.ts';
import { type RunBody, readBodies } from './run-bodies.ts';
import { type RunCall, readCalls } from './run-calls.ts';
import { LEAGUE_OF_RUN } from './league-of-run.ts';
import { type RunRow, selectRuns, toRunRow } from './run-row.ts';
import { countRowsOfGame } from './run-rows-written.ts';

/** Which runs are listed: those to which everything given applies. */
export type RunFilter = {
  kind?: RunKind | undefined;
  sport?: Sport | undefined;
  /** The name of a league, in any case. */
  league?: string | undefined;
  status?: RunStatus | undefined;
  /** Only runs that ended then or later. */
  since?: Date | undefined;
  gameId?: number | undefined;
};

/** One run with what it read and wrote; field names as published. */
export type RunView = RunRow & {
  /** Rows by dataset: those that it wrote, or of a game's run those that no later run has written anew. */
  rows: Readonly<Record<string, number>>;
  bodies: readonly RunBody[];
  /** Its own calls, oldest first. */
  provider_calls: readonly RunCall[];
  /** The import that it made. */
  import_id: number | null;
  details: unknown;
};

export type RunQueries = {
  /** A page of runs, the newest first. Throws CursorError. */
  list: (
    filter: RunFilter & { cursor?: string | undefined; limit?: number | undefined },
  ) => Promise<Page<RunRow>>;
  /** One run by the name that rows have of it, or by the number of its entry; undefined where there is no entry. */
  find: (run: string) => Promise<RunView | undefined>;
};

const ORDER = 'runs';

export function createRunQueries({ db }: { db: Database }): RunQueries {
  return {
    async list({ cursor, limit, ...filter }) {
      const size = pageSize(limit);
      const before = cursor === undefined ? undefined : decodeCursor(ORDER, cursor).id;
      const rows = await selectRuns(db)
        .where(conditionsOf(filter, before))
        .orderBy(desc(syncLog.id))
        .limit(size + 1);
      return toPage(
        rows.map((row) => ({ ...toRunRow(row), sort_key: '' })),
        size,
        ORDER,
      );
    },
    find: (run) => find(db, run),
  };
}

function conditionsOf({ kind, sport, league, status, since, gameId }: RunFilter, before: number | undefined) {
  return and(
    ...[
      kind && eq(syncLog.kind, kind),
      sport && eq(sports.displayName, sport),
      status === undefined ? undefined : eq(syncLog.status, status),
      gameId === undefined ? undefined : eq(syncLog.gameId, gameId),
      league === undefined ? undefined : eq(sql`lower(${LEAGUE_OF_RUN})`, league.toLowerCase()),
      since === undefined ? undefined : gte(syncLog.createdAt, since),
      before === undefined ? undefined : lt(syncLog.id, before),
    ].filter((condition): condition is SQL => condition !== undefined),
  );
}

async function find(db: Database, run: string): Promise<RunView | undefined> {
  const isNumber = /^\d{1,10}$/.test(run) && Number(run) <= MAX_ID;
  const [row] = await selectRuns(db)
    .where(isNumber ? eq(syncLog.id, Number(run)) : eq(syncLog.runId, run))
    .orderBy(desc(syncLog.id))
    .limit(1);
  if (!row) return undefined;
  const { body_hashes: bodyHashes, rows_written: written, details, run_id: runId } = row;
  const bodies = runId === null ? [] : await readBodies(db, { runId, bodyHashes: bodyHashes ?? [] });
  const [made] =
    runId === null
      ? []
      : await db
          .select({ id: scheduleImports.id })
          .from(scheduleImports)
          .where(eq(scheduleImports.runId, runId));
  return {
    ...toRunRow(row),
    rows: written ?? (await rowsOfGameRun(db, row)),
    bodies,
    provider_calls: runId === null ? [] : await readCalls(db, runId),
    import_id: made?.id ?? null,
    details,
  };
}

async function rowsOfGameRun(
  db: Database,
  { sport, game_id: gameId, run_id: runId }: Pick<RunRow, 'sport' | 'game_id' | 'run_id'>,
): Promise<Readonly<Record<string, number>>> {
  if (gameId === null || runId === null) return {};
  return countRowsOfGame(db, { sport, gameId, runId });
}
