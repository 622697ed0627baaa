import type { ProviderGame } from '../domain/box-score.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { EntityReader, FetchedPart, SportAdapter } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { loadEntities, noteEntityFailure, reopenAbsent, updateEntityCounts } from './entities.ts';
import { type EntityTask, type EntityTools, fenced } from './entity-task.ts';
import { expectAll } from './expect-entities.ts';
import { keepAnswer } from './keep-answer.ts';
import {
  type EntityOutcome,
  type EntityStep,
  type TaskEntity,
  decideEntityOutcome,
  planEntitySteps,
} from './plan.ts';
import { decideFailure } from './policy.ts';
import { logOddities } from './write-parts.ts';

/** What asking entity by entity came to; whatever was written until then stays written. */
export type EntityRun =
  /** The provider has no line of anybody yet. */
  | { kind: 'nothing_yet' }
  /** Quota, breaker or a stopping worker ended the run: nobody's failure. */
  | { kind: 'stopped'; error: unknown }
  | { kind: 'over'; outcome: EntityOutcome; entities: readonly TaskEntity[] };

/**
 * After so many calls in a row that failed, the run ends: the trouble is the provider's, not the players', and the
 * others keep their tries.
 */
const MAX_FAILURES_IN_A_ROW = 5;

/**
 * Asks for what a task still lacks, entity by entity. Each answer is written at once, with its checkpoints, in a
 * transaction that checks the fence: whatever happens next, nobody asks for it again. One failure does not take
 * the others with it. Throws ClaimLostError, and database errors as they are.
 */
export function createEntityRun(tools: EntityTools) {
  return function runEntities(
    claim: Claim,
    adapter: Pick<SportAdapter, 'entities' | 'findGaps' | 'lines'>,
    providerGame: ProviderGame,
    context: CallContext,
  ): Promise<EntityRun> {
    return readEntities({ tools, claim, adapter, providerGame, context });
  };
}

async function readEntities(task: EntityTask): Promise<EntityRun> {
  const { adapter, providerGame } = task;
  const teams = [providerGame.home.providerTeamId, providerGame.away.providerTeamId];
  const expected = await expectAll(task);
  if (expected.kind === 'stopped') return expected;
  let failuresInARow = 0;
  let lastProblem: string | undefined;
  const steps = planEntitySteps(expected.entities, adapter.entities, teams);
  for (const [index, step] of steps.entries()) {
    const taken = await take(task, step, steps.length - index - 1);
    if (taken.kind === 'nothing_yet' || taken.kind === 'stopped') return taken;
    if (taken.kind === 'kept') {
      failuresInARow = 0;
      continue;
    }
    lastProblem = taken.problem;
    failuresInARow += 1;
    if (failuresInARow >= MAX_FAILURES_IN_A_ROW) break;
  }
  return conclude(task, lastProblem);
}

/** What came of one step. */
type Taken =
  | Exclude<EntityRun, { kind: 'over' }>
  | { kind: 'kept' }
  /** Noted with those whom it was about. */
  | { kind: 'failed'; problem: string };

/** Asks one question and writes what came of it. `callsAhead` are those that the task needs afterwards. */
async function take(task: EntityTask, step: EntityStep, callsAhead: number): Promise<Taken> {
  const { tools, claim, adapter, providerGame, context } = task;
  const answer = await ask(adapter.entities, step, providerGame, { ...context, callsAhead });
  if (answer.ok) {
    const { lineCount, refused } = answer.part;
    const isThere = lineCount > 0 || refused.length > 0 || (await hasLines(task));
    if (!isThere) return { kind: 'nothing_yet' };
    logOddities(tools.logger, answer.part);
    await keepAnswer(task, step, answer.part);
    return { kind: 'kept' };
  }
  // Whatever is not of the provider's doing is of the whole run: our stores, our faults, our stop.
  const isTheirs = answer.error instanceof ProviderError && !context.signal.aborted;
  const policy = isTheirs ? decideFailure(answer.error, tools.clock.nowMs()) : undefined;
  if (policy === undefined || policy.kind === 'aborted' || policy.kind === 'hold') {
    return { kind: 'stopped', error: answer.error };
  }
  const { message } = policy;
  const failure = { message, isFinal: policy.kind === 'giveUp', maxAttempts: claim.maxRetries + 1 };
  await fenced(task, (tx) => noteEntityFailure(tx, claim.taskId, step.covers, failure));
  return { kind: 'failed', problem: message };
}

async function hasLines({ tools: { db }, claim }: EntityTask): Promise<boolean> {
  return (await loadEntities(db, claim.taskId)).some(({ status }) => status === 'completed');
}

async function conclude(task: EntityTask, lastProblem: string | undefined): Promise<EntityRun> {
  const { tools, claim, adapter, providerGame } = task;
  const { taskId, game } = claim;
  const isLastAttempt = claim.retryCount >= claim.maxRetries;
  const entities = await loadEntities(tools.db, taskId);
  const hasOpen = entities.some(({ status }) => status === 'pending');
  const found = await adapter.findGaps(tools.db, game, providerGame);
  // Whoever is still to be asked for explains why a score is not reached.
  const gaps = hasOpen ? found.filter(({ kind }) => kind !== 'score' && kind !== 'few_players') : found;
  const outcome = decideEntityOutcome(entities, { isLastAttempt, gaps, lastProblem });
  if (outcome.kind === 'retry' && gaps.length > 0) {
    const sides = gaps.map(({ providerTeamId }) => providerTeamId);
    await fenced(task, async (tx) => {
      await reopenAbsent(tx, taskId, sides);
      await updateEntityCounts(tx, taskId);
    });
  }
  return { kind: 'over', outcome, entities };
}

type Answer = { ok: true; part: FetchedPart } | { ok: false; error: unknown };

async function ask(
  reader: EntityReader,
  { question }: EntityStep,
  providerGame: ProviderGame,
  context: CallContext,
): Promise<Answer> {
  try {
    return { ok: true, part: await reader.fetch(question, providerGame, context) };
  } catch (error) {
    return { ok: false, error };
  }
}
