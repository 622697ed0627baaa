import type { Database } from '../db/database.ts';
import { errorWords } from '../db/errors.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { DeliveryOutcome } from '../jobs/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Claim } from './claim.ts';
import { snooze } from './delivery-outcome.ts';
import { troubleOf } from './policy.ts';
import { releaseTask } from './unfinished-run.ts';
import type { RefusedClaims } from './refused-claim.ts';
import { logSupersededRun } from './run-record.ts';

/** Pause before a delivery is looked at again while Postgres is out of reach. */
const DATABASE_PAUSE_MS = 5_000;

/** Pause after a mistake of ours that could not even be recorded: somebody has to act, so there is no hurry. */
const UNFORESEEN_PAUSE_MS = 60_000;

export type TroubleTools = {
  db: Database;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  refusedClaims: RefusedClaims;
  workerId: string;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** What an error that nobody could record with the task means for its delivery; `claim` where the task was claimed. */
export async function settleTrouble(
  tools: TroubleTools,
  error: unknown,
  { claim, taskId }: { claim: Claim | undefined; taskId: number },
): Promise<DeliveryOutcome> {
  const { logger } = tools;
  switch (troubleOf(error)) {
    case 'claim_lost':
      logger.warn({ err: error }, 'the claim was lost: nothing was written');
      if (claim) await logSuperseded(tools, claim);
      return { kind: 'done', note: 'the claim was lost; another run has the task' };
    case 'outage':
      logger.warn({ err: error }, 'the run could not be recorded, the delivery comes back');
      if (claim) await giveBack(tools, claim);
      return snooze(DATABASE_PAUSE_MS, 'the database is out of reach');
    case 'unforeseen':
      if (!claim) return settleRefusedStart(tools, error, taskId);
      logger.error({ err: error }, 'a mistake of ours kept a delivery from being handled, it comes back');
      return snooze(UNFORESEEN_PAUSE_MS, 'not handled for a mistake of ours; the log of the worker tells it');
  }
}

async function settleRefusedStart(
  { refusedClaims, logger }: TroubleTools,
  error: unknown,
  taskId: number,
): Promise<DeliveryOutcome> {
  const delayMs = await refusedClaims.note(taskId, errorWords(error));
  const words = 'the start of a task is refused by the database, it comes back later';
  logger.error({ err: error, delayMs }, words);
  return snooze(delayMs, 'its start is refused by the database');
}

/** After a short outage, such as a deadlock, the task need not wait until its lease runs out. */
async function giveBack(
  { db, runCalls, workerId, clock, logger }: TroubleTools,
  claim: Claim,
): Promise<void> {
  const nowMs = clock.nowMs();
  const runId = seedRunId(claim);
  const cost = {
    calls: runCalls.callsOf(runId),
    reading: runCalls.readingOf(runId),
    workerId,
    startedAtMs: nowMs,
    endedAtMs: nowMs,
  };
  await releaseTask(db, claim, cost, workerId).catch((error: unknown) =>
    logger.debug({ err: error }, 'the task could not be given back: its lease runs out'),
  );
}

/** What the run cost is known all the same; who took its claim for lost has written that already. */
async function logSuperseded({ db, runCalls, logger }: TroubleTools, claim: Claim): Promise<void> {
  const calls = runCalls.callsOf(seedRunId(claim));
  await logSupersededRun(db, claim, calls).catch((error: unknown) =>
    logger.debug({ err: error }, 'a run that lost its claim is accounted for later'),
  );
}
