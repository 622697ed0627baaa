import { eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { scheduleImports } from '../../db/schema/imports.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import { removeOutdatedJobs } from '../../jobs/bullmq/outdated-jobs.ts';
import type { SeedJobRef } from '../../jobs/job-id.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import { type Forgotten, forgetBrought } from '../../reference/forget-brought.ts';
import type { IngestOptions } from '../ingest-options.ts';
import { lockTasks } from '../follow-games.ts';
import { lockLeagues } from '../import-record.ts';
import type { UndoResult } from '../ingest-request.ts';
import { refusalOf, refuseUnlessUndoable } from './refuse-undo.ts';
import { removeGames, usedBy } from './remove-games.ts';
import { restoreGames } from './restore-games.ts';
import { type TouchedGame, type UndoneImport, loadImport, loadTouchedGames } from './touched-games.ts';
import { undoQuarantine } from './undo-quarantine.ts';
import type { Undoing } from './undoing.ts';

type Undone = Extract<UndoResult, { ok: true }>;

/** Takes an import back in one transaction, lets the tasks and jobs follow, and records who did it. */
export async function undoImport(
  options: IngestOptions,
  importId: number,
  actor: Actor,
): Promise<UndoResult> {
  const { db, store, publisher, logger } = options;
  const record = await loadImport(db, importId);
  if (!record) return { ok: false, reason: 'not_found', message: `There is no import ${importId}.` };
  const undoing: Undoing = { record, options, actor, runId: newRunId('undo_import', record.sport) };
  let undone: { result: Undone; outdated: readonly SeedJobRef[] };
  try {
    undone = await db.transaction((tx) => undo(tx, undoing));
  } catch (error) {
    const refusal = refusalOf(error, importId);
    if (refusal === undefined) throw error;
    return { ok: false, reason: 'conflict', message: refusal };
  }
  await removeOutdatedJobs({ store, logger }, record.sport, undone.outdated);
  await publisher.tryPublishPending();
  logger.info({ ...undone.result, source: record.source, actor: actor.name }, 'import taken back');
  return undone.result;
}

async function undo(
  tx: Executor,
  undoing: Undoing,
): Promise<{ result: Undone; outdated: readonly SeedJobRef[] }> {
  const { record, actor } = undoing;
  const games = await lockTouchedGames(tx, record);
  await refuseUnlessUndoable(tx, record.id, games);
  const addedIds = games.filter((game) => game.is_added).map((game) => game.game_id);
  const changedIds = games.filter((game) => !game.is_added).map((game) => game.game_id);
  const used = await usedBy(tx, games);
  const removedJobs = await removeGames(tx, addedIds);
  const followed = await restoreGames(tx, changedIds, undoing);
  await tx.execute(sql`set constraints unique_game immediate`);
  const quarantine = await undoQuarantine(tx, record.id, actor);
  const forgotten = await forgetBrought(tx, { importId: record.id, ...used });
  const figures = {
    import_id: record.id,
    games_removed: addedIds.length,
    games_restored: changedIds.length,
    tasks_rescheduled: followed.tasksRescheduled,
    ...quarantine,
    teams_removed: forgotten.teams.length,
    venues_removed: forgotten.venues.length,
    venues_restored: forgotten.facts.length,
  };
  await recordUndo(tx, figures, undoing);
  const message =
    `Import ${record.id} (${record.source}) is taken back: ${addedIds.length} ${addedIds.length === 1 ? 'game' : 'games'} removed, ` +
    `${changedIds.length} back to what they were before.${forgottenWords(forgotten)}`;
  return {
    result: { ok: true, ...figures, message },
    outdated: [...removedJobs, ...followed.outdated],
  };
}

/** The games of the import as they are once nobody else changes them: leagues are locked first, then tasks. */
async function lockTouchedGames(tx: Executor, { id, seasonYear }: UndoneImport): Promise<TouchedGame[]> {
  const leagueIds = new Set((await loadTouchedGames(tx, id)).map((game) => game.league_id));
  await lockLeagues(tx, [...leagueIds], seasonYear);
  const candidates = await loadTouchedGames(tx, id);
  await lockTasks(
    tx,
    candidates.map((game) => game.game_id),
  );
  return loadTouchedGames(tx, id);
}

/** Notes in the import, among the runs and among what happened that it was taken back, by whom and why. */
async function recordUndo(
  tx: Executor,
  figures: Omit<Undone, 'ok' | 'message'>,
  { record, options, actor, runId }: Undoing,
): Promise<void> {
  await tx
    .update(scheduleImports)
    .set({
      undoneAt: sql`now()`,
      undoneBy: actor.name,
      undoResult: { ...figures, ...(actor.reason ? { reason: actor.reason } : {}) },
    })
    .where(eq(scheduleImports.id, record.id));
  const nowMs = options.clock.nowMs();
  await logWork(tx, {
    runId,
    operation: 'undo_import',
    sport: record.sport,
    seedingType: 'manual',
    status: 'completed',
    season: record.seasonYear,
    source: record.source,
    details: figures,
    rows: { games: figures.games_removed + figures.games_restored },
    actor: actor.name,
    startedAtMs: nowMs,
    endedAtMs: nowMs,
  });
  await recordSystemEvent(tx, {
    kind: 'import_undone',
    subject: `import ${record.id}`,
    message: `Import ${record.id} (${record.source}) was taken back by ${actor.name}${actor.reason ? ` (${actor.reason})` : ''}.`,
  });
}

/** Names of one kind in the report. */
const NAMED = 5;

function forgottenWords({ teams, venues, facts }: Forgotten): string {
  const list = (names: readonly string[], one: string, several: string): string => {
    if (names.length === 0) return '';
    const noun = names.length === 1 ? one : several;
    return ` ${names.length} ${noun} that only it had brought ${names.length === 1 ? 'is' : 'are'} removed: ${namesWords(names)}.`;
  };
  const places =
    facts.length === 0
      ? ''
      : ` The city, region or country that only it had said of ${facts.length} ${facts.length === 1 ? 'venue' : 'venues'} is taken back: ${namesWords(facts)}.`;
  return list(teams, 'team', 'teams') + list(venues, 'venue', 'venues') + places;
}

function namesWords(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
