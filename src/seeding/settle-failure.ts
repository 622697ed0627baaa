import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { errorWords } from '../db/errors.ts';
import type { Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import { localFailureOf } from '../platform/local-failures.ts';
import type { Logger } from '../platform/logger.ts';
import type { Random } from '../platform/random.ts';
import { retryDelayMs } from '../jobs/backoff.ts';
import type { Claim } from './claim.ts';
import { failTask } from './end-task.ts';
import type { GiveUp } from './give-up.ts';
import type { Pace } from './line.ts';
import { type FailurePolicy, decideFailure, isOutage, troubleOf } from './policy.ts';
import type { RunResult } from './run-facts.ts';
import { deadlineOf } from './run-deadline.ts';
import { type Hold, holdTask, releaseTask, scheduleRetry } from './unfinished-run.ts';
import type { RunCost } from './run-record.ts';

export type FailureSettlerOptions = {
  db: Database;
  seeding: Pick<Config['seeding'], 'retry'>;
  giveUp: GiveUp;
  clock: Pick<Clock, 'nowMs'>;
  random: Random;
  logger: Logger;
  workerId: string;
  /** Told when a run could not do its work for want of something on this machine. */
  onLocalFailure?: (problem: string) => void;
  /** How fast the games of a sport can be read now. May reject. */
  paceOf: (sport: Sport) => Promise<Pace>;
};

/** A released job rests this long, so that it goes to another worker and not back to the one that is stopping. */
const RELEASE_DELAY_MS = 500;

/** A run that met an outage of PostgreSQL or Redis comes back after this long. */
const OUTAGE_PAUSE_MS = 2_000;

/** A run that ended with an error. */
type FailedRun = { claim: Claim; signal: AbortSignal; error: unknown; cost: RunCost };

/**
 * Records what an error means for its task: released, held, tried again or given up. Where that cannot be written for
 * a reason of our own, the attempt counts as failed all the same, so that nothing is run for ever.
 */
export function createFailureSettler(options: FailureSettlerOptions) {
  return async function settleFailure(
    claim: Claim,
    signal: AbortSignal,
    error: unknown,
    cost: RunCost,
  ): Promise<RunResult> {
    const run = { claim, signal, error, cost };
    try {
      return await settle(options, run, policyOf(options, run));
    } catch (trouble) {
      if (troubleOf(trouble) !== 'unforeseen') throw trouble;
      options.logger.error(
        { err: trouble, problem: errorWords(error) },
        'the end of a run could not be recorded',
      );
      return countAsFailed(options, claim, errorWords(trouble), cost);
    }
  };
}

/** What breaks after we gave the run up is our doing, whatever it looks like; so is a store of ours that is away. */
function policyOf({ clock }: FailureSettlerOptions, { signal, error }: FailedRun): FailurePolicy {
  const late = deadlineOf(signal);
  const isOurs =
    late === undefined && (signal.aborted || (isOutage(error) && localFailureOf(error) === undefined));
  return isOurs ? { kind: 'aborted' } : decideFailure(late ?? error, clock.nowMs());
}

function settle(options: FailureSettlerOptions, run: FailedRun, policy: FailurePolicy): Promise<RunResult> {
  switch (policy.kind) {
    case 'aborted':
      return release(options, run);
    case 'hold':
      return hold(options, run, policy);
    case 'retry':
      return run.claim.retryCount < run.claim.maxRetries
        ? retry(options, run, policy)
        : options.giveUp(run.claim, policy, run.cost);
    case 'giveUp':
      return options.giveUp(run.claim, policy, run.cost);
  }
}

async function release(
  { db, workerId, logger }: FailureSettlerOptions,
  { claim, signal, error, cost }: FailedRun,
): Promise<RunResult> {
  await releaseTask(db, claim, cost, workerId);
  if (!signal.aborted) logger.warn({ err: error }, 'a store of ours is out of reach: the run is given back');
  return {
    kind: 'released',
    delayMs: signal.aborted ? RELEASE_DELAY_MS : OUTAGE_PAUSE_MS,
    note: 'released',
  };
}

async function hold(
  options: FailureSettlerOptions,
  { claim, cost }: FailedRun,
  policy: Extract<FailurePolicy, { kind: 'hold' }>,
): Promise<RunResult> {
  const { db, workerId, logger, onLocalFailure = () => undefined } = options;
  const { reason, message, errorType } = policy;
  if (reason === 'worker_trouble') onLocalFailure(message);
  const comeback = await whenToComeBack(options, claim, policy);
  const delayMs = await holdTask(
    db,
    claim,
    { reason, detail: message, errorType, ...comeback },
    cost,
    workerId,
  );
  logger.info({ reason, delayMs, errorType }, 'task put on hold');
  return { kind: 'held', delayMs, note: `${reason}: ${message}` };
}

/** Tasks that were put aside for the same reason must not all come back in the same instant. */
async function whenToComeBack(
  { random, paceOf, logger }: FailureSettlerOptions,
  claim: Claim,
  { reason, errorType, delayMs }: Extract<FailurePolicy, { kind: 'hold' }>,
): Promise<Pick<Hold, 'delayMs' | 'pace'>> {
  if (reason === 'worker_trouble') return { delayMs: Math.round(delayMs * (1 + random() / 2)) };
  if (errorType === 'credential') return { delayMs: Math.round(delayMs * (0.5 + random() / 2)) };
  const pace = await paceOf(claim.game.sport).catch((error: unknown) => {
    logger.debug({ err: error }, 'how fast games go cannot be told: this one comes back as soon as it may');
    return undefined;
  });
  return { delayMs, pace };
}

async function retry(
  { db, seeding, random, workerId, logger }: FailureSettlerOptions,
  { claim, error, cost }: FailedRun,
  policy: Extract<FailurePolicy, { kind: 'retry' }>,
): Promise<RunResult> {
  const attempt = claim.retryCount + 1;
  const delayMs = retryDelayMs(attempt, seeding.retry.backoffMs, random);
  await scheduleRetry(db, claim, { ...policy, delayMs }, cost, workerId);
  logger.warn({ err: error, attempt, delayMs }, 'attempt failed, will be tried again');
  return { kind: 'retry', delayMs, note: policy.message };
}

/** Only what every task can do: no fallback, no back-fill. */
async function countAsFailed(
  { db, seeding, random, workerId }: FailureSettlerOptions,
  claim: Claim,
  message: string,
  cost: RunCost,
): Promise<RunResult> {
  const failure = { errorType: 'internal', message };
  if (claim.retryCount >= claim.maxRetries) {
    await failTask(db, claim, failure, cost, workerId);
    return { kind: 'failed', note: message };
  }
  const delayMs = retryDelayMs(claim.retryCount + 1, seeding.retry.backoffMs, random);
  await scheduleRetry(db, claim, { ...failure, delayMs }, cost, workerId);
  return { kind: 'retry', delayMs, note: message };
}
