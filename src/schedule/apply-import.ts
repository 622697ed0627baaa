import type { Executor } from '../db/database.ts';
import { newRunId } from '../jobs/runs/run-id.ts';
import { bringTeams } from '../reference/forget-brought.ts';
import { applyPlan, changedIds } from './apply-plan.ts';
import { closeSuperseded, supersededBy } from './close-superseded.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { type Applied, NOTHING_FOLLOWED, countPlan } from './import-counts.ts';
import { closeImport, ensureSeason, insertImport } from './import-record.ts';
import { logImport } from './import-run.ts';
import type { IngestOptions } from './ingest-options.ts';
import { learnPlaces, learnPlacesAhead } from './learn-places.ts';
import { closeRetriedRows, quarantineRows } from './quarantine-store.ts';
import type { RejectedRow } from './read-file.ts';
import type { ReadOrder } from './read-order.ts';
import type { WriteScope } from './write-games.ts';

/** A plan that is to be written, with the rows that no plan is made of. */
type Work = {
  plan: SchedulePlan<number>;
  rejected: readonly RejectedRow[];
  leagueIds: readonly number[];
  order: ReadOrder;
  options: IngestOptions;
};

/** Writes a plan with all that belongs to it: the import's own record, rows that wait and rows that wait no more. */
export async function applyImport(tx: Executor, work: Work): Promise<Applied> {
  const { plan, rejected, leagueIds, order } = work;
  const { request, file, directory } = order;
  const { sport, sourceName: source } = request;
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
  return writeImport(tx, work, { places, hasChanges, usableIds, supersededIds });
}

type Found = {
  places: { sportId: number; seasonId: number; leagueIds: readonly number[]; provider: string | undefined };
  hasChanges: boolean;
  /** Rows in quarantine whose games are brought in, and those that the import makes obsolete. */
  usableIds: readonly number[];
  supersededIds: readonly number[];
};

async function writeImport(
  tx: Executor,
  work: Work,
  { places, hasChanges, usableIds, supersededIds }: Found,
): Promise<Applied> {
  const { plan, rejected, order, options } = work;
  const { request, file } = order;
  const scope = await openImport(tx, work, places);
  const { importId, runId } = scope;
  const namedBy = { ...places, importId: hasChanges ? importId : null };
  const ahead = await learnPlacesAhead(tx, plan, { ...namedBy, leagueIdOf: order.directory.leagueIdOf });
  const followed = await applyPlan(tx, plan, {
    ...scope,
    venueIds: ahead?.venueIds,
    delayMs: options.delayMs[request.sport],
    maxRetries: options.maxRetries,
    past: request.past,
  });
  const { warnings } = ahead ?? { warnings: await learnPlaces(tx, plan, namedBy) };
  const resolved = await closeRetriedRows(tx, usableIds, scope);
  const superseded = await closeSuperseded(tx, supersededIds, scope);
  const newlyQuarantined = await quarantineRows(tx, rejected, {
    ...scope,
    leagueIdOf: order.directory.leagueIdOf,
    options: { ...file.options, past: request.past },
  });
  const counts = countPlan(plan, followed, { resolved, superseded });
  const { outdated } = followed;
  if (!hasChanges && newlyQuarantined + resolved + superseded === 0) {
    await closeImport(tx, importId, null);
    return { counts, outdated, warnings };
  }
  const { rows, rowsOtherSeasons } = file;
  const figures = { rows, rows_other_seasons: rowsOtherSeasons, ...counts, quarantined: rejected.length };
  await closeImport(tx, importId, figures);
  if (order.runId === undefined) {
    const parserVersion = options.parserVersion();
    await logImport(tx, runId, order, { counts, endedAtMs: options.clock.nowMs(), parserVersion });
  }
  return { counts: { ...counts, import_id: importId, run_id: runId }, outdated, warnings };
}

/** Records the import; returns under what its games are written. */
async function openImport(
  tx: Executor,
  { leagueIds, order }: Work,
  { sportId, seasonId }: Found['places'],
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
