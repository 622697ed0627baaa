import type { Executor } from '../db/database.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { bringTeams } from '../reference/forget-brought.ts';
import type { OpenWords } from '../reference/venues/settle-venues.ts';
import { applyPlan, changedIds } from './apply-plan.ts';
import { closeSuperseded, findSuperseded } from './close-superseded.ts';
import {
  type Applied,
  type Counts,
  NO_PLAN,
  NOTHING_FOLLOWED,
  addCounts,
  countPlan,
} from './import-counts.ts';
import { closeImport, ensureSeason, insertImport } from './import-record.ts';
import { logImport } from './import-run.ts';
import type { IngestOptions } from './ingest-options.ts';
import { learnOfficials, officialsOfKnown } from './learn-officials.ts';
import { learnPlaces, learnPlacesAhead, placeWarnings } from './learn-places.ts';
import type { PlanOfPart } from './plan-under-locks.ts';
import { closeRetriedRows, quarantineRows } from './quarantine-store.ts';
import type { ReadOrder } from './read-order.ts';
import type { RefusedRows } from './refused-rows.ts';
import type { WriteScope } from './write-games.ts';

/** What is written, and for whom. */
type Work = {
  leagueIds: readonly number[];
  order: ReadOrder;
  options: IngestOptions;
};

/** Writes an import in one transaction, part by part; its record is made with the first thing that is written. */
export type ImportWriter = {
  /** Writes the plan of a part: games, their tasks and places. */
  take: (part: PlanOfPart) => Promise<void>;
  /** Writes what belongs to the whole: rows that wait and rows that wait no more, the import's record and its run. */
  finish: (rejected: RefusedRows) => Promise<Applied>;
};

/** What has been written so far. */
type Progress = {
  scope: WriteScope | undefined;
  hasChanges: boolean;
  counts: Counts;
  outdated: SeedJobRef[];
  openWords: OpenWords[];
  /** Rows in quarantine whose games are brought in. */
  usableIds: number[];
};

export async function openImportWriter(tx: Executor, work: Work): Promise<ImportWriter> {
  const { leagueIds, order } = work;
  const { request, file, directory } = order;
  const season = await ensureSeason(tx, request.sport, request.seasonYear);
  const superseded =
    order.isRetry === true
      ? undefined
      : await findSuperseded(tx, {
          source: request.sourceName,
          file,
          leagueIds,
          seasonId: season.seasonId,
          ...directory,
        });
  const progress: Progress = {
    scope: undefined,
    hasChanges: false,
    counts: countPlan(NO_PLAN, NOTHING_FOLLOWED),
    outdated: [],
    openWords: [],
    usableIds: [],
  };
  return {
    async take(part) {
      await writePart(tx, work, { part, season, progress });
      const conflicting = new Set(part.plan.conflicts.map(({ incoming }) => incoming?.line));
      const usable = part.games.filter(({ line }) => !conflicting.has(line));
      for (const { line } of usable) {
        const waiting = file.waiting.get(line);
        if (waiting) progress.usableIds.push(waiting.id);
      }
      superseded?.see(usable);
    },
    finish: (rejected) =>
      finishImport(tx, work, {
        rejected,
        season,
        progress,
        supersededIds: superseded?.found(rejected) ?? [],
      }),
  };
}

type Season = { sportId: number; seasonId: number };

