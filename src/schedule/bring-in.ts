import type { Config } from '../config/config.ts';
import type { Database, Executor } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { QueueStore } from '../jobs/store.ts';
import { applyPlan, changedIds } from './apply-plan.ts';
import { closeSuperseded, supersededBy } from './close-superseded.ts';
import { describePlan, warningsOf } from './describe-plan.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { withoutCollisions } from './difference/collisions.ts';
import type { VanishedPolicy } from './difference/vanished-games.ts';
import { withoutOlderRows } from './difference/older-rows.ts';
import { planScheduleChanges } from './difference/plan-schedule-changes.ts';
import { loadExistingGames } from './existing-games.ts';
import { type Followed, lockTasks } from './follow-games.ts';
import { closeImport, ensureSeason, insertImport, lockLeagues } from './import-record.ts';
import type { IngestRequest, IngestResult } from './ingest-request.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import { loadSeasonCalendars } from '../reference/seasons/load-calendars.ts';
import { settleKinds } from './kinds/settle-kinds.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import { logImport } from './import-run.ts';
import { learnPlaces } from './learn-places.ts';
import { closeRetriedRows, quarantineRows } from './quarantine-store.ts';
import { questionsOf } from './questions.ts';
import { rowOfGame } from './read-rows.ts';
import { settleResults } from './results/settle-results.ts';
import type { TeamDirectory } from '../reference/teams/team-directory.ts';
import { bringTeams, forgetTeams } from '../reference/forget-brought.ts';
import type { ReadFile, RejectedRow } from './read-file.ts';

export type IngestOptions = {
  db: Database;
  store: QueueStore;
  publisher: Publisher;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
  /** Which version of the parsers reads files. */
  parserVersion: () => string;
};

/** A file that has been read, with what is to become of it. */
export type ReadOrder = {
  request: Omit<IngestRequest, 'source'> & {
    /** Whether the rows are a provider's list, whose words nobody can correct. */
    isProvided?: boolean;
    /** Which provider lists them. */
    provider?: string;
  };
  file: ReadFile;
  directory: TeamDirectory;
  startedAtMs: number;
  /** The run that asked for the rows and writes its own entry; without it the import is a run of its own. */
  runId?: string | undefined;
  /** SHA-256 of the file. */
  fileHash?: string;
  /** Whether the rows are old ones that waited: what newer imports said since then stays. */
  isRetry?: boolean;
  /** What is known about games that a provider's list does not name any more. */
  vanished?: Pick<VanishedPolicy, 'goneIds' | 'rejectedRows' | 'refusedProviderIds'>;
  /** Writes what is learnt from the rows beside the games themselves, in the same transaction. */
  alsoWrite?: (tx: Executor, plan: SchedulePlan<number>) => Promise<void>;
};

type Applied = { counts: AppliedCounts; outdated: readonly SeedJobRef[]; warnings?: readonly string[] };

type AppliedCounts = Pick<
  IngestResult,
  | 'games_added'
  | 'games_moved'
  | 'times_confirmed'
  | 'games_updated'
  | 'games_unchanged'
  | 'games_cancelled'
  | 'cancellations_held'
  | 'tasks_created'
  | 'tasks_rescheduled'
  | 'quarantine_resolved'
  | 'quarantine_superseded'
> & { import_id?: number; run_id?: string };

/** Thrown to take back what a transaction has written, for a reason that is no error. */
class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
}

const NOTHING_FOLLOWED: Followed = { tasksCreated: 0, tasksRescheduled: 0, outdated: [] };

/**
 * Compares what was read with what is there, writes the difference in one transaction, and publishes it.
 * A dry run writes it as well and takes it back, so that its figures are those of the real one.
 */
