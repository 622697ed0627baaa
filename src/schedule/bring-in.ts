import type { Executor } from '../db/database.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import type { Logger } from '../platform/logger.ts';
import { forgetTeams } from '../reference/forget-brought.ts';
import { loadSeasonCalendars } from '../reference/seasons/load-calendars.ts';
import { openImportWriter } from './apply-import.ts';
import { describePlan, inOrderOfKind, warningsOf } from './describe-plan.ts';
import { type Applied, NO_PLAN, NOTHING_FOLLOWED, countPlan } from './import-counts.ts';
import { lockLeagues } from './import-record.ts';
import type { IngestOptions } from './ingest-options.ts';
import type { IngestResult, QuarantinedRow } from './ingest-request.ts';
import { settleKinds } from './kinds/settle-kinds.ts';
import { conflictRows, plansUnderLocks } from './plan-under-locks.ts';
import { questionsOf } from './questions.ts';
import type { ReadOrder } from './read-order.ts';
import type { RefusedRows } from './refused-rows.ts';
import { settleResults } from './results/settle-results.ts';

/** Thrown to take back what a transaction has written, for a reason that is no error. */
class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
}

/**
 * Compares what was read with what is there, writes the difference in one transaction, and publishes it.
 * A dry run writes it as well and takes it back, so that its figures are those of the real one; or leaves that to whoever
 * named a transaction for it.
 */
