import type { ZodError } from 'zod';
import { JOB_KINDS } from '../jobs/catalog.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { Witness } from '../jobs/ledger/abandoned-claims.ts';
import type { Delivery, DeliveryOutcome } from '../jobs/store.ts';
import { withLogFields } from '../platform/log-fields.ts';
import type { Logger } from '../platform/logger.ts';
import type { Span, Tracer } from '../platform/tracing/tracer.ts';
import { type Claim, type ClaimResult, claimTask } from './claim.ts';
import { givenBack, outcomeOf, outcomeOfRefusal } from './delivery-outcome.ts';
import { type TroubleTools, settleTrouble } from './delivery-trouble.ts';
import { SUSPECT_AFTER_LOST_STARTS } from './lost-starts.ts';
import { createRefusedClaims } from './refused-claim.ts';
import type { RunResult } from './run-facts.ts';
import { type RunGate, createRunGate } from './run-gate.ts';
import type { RunRegistration, RunRegistry } from './run-registry.ts';

export type SeedDeliveryOptions = Omit<TroubleTools, 'refusedClaims'> & {
  runSeed: (claim: Claim, signal: AbortSignal) => Promise<RunResult>;
  /** Knows the runs in progress: renews their leases, aborts them when a lease is lost or the worker stops. */
  runs: RunRegistry;
  leaseMs: number;
  /** Starts in a row that may end with their worker before the task is set aside. */
  maxLostStarts: number;
  /** Whether this process may call another worker missing. */
  isWitness: Witness;
  tracer: Tracer;
};

/** What the deliveries of a worker have in common. */
type DeliveryTools = SeedDeliveryOptions & TroubleTools & { gate: RunGate };

/**
 * Handles one delivery of a seeding job: claims the task and runs it, and says what becomes of the delivery.
 * Never throws: a delivery that lost its claim ends quietly, a database out of reach postpones it, and a mistake of
 * ours that nobody could record is logged and postpones it for longer.
 */
export function createSeedDelivery(options: SeedDeliveryOptions) {
  const tools: DeliveryTools = {
    ...options,
    gate: createRunGate(),
    refusedClaims: createRefusedClaims(options),
  };

  return async function deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    const payload = JOB_KINDS['seed-game'].payload.safeParse(delivery.data);
    if (!payload.success) return unusable(tools.logger, delivery, payload.error);
    const { taskId, gameId, revision, requestId } = payload.data;
    const attributes = {
      'scoracle.task_id': taskId,
      'scoracle.game_id': gameId,
      'scoracle.job_id': delivery.jobId,
      'scoracle.request_id': requestId,
    };
    return tools.tracer.span('seeding.run', { attributes }, (span) => {
      const ids = { taskId, gameId, jobId: delivery.jobId, requestId, traceId: span.traceId };
      return withLogFields(ids, async () => {
        const outcome = await handle(tools, delivery, { taskId, revision }, span);
        span.note({ 'scoracle.outcome': outcome.kind });
        return outcome;
      });
    });
  };
}

/** Ends the job as failed, once: no later delivery of the same data could be of any use. */
function unusable(logger: Logger, { jobId }: Delivery, error: ZodError): DeliveryOutcome {
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'data'}: ${message}`);
  const note = `the job's data is not that of a seeding job (${problems.join('; ')})`;
  logger.error({ jobId, problems }, 'a job cannot be used: its data is not that of a seeding job');
  return { kind: 'giveUp', note };
}

type Wanted = { taskId: number; revision: number };

async function handle(
  tools: DeliveryTools,
  delivery: Delivery,
  wanted: Wanted,
  span: Span,
): Promise<DeliveryOutcome> {
  const { taskId } = wanted;
  const registration = tools.runs.begin();
  const signal = AbortSignal.any([delivery.signal, registration.signal]);
  let result: RunResult | undefined;
  let entered: Entered | undefined;
  let claim: Claim | undefined;
  try {
    entered = await enter(tools, wanted, signal);
    if (!entered) return givenBack('given back before it began');
    if (!entered.claimed.ok) return outcomeOfRefusal(entered.claimed.refusal);
    claim = entered.claimed.claim;
    tools.refusedClaims.forget(taskId);
    result = await runClaim(tools, claim, { registration, signal, span });
    return outcomeOf(result);
  } catch (error) {
    return settleTrouble(tools, error, { claim, taskId });
  } finally {
    entered?.leave();
    if (claim) tools.runCalls.ended(seedRunId(claim));
    registration.end(result);
  }
}

type Entered = { claimed: ClaimResult; leave: () => void };

/** Claims the task side by side with others, or alone where its last starts were lost. Undefined when the worker stops first. */
async function enter(
  tools: DeliveryTools,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Entered | undefined> {
  const { db, gate, workerId, leaseMs, maxLostStarts, isWitness, logger } = tools;
  const request = { ...wanted, workerId, leaseMs, maxLostStarts, isWitness };
  const shared = await claimWithin(gate, 'shared', signal, () =>
    claimTask(db, { ...request, suspectFrom: SUSPECT_AFTER_LOST_STARTS }),
  );
  if (!shared || shared.claimed.ok || shared.claimed.refusal.kind !== 'suspect') return shared;
  shared.leave();
  logger.warn('the last starts of this task were lost with their workers: it runs alone');
  return claimWithin(gate, 'alone', signal, () => claimTask(db, request));
}

async function claimWithin(
  gate: RunGate,
  mode: 'shared' | 'alone',
  signal: AbortSignal,
  claim: () => Promise<ClaimResult>,
): Promise<Entered | undefined> {
  const leave = await gate.enter(mode, signal);
  if (!leave) return undefined;
  try {
    return { claimed: await claim(), leave };
  } catch (error) {
    leave();
    throw error;
  }
}

async function runClaim(
  { runSeed, logger }: DeliveryTools,
  claim: Claim,
  { registration, signal, span }: { registration: RunRegistration; signal: AbortSignal; span: Span },
): Promise<RunResult> {
  const { taskId, fence, pass } = claim;
  registration.claimed({ taskId, fence });
  const attempt = claim.retryCount + 1;
  span.note({ 'scoracle.attempt': attempt, 'scoracle.fence': fence, 'scoracle.pass': pass });
  const result = await withLogFields({ attempt, fence }, () => {
    logger.debug('task claimed');
    return runSeed(claim, signal);
  });
  span.note({ 'scoracle.result': result.kind });
  if (result.kind === 'failed' || result.kind === 'retry') span.fail(result.kind);
  return result;
}
