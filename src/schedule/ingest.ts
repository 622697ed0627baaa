import { sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import { INGEST_LOCK_CLASS } from '../db/locks.ts';
import { firstRow } from '../db/rows.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { seedingQueue } from '../queue/catalog.ts';
import { seedJobId } from '../queue/job-id.ts';
import type { Publisher } from '../queue/publisher.ts';
import type { QueueStore } from '../queue/store.ts';
import {
  type ApplyScope,
  type OutdatedJob,
  RECENT_WINDOW_HOURS,
  addGames,
  cancelGames,
  changeGames,
} from './apply-plan.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { planScheduleChanges } from './difference/plan-schedule-changes.ts';
import { loadExistingGames } from './existing-games.ts';
import type { IngestRequest, IngestResult, IngestService } from './ingest-request.ts';
import { describePlan } from './describe-plan.ts';
import { plannedStart } from './planned-start.ts';
import { quarantineRows } from './quarantine-store.ts';
import { type ReadFile, type RejectedRow, readRows } from './read-rows.ts';
import { type TeamDirectory, loadTeamDirectory } from './team-directory.ts';
import type { ResolvedGame } from './teams/resolve-game.ts';

export type IngestOptions = {
  db: Database;
  store: QueueStore;
  publisher: Publisher;
  clock: Clock;
  logger: Logger;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
};

type Applied = Pick<
  IngestResult,
  | 'games_added'
  | 'games_moved'
  | 'games_unchanged'
  | 'games_cancelled'
  | 'tasks_created'
  | 'tasks_rescheduled'
> & { import_id?: number };

/**
 * Schedule files into games and tasks: read and resolve, compare with what is there, write the difference in one
 * transaction with a handful of bulk statements, then publish.
 */
export function createIngestService(options: IngestOptions): IngestService {
  const { db, store, publisher, clock, logger } = options;

  async function ingest(request: IngestRequest): Promise<IngestResult> {
    const startedAtMs = clock.nowMs();
    const directory = await loadTeamDirectory(db, request.sport);
    const file = await readRows(request, directory.resolverOf);
    const rejected = [...file.rejected];
    const mayWrite = !request.isDryRun && !(request.isStrict && rejected.length > 0);
    let outdated: readonly OutdatedJob[] = [];
    let plan: SchedulePlan<number> | undefined;
    const applied = await db.transaction(async (tx): Promise<Applied> => {
      await lockLeagues(tx, request, file, directory);
      plan = await planChanges(tx, request, file, directory);
      rejected.push(...conflictRows(plan, file));
      if (!mayWrite) return summariseOnly(plan, request, options);
      const result = await apply(tx, plan, rejected, { request, file, directory });
      outdated = result.outdated;
      return result.applied;
    });
    await removeJobs(request, outdated);
    const tasksEnqueued = mayWrite ? await publisher.tryPublishPending() : 0;
    const quarantined = rejected
      .map(({ line, reason, detail, remedy }) => ({ line, reason, detail, remedy }))
      .sort((a, b) => a.line - b.line);
    const result: IngestResult = {
      rows: file.rows,
      rows_other_seasons: file.rowsOtherSeasons,
      ...applied,
      quarantined,
      tasks_enqueued: tasksEnqueued,
      dry_run: request.isDryRun,
      ...(mayWrite || request.isDryRun ? {} : { strict_refused: true as const }),
      duration_ms: clock.nowMs() - startedAtMs,
      ...(request.isDryRun && plan ? { changes: describePlan(plan) } : {}),
    };
    const { quarantined: rows, changes: _changes, ...counts } = result;
    logger.info({ source: request.sourceName, ...counts, quarantined: rows.length }, 'schedule ingested');
    return result;
  }

  /** Two ingests of one league and season take turns; the order of locks is the same for everybody. */
  async function lockLeagues(tx: Executor, request: IngestRequest, file: ReadFile, directory: TeamDirectory) {
    for (const leagueId of leagueIdsOf(file.games, directory)) {
      await tx.execute(sql`
        select pg_advisory_xact_lock(${INGEST_LOCK_CLASS}, ${leagueId * 10_000 + request.seasonYear})`);
    }
  }

  async function planChanges(tx: Executor, request: IngestRequest, file: ReadFile, directory: TeamDirectory) {
    const existing = await loadExistingGames(tx, leagueIdsOf(file.games, directory), request.seasonYear);
    return planScheduleChanges({
      existing,
      incoming: file.games,
      sync: request.isSync,
      nowMs: clock.nowMs(),
      rejectedRows: file.rejected.length,
    });
  }

  async function apply(
    tx: Executor,
    plan: SchedulePlan<number>,
    rejected: readonly RejectedRow[],
    { request, file, directory }: { request: IngestRequest; file: ReadFile; directory: TeamDirectory },
  ): Promise<{ applied: Applied; outdated: readonly OutdatedJob[] }> {
    const { sportId, seasonId } = await ensureSeason(tx, request);
    const hasChanges =
      plan.add.length + plan.move.length + plan.confirmTime.length + plan.update.length + plan.cancel.length >
      0;
    if (!hasChanges && rejected.length === 0) return { applied: countPlan(plan), outdated: [] };
    const leagueIds = leagueIdsOf(file.games, directory);
    const importId = await insertImport(tx, {
      sportId,
      seasonId,
      leagueId: leagueIds.length === 1 ? (leagueIds[0] ?? null) : null,
      request,
      preset: file.preset,
    });
    const scope: ApplyScope = {
      sport: request.sport,
      sportId,
      seasonId,
      importId,
      source: request.sourceName,
      actor: request.actor,
      directory,
      delayMs: options.delayMs[request.sport],
      maxRetries: options.maxRetries,
      past: request.past,
    };
    const added = await addGames(tx, plan.add, scope);
    const changed = await changeGames(tx, plan, scope);
    const cancelled = await cancelGames(tx, plan.cancel, scope);
    const newlyQuarantined = await quarantineRows(tx, rejected, {
      sportId,
      seasonId,
      leagueIdOf: directory.leagueIdOf,
      importId,
      source: request.sourceName,
      options: {
        preset: file.preset,
        league: request.leagueName,
        timezone: request.timezone,
        columns: request.columns,
        dateFormat: request.dateFormat,
      },
    });
    const applied: Applied = {
      ...countPlan(plan),
      tasks_created: added.tasksCreated + changed.tasksCreated,
      tasks_rescheduled: changed.tasksRescheduled,
      import_id: importId,
    };
    if (!hasChanges && newlyQuarantined === 0) {
      // Nothing that was not known: the same file again leaves no trace.
      await tx.execute(sql`delete from schedule_imports where id = ${importId}`);
      return { applied: countPlan(plan), outdated: [] };
    }
    await tx.execute(sql`
      update schedule_imports
      set result = ${JSON.stringify({ rows: file.rows, rows_other_seasons: file.rowsOtherSeasons, ...applied, quarantined: rejected.length })}::jsonb
      where id = ${importId}`);
    return { applied, outdated: [...changed.outdated, ...cancelled] };
  }

  /** Best effort: a job that stays behind is of an old revision, and its delivery ends quietly. */
  async function removeJobs(request: IngestRequest, outdated: readonly OutdatedJob[]): Promise<void> {
    for (const job of outdated) {
      try {
        await store.removeJob(seedingQueue(request.sport), seedJobId(job));
      } catch (error) {
        logger.warn({ err: error, jobs: outdated.length }, 'outdated jobs could not be removed now');
        return;
      }
    }
  }

  return { ingest };
}

function leagueIdsOf(games: readonly ResolvedGame<number>[], directory: TeamDirectory): number[] {
  return [...new Set(games.map((game) => game.leagueName))].map(directory.leagueIdOf).sort((a, b) => a - b);
}

function countPlan(plan: SchedulePlan<number>): Applied {
  return {
    games_added: plan.add.length,
    games_moved: plan.move.length + plan.confirmTime.length,
    games_unchanged: plan.unchanged.length + plan.update.length,
    games_cancelled: plan.cancel.length,
    tasks_created: 0,
    tasks_rescheduled: 0,
  };
}

/** What would happen, for a dry run; nothing happens when a strict ingest was refused. */
function summariseOnly(plan: SchedulePlan<number>, request: IngestRequest, options: IngestOptions): Applied {
  if (!request.isDryRun) {
    return {
      games_added: 0,
      games_moved: 0,
      games_unchanged: 0,
      games_cancelled: 0,
      tasks_created: 0,
      tasks_rescheduled: 0,
    };
  }
  const nowMs = options.clock.nowMs();
  const oldestMs = { all: -Infinity, recent: nowMs - RECENT_WINDOW_HOURS * 3_600_000, none: nowMs }[
    request.past
  ];
  const withTask = plan.add.filter((game) => {
    const opensMs =
      Date.parse(plannedStart(request.sport, game).gameDatetime) + options.delayMs[request.sport];
    return opensMs > oldestMs && game.status !== 'cancelled' && game.status !== 'awarded';
  });
  return {
    ...countPlan(plan),
    tasks_created: withTask.length,
    tasks_rescheduled: plan.move.length + plan.confirmTime.length,
  };
}

/** Conflicts between rows and games wait in quarantine like rows that cannot be read. */
function conflictRows(plan: SchedulePlan<number>, file: ReadFile): RejectedRow[] {
  return plan.conflicts.flatMap((conflict) => {
    if (conflict.incoming === null) return [];
    const { line, leagueName } = conflict.incoming;
    return {
      line,
      raw: file.rawByLine.get(line) ?? '',
      reason: conflict.reason,
      detail: conflict.summary,
      remedy: 'Correct the row, or the game that is known, and ingest the file again.',
      leagueName,
    };
  });
}

async function ensureSeason(
  tx: Executor,
  request: IngestRequest,
): Promise<{ sportId: number; seasonId: number }> {
  await tx.execute(sql`
    insert into seasons (sport_id, year)
    select id, ${request.seasonYear} from sports where display_name = ${request.sport}
    on conflict (sport_id, year) do nothing`);
  const row = await firstRow<{ sportId: number; seasonId: number }>(
    tx,
    sql`select sport.id as "sportId", season.id as "seasonId" from seasons as season
        join sports as sport on sport.id = season.sport_id
        where sport.display_name = ${request.sport} and season.year = ${request.seasonYear}`,
  );
  if (!row) throw new Error(`sport ${request.sport} is not in the database: run migrate`);
  return row;
}

async function insertImport(
  tx: Executor,
  values: {
    sportId: number;
    seasonId: number;
    leagueId: number | null;
    request: IngestRequest;
    preset: string;
  },
): Promise<number> {
  const row = await firstRow<{ id: number }>(
    tx,
    sql`insert into schedule_imports (sport_id, season_id, league_id, source, preset, actor)
        values (${values.sportId}, ${values.seasonId}, ${values.leagueId}, ${values.request.sourceName},
                ${values.preset}, ${values.request.actor})
        returning id`,
  );
  if (!row) throw new Error('schedule_imports returned no id');
  return row.id;
}
