import type { ProviderGame } from '../domain/box-score.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import { skipTask } from './end-task.ts';
import { followNewStart, keepScheduleStill } from './follow-start.ts';
import type { ReadinessDecision } from './game-status.ts';
import { lockClaimedGame } from './lock-game.ts';
import type { EntityType } from './plan.ts';
import { holdTask } from './unfinished-run.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { type LiveWord, writeLiveScores } from './live-scores.ts';
import { recordProviderGame } from './record-game.ts';
import { type RunResult, lateBoxScore, noLinesYet, originOf } from './run-facts.ts';
import { type SeedRun, onLockedGame } from './seed-run.ts';

/** A game that is not to be read, or not yet: what the provider says of it is written all the same. */
type UnreadGame<Decision> = {
  adapter: SportAdapter;
  providerGame: ProviderGame;
  decision: Decision;
};

/** Holds the task of a game that is not final; one with a new start is expected then. */
export async function settleHold(
  run: SeedRun,
  { adapter, providerGame, decision: hold }: UnreadGame<Extract<ReadinessDecision, { kind: 'hold' }>>,
): Promise<RunResult> {
  const { claim, tools } = run;
  const { db, seeding, logger, workerId } = tools;
  const { newStartMs } = hold;
  await db.transaction(async (tx) => {
    if (newStartMs !== undefined) await keepScheduleStill(tx, claim);
    const locked = await lockClaimedGame(tx, { claim, seen: providerGame, lines: adapter.lines });
    await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
    await writeLiveScores(tx, [wordOf(run, providerGame, hold.delayMs)], PRIMARY_PROVIDER);
    const seedingDelayMs = seeding.delayMs[claim.game.sport];
    if (newStartMs !== undefined) await followNewStart(tx, claim, { newStartMs, seedingDelayMs, workerId });
    await holdTask(tx, claim, hold, run.cost(), workerId);
  });
  if (hold.isStuck) logger.warn({ says: providerGame.statusText }, 'a game should be final and is not');
  return { kind: 'held', delayMs: hold.delayMs, note: `${hold.reason}: ${hold.detail}` };
}

/** What is known of a game that goes on past its window until the next look. */
function wordOf({ claim, tools }: SeedRun, seen: ProviderGame, delayMs: number): LiveWord {
  const seenAtMs = tools.clock.nowMs();
  const { gameId } = claim.game;
  return { gameId, seen, seenAtMs, nextLookMs: seenAtMs + delayMs, runId: originOf(claim).runId };
}

/** Ends the task of a game that will never have lines. */
export async function settleSkip(
  run: SeedRun,
  { adapter, providerGame, decision: skip }: UnreadGame<Extract<ReadinessDecision, { kind: 'skip' }>>,
): Promise<RunResult> {
  const { claim, tools } = run;
  await onLockedGame(run, adapter, providerGame, async (tx, locked) => {
    await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
    await skipTask(tx, claim, skip, run.cost(), tools.workerId);
  });
  return { kind: 'skipped', note: skip.message };
}

/** A final game without a box score is waited for; after two days that is a failure. */
export async function waitForBoxScore(run: SeedRun, missing: EntityType): Promise<RunResult> {
  const { claim, context, tools } = run;
  const { db, seeding, clock, settleFailure, workerId } = tools;
  const late = lateBoxScore(claim, missing, clock.nowMs());
  if (late) return settleFailure(claim, context.signal, late, run.cost());
  const detail = noLinesYet(missing);
  const delayMs = seeding.notFinalStepMs[claim.game.sport];
  await holdTask(db, claim, { reason: 'not_final', detail, delayMs }, run.cost(), workerId);
  return { kind: 'held', delayMs, note: `not_final: ${detail}` };
}