async function writePart(
  tx: Executor,
  work: Work,
  { part: { plan, pairGroups }, season, progress }: { part: PlanOfPart; season: Season; progress: Progress },
): Promise<void> {
  const { leagueIds, order, options } = work;
  const { request, directory } = order;
  const places = { ...season, leagueIds, pairGroups, provider: request.provider };
  const source = order.file.options.preset ?? 'file';
  const named = await officialsOfKnown(tx, plan, source);
  if (plan.add.length + changedIds(plan).length + named.length === 0) {
    for (const words of await learnPlaces(tx, plan, { ...places, importId: null }))
      progress.openWords.push(words);
    progress.counts = addCounts(progress.counts, countPlan(plan, NOTHING_FOLLOWED));
    return;
  }
  progress.hasChanges = true;
  progress.scope ??= await openImport(tx, work, season);
  const { scope } = progress;
  const namedBy = { ...places, importId: scope.importId };
  const ahead = await learnPlacesAhead(tx, plan, { ...namedBy, leagueIdOf: directory.leagueIdOf });
  const followed = await applyPlan(tx, plan, {
    ...scope,
    venueIds: ahead?.venueIds,
    delayMs: options.delayMs[request.sport],
    maxRetries: options.maxRetries,
    past: request.past,
  });
  await learnOfficials(tx, { plan, known: named }, { ...season, leagueIds, source }, scope.runId);
  for (const words of ahead?.open ?? (await learnPlaces(tx, plan, namedBy))) progress.openWords.push(words);
  progress.counts = addCounts(progress.counts, countPlan(plan, followed));
  for (const job of followed.outdated) progress.outdated.push(job);
}

async function finishImport(
  tx: Executor,
  work: Work,
  {
    rejected,
    season,
    progress,
    supersededIds,
  }: {
    rejected: RefusedRows;
    season: Season;
    progress: Progress;
    supersededIds: readonly number[];
  },
): Promise<Applied> {
  const { outdated, hasChanges, openWords, usableIds } = progress;
  const warnings = placeWarnings(openWords);
  const isAnythingToKeep = rejected.length + usableIds.length + supersededIds.length > 0;
  if (!hasChanges && !isAnythingToKeep) return { counts: progress.counts, outdated, warnings };
  const { order } = work;
  const { request, file } = order;
  const scope = progress.scope ?? (await openImport(tx, work, season));
  const resolved = await closeRetriedRows(tx, usableIds, scope);
  const superseded = await closeSuperseded(tx, supersededIds, scope);
  const newlyQuarantined = await quarantineRows(tx, rejected, {
    ...scope,
    leagueIdOf: order.directory.leagueIdOf,
    options: { ...file.options, past: request.past },
  });
  const counts = { ...progress.counts, quarantine_resolved: resolved, quarantine_superseded: superseded };
  if (!hasChanges && newlyQuarantined + resolved + superseded === 0) {
    await closeImport(tx, scope.importId, null);
    return { counts, outdated, warnings };
  }
  await recordImport(tx, work, { scope, counts, quarantined: rejected.length });
  return { counts: { ...counts, import_id: scope.importId, run_id: scope.runId }, outdated, warnings };
}

async function recordImport(
  tx: Executor,
  { order, options }: Work,
  { scope, counts, quarantined }: { scope: WriteScope; counts: Applied['counts']; quarantined: number },
): Promise<void> {
  const { rows, rowsOtherSeasons } = order.file;
  const figures = { rows, rows_other_seasons: rowsOtherSeasons, ...counts, quarantined };
  await closeImport(tx, scope.importId, figures);
  if (order.runId !== undefined) return;
  const parserVersion = options.parserVersion();
  await logImport(tx, scope.runId, order, { counts, endedAtMs: options.clock.nowMs(), parserVersion });
}

/** Records the import; returns under what its games are written. */
async function openImport(
  tx: Executor,
  { leagueIds, order }: Work,
  { sportId, seasonId }: Season,
): Promise<WriteScope> {
  const { request, file, directory } = order;
  const { sport, sourceName: source, actor } = request;
  const leagueId = leagueIds.length === 1 ? (leagueIds[0] ?? null) : null;
  const preset = file.options.preset;
  const runId = order.runId ?? newRunId('import_schedule', sport);
  const importId = await insertImport(tx, { sportId, seasonId, leagueId, source, preset, actor, runId });
  await bringTeams(tx, file.addedTeamIds ?? [], importId);
  const reason = request.acceptReason;
  return { sport, sportId, seasonId, importId, runId, source, actor, directory, reason };
}
