import { eq, sql } from 'drizzle-orm';
import { backfillProgress } from '../db/schema/backfills.ts';
import { sports } from '../db/schema/reference.ts';
import { errorWords } from '../db/errors.ts';
import type { League } from '../domain/league.ts';
import { ProviderError } from '../domain/provider-error.ts';
import { type RegisteredKind, type WorkOutcome, type WorkRun, workKind } from '../jobs/kinds.ts';
import { beginRun } from '../jobs/runs/run-log.ts';
import { loadLeagues } from '../reference/leagues/load-leagues.ts';
import { askingOf } from './asking.ts';
import type { HistoryDeps } from './history-deps.ts';
import { readBoxScores } from './read-box-scores.ts';
import { readFileSlice } from './read-file-slice.ts';
import { readOdds } from './read-odds.ts';
import { readSchedule } from './read-schedule.ts';
import { BACKFILL_HISTORY, type HistoryStep } from './step-kind.ts';
import { type UnitInHand, UnitLostError, failUnit, takeUpUnit } from './unit-progress.ts';

/** A paused sport is looked at again after this long. */
const PAUSED_LOOK_MS = 15_000;

/** The kind with its handler. */
export function historyWork(deps: HistoryDeps): RegisteredKind {
  return workKind(BACKFILL_HISTORY, (run) => makeStep(deps, run));
}

/**
 * Makes one step. What is refused for good, and what fails in the last attempt, fails the unit, and the back-fill goes on
 * with the next; what waits for quota or a provider waits as an item on hold.
 */
async function makeStep(deps: HistoryDeps, run: WorkRun<HistoryStep>): Promise<WorkOutcome> {
  const unit = await takeUpUnit(deps.db, run.payload, run.itemId);
  if (!unit) return { kind: 'skip', note: 'the unit is read, or its back-fill rests' };
  if (await isPaused(deps, unit))
    return { kind: 'snooze', delayMs: PAUSED_LOOK_MS, reason: 'paused', detail: `${unit.sport} is paused` };
  try {
    const outcome = await readNext(deps, run, unit);
    if (outcome.kind === 'fail') return giveUp(deps, unit, outcome.message);
    if (outcome.kind === 'snooze') await note(deps, unit, outcome.detail);
    return outcome;
  } catch (error) {
    if (error instanceof UnitLostError) return { kind: 'skip', note: error.message };
    if (isRefusedForGood(error) || (run.isLastAttempt && !isHeld(error) && !run.signal.aborted))
      return giveUp(deps, unit, errorWords(error));
    await note(deps, unit, errorWords(error));
    throw error;
  }
}

async function isPaused({ db }: HistoryDeps, { sport }: UnitInHand): Promise<boolean> {
  const [row] = await db
    .select({ isPaused: sql<boolean>`${sports.pausedAt} is not null` })
    .from(sports)
    .where(eq(sports.displayName, sport));
  return row?.isPaused === true;
}

async function readNext(
  deps: HistoryDeps,
  { signal }: WorkRun<HistoryStep>,
  unit: UnitInHand,
): Promise<WorkOutcome> {
  const league = (await loadLeagues(deps.db)).named(unit.league);
  if (league && unit.contentHash !== null) return inRun(deps, unit, league, () => readFileSlice(deps, unit));
  const isLines = unit.part === 'box-scores';
  const ports = isLines ? {} : deps.portsOf(unit.source, unit.sport);
  if (!league || !ports)
    return {
      kind: 'fail',
      errorType: 'no_source',
      message: `${unit.source} tells nothing of ${unit.league} any more`,
    };
  return inRun(deps, unit, league, (runId) => {
    const asking = (goodSinceMs: number) =>
      askingOf(unit, { signal, runId, goodSinceMs, nowMs: () => deps.clock.nowMs() });
    const step = { unit, league, ports, runId, asking };
    if (isLines) return readBoxScores(deps, step);
    return unit.part === 'odds' ? readOdds(deps, step) : readSchedule(deps, step);
  });
}

/** Reads in a run of its own, which has an entry where it asked somebody or failed. */
async function inRun(
  deps: HistoryDeps,
  unit: UnitInHand,
  league: League,
  read: (runId: string) => Promise<WorkOutcome>,
): Promise<WorkOutcome> {
  const log = beginRun(deps, 'backfill_history', league.sport);
  const details = {
    backfill: unit.backfillId,
    league: unit.league,
    part: unit.part,
    unit: unit.unit,
    from: unit.cursor,
  };
  try {
    const outcome = await read(log.runId);
    await log.end({ status: 'completed', details, isQuiet: true });
    return outcome;
  } catch (error) {
    const status = isHeld(error) ? 'held' : 'failed';
    await log.end({ status, details: { ...details, error: errorWords(error) }, isQuiet: true });
    throw error;
  }
}

function isHeld(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    ['quota_day', 'rate_limit', 'breaker_open', 'local', 'aborted'].includes(error.facts.kind)
  );
}

function isRefusedForGood(error: unknown): boolean {
  return error instanceof ProviderError && ['plan', 'bad_request'].includes(error.facts.kind);
}

/** The unit has failed; the next one comes. */
function giveUp({ publish, logger }: HistoryDeps, unit: UnitInHand, message: string): WorkOutcome {
  logger.error(
    { unitId: unit.id, league: unit.league, unit: unit.unit, problem: message },
    'a unit of a back-fill failed',
  );
  return {
    kind: 'done',
    note: `failed: ${message}`,
    write: (tx) => failUnit(tx, unit, message),
    afterwards: publish,
  };
}

/** Says on the unit what it waits for. */
async function note({ db }: HistoryDeps, { id, revision }: UnitInHand, words: string): Promise<void> {
  await db
    .update(backfillProgress)
    .set({ note: words, updatedAt: sql`now()` })
    .where(sql`${backfillProgress.id} = ${id} and ${backfillProgress.revision} = ${revision}`);
}
