import type { ZodError } from 'zod';
import type { Database } from '../db/database.ts';
import { errorWords } from '../db/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { withLogFields } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import type { Span, Tracer } from '../platform/tracing/tracer.ts';
import { JOB_KINDS } from '../jobs/catalog.ts';
import type { LeasedRun } from '../jobs/ledger/leases.ts';
import type { Delivery, DeliveryOutcome } from '../jobs/store.ts';
import { type Claim, type ClaimRefusal, claimTask } from './claim.ts';
import { SUSPECT_AFTER_LOST_STARTS } from './lost-starts.ts';
import { troubleOf } from './policy.ts';
import { releaseTask } from './put-back.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { createRefusedClaims } from './refused-claim.ts';
import { logSupersededRun } from './run-record.ts';
import { createRunGate } from './run-gate.ts';
import type { RunResult } from './run-facts.ts';

export type SeedDeliveryOptions = {
  db: Database;
  runSeed: (claim: Claim, signal: AbortSignal) => Promise<RunResult>;
  /** Knows the runs in progress: renews their leases, aborts them when a lease is lost or the worker stops. */
  runs: RunRegistry;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  workerId: string;
  leaseMs: number;
  /** Starts in a row that may end with their worker before the task is set aside. */
  maxLostStarts: number;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
};

/** A delivery that this process has taken. */
export type RunRegistration = {
  /** Aborts when the worker stops or the claim is lost. */
  signal: AbortSignal;
  /** From now on the lease of this claim has to be renewed. */
  claimed: (run: LeasedRun) => void;
  end: (result: RunResult | undefined) => void;
};

/** The runs of this process, from the moment that a delivery is taken, so that a stop can wait for each. */
export type RunRegistry = { begin: () => RunRegistration };

/** Pause before a delivery is looked at again while Postgres is out of reach. */
const DATABASE_PAUSE_MS = 5_000;

/** Pause after a mistake of ours that could not even be recorded: somebody has to act, so there is no hurry. */
const UNFORESEEN_PAUSE_MS = 60_000;

/** A delivery that a stopping worker gives back unclaimed rests this long, so that another worker takes it. */
const GIVEN_BACK_PAUSE_MS = 500;

/** Pause before a delivery of a paused sport is looked at again; only those under way when the pause came need it. */
const PAUSED_STEP_MS = 30_000;

/** No delivery is put off for longer: its task is looked at again. */
const LONGEST_SNOOZE_MS = 86_400_000;

/** Added to a lease's end, so that the next look comes after it and not just before. */
const LEASE_MARGIN_MS = 250;

/**
 * Handles one delivery of a seeding job: claims the task and runs it, and says what becomes of the delivery.
 * Never throws: a delivery that lost its claim ends quietly, a database out of reach postpones it, and a mistake of
 * ours that nobody could record is logged and postpones it for longer.
 */
