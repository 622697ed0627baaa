import { together } from '../db/together.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { SportAdapter } from '../sports/adapter.ts';
import type { Gap } from '../sports/completeness.ts';
import { periodProblem } from '../sports/period-rule.ts';
import { planCorrectionTasks } from './corrections.ts';
import { type Ending, completeTask } from './end-task.ts';
import { updateEntityCounts } from './entities.ts';
import { NothingYetError } from './ask-for-parts.ts';
import type { PartsWork } from './fetch-work.ts';
import { markPartial, openStanding } from './game-standing.ts';
import type { LockedGame } from './lock-game.ts';
import { type EntityOutcome, type TaskEntity, decideEntityOutcome } from './plan.ts';
import { SeedingError } from './policy.ts';
import { recordProviderGame } from './record-game.ts';
import { type LineCounts, type RunResult, countLines, originOf } from './run-facts.ts';
import { type SeedRun, onLockedGame } from './seed-run.ts';
import { waitForBoxScore } from './settle-unread.ts';
import { logOddities, writeParts } from './write-parts.ts';

/** How far a run has come, and with how many lines. */
type Judged = { outcome: EntityOutcome; counts: LineCounts };

/**
 * Writes what a run has fetched of the box score and ends the task where nothing is left to be asked for, in one
 * transaction. What is still missing is asked for entity by entity, waited for, or this attempt's failure.
 */
export async function settleParts(run: SeedRun, work: PartsWork): Promise<RunResult> {
  const { claim, context, tools } = run;
  const { adapter, providerGame, fetched, reader, error } = work;
  const isEverythingAsked = error === undefined && !reader;
  const judged = isEverythingAsked || fetched.length > 0 ? await writeBoxScore(run, work) : undefined;
  const oddPeriods = periodProblem(providerGame);
  if (oddPeriods) tools.logger.warn({ problem: oddPeriods }, 'the periods of a game are not kept');
  for (const { part } of fetched) logOddities(tools.logger, part);
  if (error instanceof NothingYetError) return waitForBoxScore(run, error.missing);
  if (error !== undefined) return tools.settleFailure(claim, context.signal, error, run.cost());
  if (judged) return endRun(run, judged);
  return settleEntities(run, adapter, providerGame);
}

/** Undefined where something of the game is still to be asked for: then nothing is judged yet. */
function writeBoxScore(run: SeedRun, work: PartsWork): Promise<Judged | undefined> {
  const { claim } = run;
  const { adapter, providerGame, reader, error } = work;
  return onLockedGame(run, adapter, providerGame, async (tx, locked, last) => {
    const standing = await openStanding(tx, adapter, claim.game, providerGame, locked);
    const [scoreChanges, { changedLines, changeCount, entities, gaps, noteSeen }] = await together(
      recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked),
      writeParts(tx, claim, work, { locked, standing }),
    );
    const judged = error === undefined && !reader ? judge(run, { entities, gaps, changedLines }) : undefined;
    if (judged && isEnd(judged.outcome)) {
      const hasChanges = scoreChanges + changeCount > 0;
      await together(noteSeen(), complete({ tx, last }, run, judged, { locked, hasChanges }));
    } else {
      await noteSeen();
      await updateEntityCounts(tx, claim.taskId);
      await markPartial(tx, claim.game.gameId, gaps);
    }
    return judged;
  });
}

/** Asks for what is missing entity by entity, and ends the task where that was all. */
async function settleEntities(
  run: SeedRun,
  adapter: SportAdapter,
  providerGame: ProviderGame,
): Promise<RunResult> {
  const { claim, context, tools } = run;
  const asked = await tools.runEntities(claim, adapter, providerGame, context);
  switch (asked.kind) {
    case 'nothing_yet':
      return waitForBoxScore(run, 'player');
    case 'stopped':
      return tools.settleFailure(claim, context.signal, asked.error, run.cost());
    case 'over':
      break;
  }
  const { entities, outcome } = asked;
  if (!isEnd(outcome)) return endRun(run, { outcome, counts: { ...countLines(entities), changedLines: 0 } });
  const judged = await onLockedGame(run, adapter, providerGame, async (tx, locked, last) => {
    const standing = await openStanding(tx, adapter, claim.game, providerGame, locked);
    await recordProviderGame(tx, claim.game, providerGame, originOf(claim), locked);
    const gaps = await standing.gapsKeepingWhole(tx);
    // Judged again where it is written: somebody else may have written since.
    const again = judge(run, { entities, gaps, changedLines: 0 });
    if (isEnd(again.outcome)) await complete({ tx, last }, run, again, { locked, hasChanges: true });
    return again;
  });
  return endRun(run, judged);
}

function judge(
  { claim }: SeedRun,
  read: { entities: readonly TaskEntity[]; gaps: readonly Gap[]; changedLines: number },
): Judged {
  const { entities, gaps, changedLines } = read;
  const isLastAttempt = claim.retryCount >= claim.maxRetries;
  return {
    outcome: decideEntityOutcome(entities, { isLastAttempt, gaps }),
    counts: { ...countLines(entities), changedLines },
  };
}

/** Ends the task, and makes the tasks of its corrections. */
async function complete(
  on: Ending,
  { tools: { seeding, workerId }, claim, cost }: SeedRun,
  { outcome, counts }: Judged,
  { locked, hasChanges }: { locked: LockedGame; hasChanges: boolean },
): Promise<void> {
  const { correctionDelaysMs: delaysMs, retry } = seeding;
  const corrections = planCorrectionTasks(claim, locked, { delaysMs, maxRetries: retry.maxRetries });
  const gap = gapOf(outcome);
  await completeTask(on, claim, { counts, cost: cost(), gap, hasChanges, corrections }, workerId);
}

/** What follows from how far a run has come; a task that is at its end was written as such. */
function endRun({ tools, claim, context, cost }: SeedRun, { outcome, counts }: Judged): Promise<RunResult> {
  switch (outcome.kind) {
    case 'completed':
    case 'partial': {
      const note = gapOf(outcome) ?? `${counts.players} player lines, ${counts.teams} team lines`;
      return Promise.resolve({ kind: 'completed', note });
    }
    case 'retry': {
      const error = new SeedingError('entities_missing', outcome.message);
      return tools.settleFailure(claim, context.signal, error, cost());
    }
    case 'failed':
      return tools.giveUp(claim, { errorType: 'entities_missing', message: outcome.message }, cost());
  }
}

/** Whether a task ends with this, be it with gaps that are named. */
function isEnd({ kind }: EntityOutcome): boolean {
  return kind === 'completed' || kind === 'partial';
}

function gapOf(outcome: EntityOutcome): string | undefined {
  return outcome.kind === 'partial' ? outcome.message : undefined;
}