export async function bringIn(options: IngestOptions, given: ReadOrder): Promise<IngestResult> {
  const { store, publisher, clock, logger } = options;
  const { request, directory } = given;
  const db = request.takenBackIn ?? options.db;
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
  const leagueIds = [...file.games.leagueNames()].map(directory.leagueIdOf);
  const written = await write(options, order, leagueIds);
  const { isRefused, rejected } = written;
  if (isRefused && file.addedTeamIds) await forgetTeams(db, file.addedTeamIds);
  const isWritten = !isRefused && !request.isDryRun;
  if (isWritten) await removeOutdatedJobs({ store, logger }, request.sport, written.outdated);
  const sent = isWritten ? await publisher.tryPublishPending() : undefined;
  const silentSince = isWritten ? store.silence?.since() : undefined;
  const warnings = [
    ...(file.warnings ?? []),
    ...settled.warnings,
    ...(written.warnings ?? []),
    ...(sent?.isCutShort ? [publishedLater(silentSince)] : []),
  ];
  const quarantined = inOrder(rejected);
  const result: IngestResult = {
    ...resultOf(order, written),
    quarantined,
    questions: questionsOf(quarantined),
    fuzzy_matches: [...file.fuzzyMatches.values()],
    tasks_enqueued: sent?.published ?? 0,
    dry_run: request.isDryRun,
    ...(isRefused ? { strict_refused: true as const } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
    duration_ms: clock.nowMs() - order.startedAtMs,
    ...(request.isDryRun ? { changes: written.changes } : {}),
  };
  logResult(logger, request.sourceName, result);
  return result;
}

type Written = Applied & {
  rejected: RefusedRows;
  isRefused: boolean;
  timesUnknown: number;
  /** What would change in plain words; of a dry run only. */
  changes: readonly string[];
};

/** Plans and writes in one transaction, a long file part by part; a refusal and a dry run leave none of it. */
async function write(
  options: IngestOptions,
  order: ReadOrder,
  leagueIds: readonly number[],
): Promise<Written> {
  const { request, file } = order;
  const db = request.takenBackIn ?? options.db;
  const isTakenBack = request.isDryRun && request.takenBackIn === undefined;
  let written: Written = {
    rejected: file.rejected,
    isRefused: false,
    timesUnknown: 0,
    changes: [],
    counts: countPlan(NO_PLAN, NOTHING_FOLLOWED),
    outdated: [],
  };
  try {
    await options.tracer.span('schedule.apply', {}, () =>
      db.transaction(async (tx) => {
        await lockLeagues(tx, leagueIds, request.seasonYear);
        written = await writeParts(tx, { options, order, leagueIds });
        if (written.isRefused || isTakenBack) throw new NothingWritten();
      }),
    );
  } catch (error) {
    if (!(error instanceof NothingWritten)) throw error;
  }
  return written;
}

async function writeParts(
  tx: Executor,
  { options, order, leagueIds }: { options: IngestOptions; order: ReadOrder; leagueIds: readonly number[] },
): Promise<Written> {
  const { request, file } = order;
  const warnings: string[] = [];
  const changes: string[] = [];
  let timesUnknown = 0;
  const rejected = file.rejected.with([]);
  const isRefused = (): boolean => request.isStrict && !request.isDryRun && rejected.length > 0;
  const writer = await openImportWriter(tx, { leagueIds, order, options });
  for await (const part of plansUnderLocks(tx, order, leagueIds, options.clock)) {
    for (const row of conflictRows(part.plan, file)) rejected.push(row);
    warnings.push(...warningsOf(part.plan));
    timesUnknown += part.games.filter(({ isTimeConfirmed }) => !isTimeConfirmed).length;
    if (request.isDryRun) for (const change of describePlan(part.plan)) changes.push(change);
    if (isRefused()) continue;
    await writer.take(part);
    await order.alsoWrite?.(tx, part.plan);
  }
  const counts = countPlan(NO_PLAN, NOTHING_FOLLOWED);
  const applied: Applied = isRefused() ? { counts, outdated: [] } : await writer.finish(rejected);
  await order.inTheEnd?.(tx, { ...applied.counts, quarantined: rejected.length });
  return {
    ...applied,
    warnings: [...warnings, ...(applied.warnings ?? [])],
    rejected,
    isRefused: isRefused(),
    timesUnknown,
    changes: inOrderOfKind(changes),
  };
}

/** What was read and what came of it, in figures. */
function resultOf({ file, request }: ReadOrder, { counts: all, isRefused, timesUnknown }: Written) {
  const { import_id, run_id, ...counts } = all;
  const isWritten = !isRefused && !request.isDryRun;
  return {
    rows: file.rows,
    rows_other_seasons: file.rowsOtherSeasons,
    times_unknown: timesUnknown,
    ...counts,
    ...(isWritten && import_id !== undefined && run_id !== undefined ? { import_id, run_id } : {}),
  };
}

/** What is told of refused rows. What many of them have in common is held once. */
function inOrder(rejected: RefusedRows): QuarantinedRow[] {
  const words = new Map<string, string>();
  const answersOf = new Map<string, QuarantinedRow['answers'] & object>();
  const told: QuarantinedRow[] = [];
  for (const { line, reason, detail, remedy, answers } of rejected) {
    told.push({
      line,
      reason: onceIn(words, reason, reason),
      detail,
      remedy: onceIn(words, remedy, remedy),
      ...(answers ? { answers: onceIn(answersOf, JSON.stringify(answers), answers) } : {}),
    });
  }
  return told.sort((one, other) => one.line - other.line);
}

function onceIn<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const first = known.get(key) ?? value;
  known.set(key, first);
  return first;
}

function logResult(logger: Logger, source: string, result: IngestResult): void {
  const { quarantined, questions, fuzzy_matches: fuzzyMatches, changes: _changes, ...figures } = result;
  logger.info(
    {
      source,
      ...figures,
      quarantined: quarantined.length,
      questions: questions.map(({ code }) => code),
      fuzzyMatches: fuzzyMatches.length,
    },
    'schedule ingested',
  );
}

function publishedLater(silentSince: Date | undefined): string {
  const why = silentSince
    ? `The queue store has not answered since ${silentSince.toISOString()}`
    : 'The queue store did not take all tasks at once';
  return `${why}: what is due is safe in PostgreSQL and is published as soon as it does.`;
}