export function createSeedDelivery(options: SeedDeliveryOptions) {
  const { db, runSeed, runs, runCalls, workerId, leaseMs, maxLostStarts, clock, logger, tracer } = options;
  const gate = createRunGate();
  const refusedClaims = createRefusedClaims({ db, workerId, logger });

  return async function deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    const payload = JOB_KINDS['seed-game'].payload.safeParse(delivery.data);
    if (!payload.success) {
      return unusable(delivery, payload.error);
    }
    const { taskId, gameId, revision, requestId } = payload.data;
    const attributes = {
      'scoracle.task_id': taskId,
      'scoracle.game_id': gameId,
      'scoracle.job_id': delivery.jobId,
      'scoracle.request_id': requestId,
    };
    return tracer.span('seeding.run', { attributes }, (span) => {
      const ids = { taskId, gameId, jobId: delivery.jobId, requestId, traceId: span.traceId };
      return withLogFields(ids, async () => {
        const outcome = await run(delivery, { taskId, revision }, span);
        span.note({ 'scoracle.outcome': outcome.kind });
        return outcome;
      });
    });
  };

  /** Ends the job as failed, once: no later delivery of the same data could be of any use. */
  function unusable({ jobId }: Delivery, error: ZodError): DeliveryOutcome {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'data'}: ${message}`);
    const note = `the job's data is not that of a seeding job (${problems.join('; ')})`;
    logger.error({ jobId, problems }, 'a job cannot be used: its data is not that of a seeding job');
    return { kind: 'giveUp', note };
  }

  async function run(
    delivery: Delivery,
    { taskId, revision }: { taskId: number; revision: number },
    span: Span,
  ): Promise<DeliveryOutcome> {
    const registration = runs.begin();
    const signal = AbortSignal.any([delivery.signal, registration.signal]);
    let result: RunResult | undefined;
    let leave: (() => void) | undefined;
    let claim: Claim | undefined;
    try {
      const request = { taskId, revision, workerId, leaseMs, maxLostStarts };
      leave = await gate.enter('shared', signal);
      if (!leave) return snooze(GIVEN_BACK_PAUSE_MS, 'given back before it began');
      let claimed = await claimTask(db, { ...request, suspectFrom: SUSPECT_AFTER_LOST_STARTS });
      if (!claimed.ok && claimed.refusal.kind === 'suspect') {
        leave();
        logger.warn('the last starts of this task were lost with their workers: it runs alone');
        leave = await gate.enter('alone', signal);
        if (!leave) return snooze(GIVEN_BACK_PAUSE_MS, 'given back before it began');
        claimed = await claimTask(db, request);
      }
      if (!claimed.ok) return refuse(claimed.refusal);
      const held = claimed.claim;
      claim = held;
      refusedClaims.forget(taskId);
      const { fence, pass } = held;
      registration.claimed({ taskId, fence });
      const attempt = held.retryCount + 1;
      span.note({ 'scoracle.attempt': attempt, 'scoracle.fence': fence, 'scoracle.pass': pass });
      result = await withLogFields({ attempt, fence }, () => {
        logger.debug('task claimed');
        return runSeed(held, signal);
      });
      span.note({ 'scoracle.result': result.kind });
      if (result.kind === 'failed' || result.kind === 'retry') span.fail(result.kind);
      return toOutcome(result);
    } catch (error) {
      return settleTrouble(error, claim, taskId);
    } finally {
      leave?.();
      if (claim) runCalls.ended(seedRunId(claim));
      registration.end(result);
    }
  }

  async function settleTrouble(
    error: unknown,
    claim: Claim | undefined,
    taskId: number,
  ): Promise<DeliveryOutcome> {
    switch (troubleOf(error)) {
      case 'claim_lost':
        logger.warn({ err: error }, 'the claim was lost: nothing was written');
        if (claim) await logSuperseded(claim);
        return { kind: 'done', note: 'the claim was lost; another run has the task' };
      case 'outage':
        logger.warn({ err: error }, 'the run could not be recorded, the delivery comes back');
        if (claim) await giveBack(claim);
        return snooze(DATABASE_PAUSE_MS, 'the database is out of reach');
      case 'unforeseen':
        if (!claim) {
          const delayMs = await refusedClaims.note(taskId, errorWords(error));
          logger.error(
            { err: error, delayMs },
            'the start of a task is refused by the database, it comes back later',
          );
          return snooze(delayMs, 'its start is refused by the database');
        }
        logger.error({ err: error }, 'a mistake of ours kept a delivery from being handled, it comes back');
        return snooze(
          UNFORESEEN_PAUSE_MS,
          'not handled for a mistake of ours; the log of the worker tells it',
        );
    }
  }

  /** After a short outage, such as a deadlock, the task need not wait until its lease runs out. */
  async function giveBack(claim: Claim): Promise<void> {
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
  async function logSuperseded(claim: Claim): Promise<void> {
    const calls = runCalls.callsOf(seedRunId(claim));
    await logSupersededRun(db, claim, calls).catch((error: unknown) =>
      logger.debug({ err: error }, 'a run that lost its claim is accounted for later'),
    );
  }

  function toOutcome(result: RunResult): DeliveryOutcome {
    switch (result.kind) {
      case 'completed':
      case 'skipped':
      case 'handed_on':
        return { kind: 'done', note: result.note };
      case 'held':
      case 'released':
        return snooze(result.delayMs, result.note);
      case 'retry':
        return { kind: 'retry', delayMs: result.delayMs, note: result.note };
      case 'failed':
        return { kind: 'giveUp', note: result.note };
    }
  }

  function refuse(refusal: ClaimRefusal): DeliveryOutcome {
    switch (refusal.kind) {
      case 'stale':
        return { kind: 'done', note: `stale delivery: ${refusal.why}` };
      case 'leased':
        return snooze(refusal.delayMs + LEASE_MARGIN_MS, 'another run holds the task');
      case 'early':
        return snooze(refusal.delayMs, 'the task is not due yet');
      case 'suspect':
        return snooze(GIVEN_BACK_PAUSE_MS, 'its last starts were lost, and it runs alone');
      case 'paused':
        return snooze(PAUSED_STEP_MS, 'seeding of this sport is paused');
    }
  }

  function snooze(delayMs: number, note: string): DeliveryOutcome {
    // A queue cannot count to the end of time: a task that is due then is looked at once a day.
    return { kind: 'snooze', delayMs: Math.min(delayMs, LONGEST_SNOOZE_MS), note };
  }
}