export async function bringIn(options: IngestOptions, given: ReadOrder): Promise<IngestResult> {
  const { db, store, publisher, clock, logger, tracer } = options;
  const { request, directory } = given;
  const { leagues } = directory;
  const calendars = await loadSeasonCalendars(db, request.sport, leagues);
  const settled = settleResults(settleKinds(given.file, request.sport, calendars), {
    sport: request.sport,
    leagues,
    nowMs: clock.nowMs(),
    contradictions: request.isProvided ? 'drop' : 'refuse',
    arePlanned: request.accept?.includes('planned-games') ?? false,
  });
  const { file } = settled;
  const order = { ...given, file };
  const leagueIds = [...new Set(file.games.map((game) => game.leagueName))].map(directory.leagueIdOf);
  let plan = NO_PLAN;
  let rejected: readonly RejectedRow[] = file.rejected;
  let isRefused = false;
  let applied: Applied = { counts: countPlan(NO_PLAN, NOTHING_FOLLOWED), outdated: [] };
  try {
    await tracer.span('schedule.apply', {}, () =>
      db.transaction(async (tx) => {
        await lockLeagues(tx, leagueIds, request.seasonYear);
        plan = await planUnderLocks(tx, order, leagueIds, options);
        rejected = [...file.rejected, ...conflictRows(plan, file)];
        isRefused = request.isStrict && !request.isDryRun && rejected.length > 0;
        if (!isRefused) {
          applied = await apply(tx, { plan, rejected, leagueIds, order, options });
          await order.alsoWrite?.(tx, plan);
        }
        if (isRefused || request.isDryRun) throw new NothingWritten();
      }),
    );
  } catch (error) {
    if (!(error instanceof NothingWritten)) throw error;
  }
  if (isRefused && file.addedTeamIds) await forgetTeams(db, file.addedTeamIds);
  const isWritten = !isRefused && !request.isDryRun;
  if (isWritten) await removeOutdatedJobs({ store, logger }, request.sport, applied.outdated);
  const tasksEnqueued = isWritten ? await publisher.tryPublishPending() : 0;
  const { import_id, run_id, ...counts } = applied.counts;
  const silentSince = isWritten ? store.silence?.since() : undefined;
  const warnings = [
    ...(file.warnings ?? []),
    ...settled.warnings,
    ...warningsOf(plan),
    ...(applied.warnings ?? []),
    ...(silentSince === undefined ? [] : [publishedLater(silentSince)]),
  ];
  const result: IngestResult = {
    rows: file.rows,
    rows_other_seasons: file.rowsOtherSeasons,
    times_unknown: file.games.filter(({ isTimeConfirmed }) => !isTimeConfirmed).length,
    ...counts,
    ...(isWritten && import_id !== undefined && run_id !== undefined ? { import_id, run_id } : {}),
    quarantined: rejected
      .map(({ line, reason, detail, remedy, answers }) => ({
        line,
        reason,
        detail,
        remedy,
        ...(answers ? { answers } : {}),
      }))
      .toSorted((one, other) => one.line - other.line),
    questions: questionsOf(rejected),
    fuzzy_matches: [...file.fuzzyMatches.values()],
    tasks_enqueued: tasksEnqueued,
    dry_run: request.isDryRun,
    ...(isRefused ? { strict_refused: true as const } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
    duration_ms: clock.nowMs() - order.startedAtMs,
    ...(request.isDryRun ? { changes: describePlan(plan) } : {}),
  };
  const { quarantined, questions, fuzzy_matches: fuzzyMatches, changes: _changes, ...figures } = result;
  logger.info(
    {
      source: request.sourceName,
      ...figures,
      quarantined: quarantined.length,
      questions: questions.map(({ code }) => code),
      fuzzyMatches: fuzzyMatches.length,
    },
    'schedule ingested',
  );
  return result;
}

function publishedLater(silentSince: Date): string {
  return `The queue store has not answered since ${silentSince.toISOString()}: what is due is safe in PostgreSQL and is published as soon as it does.`;
}

const NO_PLAN: SchedulePlan<number> = {
  add: [],
  move: [],
  confirmTime: [],
  update: [],
  unchanged: [],
  cancel: [],
  conflicts: [],
};

/** A run may finish a game between reading and locking; then the plan is made again, until it holds. */
async function planUnderLocks(
  tx: Executor,
  order: ReadOrder,
  leagueIds: readonly number[],
  { clock }: IngestOptions,
): Promise<SchedulePlan<number>> {
  const { request, file } = order;
  const { leagues } = order.directory;
  const locked = new Set<number>();
  for (;;) {
    const existing = await loadExistingGames(tx, leagueIds, request.seasonYear, {
      sport: request.sport,
      leagues,
      nowMs: clock.nowMs(),
      provider: request.provider,
    });
    const planned = withoutCollisions(
      planScheduleChanges({
        existing,
        incoming: file.games,
        leagues,
        accepted: new Set(request.accept),
        isRetry: order.isRetry ?? false,
        sync: request.isSync,
        isCautious: request.isCautious ?? false,
        areCancellationsConfirmed: request.areCancellationsConfirmed ?? false,
        rejectedRows: file.rejected.length,
        ...order.vanished,
        nowMs: clock.nowMs(),
      }),
      existing,
    );
    const isRight = request.accept?.includes('moved-games');
    const importOf = (line: number) =>
      order.isRetry && !isRight ? file.waiting.get(line)?.seenIn : undefined;
    const plan = withoutOlderRows(planned, importOf, leagues);
    const unlocked = changedIds(plan).filter((id) => !locked.has(id));
    if (unlocked.length === 0) return plan;
    await lockTasks(tx, unlocked);
    for (const id of unlocked) locked.add(id);
  }
}

type Work = {
  plan: SchedulePlan<number>;
  rejected: readonly RejectedRow[];
  leagueIds: readonly number[];
  order: ReadOrder;
  options: IngestOptions;
};

async function apply(tx: Executor, { plan, rejected, leagueIds, order, options }: Work): Promise<Applied> {
  const { request, file, directory } = order;
  const { sport, sourceName: source, actor, past } = request;
  const hasChanges = plan.add.length + changedIds(plan).length > 0;
  const conflicting = new Set(plan.conflicts.map(({ incoming }) => incoming?.line));
  const usableIds = file.games.flatMap(({ line }) =>
    conflicting.has(line) ? [] : (file.waiting.get(line)?.id ?? []),
  );
  const { sportId, seasonId } = await ensureSeason(tx, sport, request.seasonYear);
  const isOld = order.isRetry === true;
  const read = { source, file, rejected, plan, ...directory };
  const supersededIds = isOld ? [] : await supersededBy(tx, read, { seasonId, leagueIds });
  const places = { sportId, seasonId, leagueIds, provider: request.provider };
  if (!hasChanges && rejected.length + usableIds.length + supersededIds.length === 0) {
    const warnings = await learnPlaces(tx, plan, { ...places, importId: null });
    return { counts: countPlan(plan, NOTHING_FOLLOWED), outdated: [], warnings };
  }
  const leagueId = leagueIds.length === 1 ? (leagueIds[0] ?? null) : null;
  const preset = file.options.preset;
  const runId = order.runId ?? newRunId('import_schedule', sport);
  const importId = await insertImport(tx, { sportId, seasonId, leagueId, source, preset, actor, runId });
  await bringTeams(tx, file.addedTeamIds ?? [], importId);
  const scope = {
    sport,
    sportId,
    seasonId,
    importId,
    runId,
    source,
    actor,
    directory,
    reason: request.acceptReason,
  };
  const { delayMs, maxRetries } = options;
  const followed = await applyPlan(tx, plan, { ...scope, delayMs: delayMs[sport], maxRetries, past });
  const warnings = await learnPlaces(tx, plan, { ...places, importId: hasChanges ? importId : null });
  const resolved = await closeRetriedRows(tx, usableIds, scope);
  const superseded = await closeSuperseded(tx, supersededIds, scope);
  const newlyQuarantined = await quarantineRows(tx, rejected, {
    sportId,
    seasonId,
    leagueIdOf: directory.leagueIdOf,
    importId,
    runId,
    source,
    options: { ...file.options, past },
  });
  const counts = countPlan(plan, followed, { resolved, superseded });
  const isTraceless = !hasChanges && newlyQuarantined + resolved + superseded === 0;
  await closeImport(
    tx,
    importId,
    isTraceless
      ? null
      : {
          rows: file.rows,
          rows_other_seasons: file.rowsOtherSeasons,
          ...counts,
          quarantined: rejected.length,
        },
  );
  if (!isTraceless && order.runId === undefined) {
    const parserVersion = options.parserVersion();
    await logImport(tx, runId, order, { counts, endedAtMs: options.clock.nowMs(), parserVersion });
  }
  return {
    counts: isTraceless ? counts : { ...counts, import_id: importId, run_id: runId },
    outdated: followed.outdated,
    warnings,
  };
}

function countPlan(
  plan: SchedulePlan<number>,
  followed: Followed,
  { resolved, superseded } = { resolved: 0, superseded: 0 },
): AppliedCounts {
  return {
    games_added: plan.add.length,
    games_moved: plan.move.length + plan.confirmTime.length,
    times_confirmed: plan.confirmTime.length,
    games_updated: plan.update.length,
    games_unchanged: plan.unchanged.length + plan.update.length,
    games_cancelled: plan.cancel.length,
    cancellations_held: plan.conflicts.filter(({ incoming }) => incoming === null).length,
    tasks_created: followed.tasksCreated,
    tasks_rescheduled: followed.tasksRescheduled,
    quarantine_resolved: resolved,
    quarantine_superseded: superseded,
  };
}

/** Conflicts between rows and games wait in quarantine like rows that cannot be read. */
function conflictRows(plan: SchedulePlan<number>, file: ReadFile): RejectedRow[] {
  return plan.conflicts.flatMap(({ incoming, reason, summary, answers = [] }) => {
    if (incoming === null) return [];
    const { homeTeamKey: _home, awayTeamKey: _away, ...game } = incoming;
    return {
      line: game.line,
      raw: file.waiting.get(game.line)?.raw ?? rowOfGame(game),
      reason,
      detail: summary,
      remedy:
        answers.length > 0
          ? 'Say what is meant with the option of the answer, or correct the row and ingest the file again.'
          : 'Correct the row, or the game that is known, and ingest the file again.',
      ...(answers.length > 0 ? { answers } : {}),
      leagueName: game.leagueName,
      game,
    };
  });
}
