import { randomUUID } from 'node:crypto';
import { ProviderError } from '../../domain/provider-error.ts';
import { timeoutAtRetryMs } from '../../domain/timeouts.ts';
import { type Span, noTracer } from '../../platform/tracing/tracer.ts';
import { attemptCall } from './call-attempt.ts';
import { breakerOpen, failing, quotaSpent } from './call-errors.ts';
import type { CallInHand, PipelineParts, ProviderPipelineOptions } from './pipeline-parts.ts';
import { createRedactors } from './provider-auth.ts';
import { createHosts } from './provider-api.ts';
import type { CallStart } from './call-record.ts';
import type { ProviderAnswer, ProviderCall, ProviderPipeline } from './provider-call.ts';
import { priorityWithin, refusalOfWork } from './quota-class.ts';
import type { QuotaReservation } from './quota-ledger.ts';
import { settledOrLogged } from './quota-settlement.ts';
import { reserveOrWait } from './quota-wait.ts';
import { USUAL_TIMEOUT_MS } from './quota-windows.ts';

const DEFAULTS = {
  onCallStart: () => undefined,
  onRefusedBody: () => undefined,
  maxQuotaWaitMs: 5_000,
};

/** The pipeline of every call: key, breaker, quota, HTTP, envelope, parser, records. */
export function createProviderPipeline(options: ProviderPipelineOptions): ProviderPipeline {
  const redactorOf = createRedactors();
  const hostOf = createHosts();
  const parts: PipelineParts = { ...DEFAULTS, tracer: noTracer(), redactorOf, hostOf, ...options };
  return { call: (request) => tracedCall(parts, request) };
}

function tracedCall<T>(parts: PipelineParts, asked: ProviderCall<T>): Promise<ProviderAnswer<T>> {
  const request = withinAllowance(asked);
  const host = parts.hostOf(request.api);
  const { endpoint, context } = request;
  const attributes = {
    'http.request.method': 'GET',
    'server.address': host,
    'url.path': endpoint,
    'scoracle.task_id': context.taskId,
    'scoracle.game_id': context.gameId,
    'scoracle.priority': context.priority,
  };
  return parts.tracer.span(`provider ${endpoint}`, { kind: 'client', attributes }, async (span) => {
    try {
      return await makeCall(parts, span, host, request);
    } catch (error) {
      if (error instanceof ProviderError) span.note({ 'scoracle.outcome': error.facts.kind });
      throw error;
    }
  });
}

/** Work of a low class makes its calls as of that class. */
function withinAllowance<T>(request: ProviderCall<T>): ProviderCall<T> {
  const priority = priorityWithin(request.context.priority);
  return priority === request.context.priority
    ? request
    : { ...request, context: { ...request.context, priority } };
}

async function makeCall<T>(
  parts: PipelineParts,
  span: Span,
  host: string,
  request: ProviderCall<T>,
): Promise<ProviderAnswer<T>> {
  const breaker = parts.breakers.forHost(host);
  const fail = failing(request, host, randomUUID(), parts.redactorOf(request.api.auth));
  const refusal = refusalOfWork();
  if (refusal !== undefined) throw fail('bad_request', refusal);
  const { credentialProblem } = request.api;
  if (credentialProblem !== undefined) throw fail('credential', credentialProblem);
  const refusedUntilMs = await breaker.refusedUntilMs();
  if (refusedUntilMs !== undefined) throw breakerOpen(fail, refusedUntilMs);
  const start = startOf(parts, request, { host, fail });
  const hand: CallInHand<T> = { request, host, fail, span, start };
  const reservation = await reserve(parts, hand);

  // Set once the attempt begins: from then on the attempt settles the reservation.
  let wasStarted = false;
  try {
    const run = await breaker.run(async () => {
      wasStarted = true;
      return attemptCall(parts, hand, reservation);
    });
    if (!run.wasRun) throw breakerOpen(fail, run.retryAtMs);
    return run.value;
  } finally {
    if (!wasStarted && reservation)
      await settledOrLogged(parts, host, () => parts.ledger.refund(reservation));
  }
}

/** What is known of a call before its answer. */
function startOf(
  { clock }: PipelineParts,
  { endpoint, query, context, cost = 1, credits }: ProviderCall<unknown>,
  { host, fail }: Pick<CallInHand<unknown>, 'host' | 'fail'>,
): CallStart {
  // Parameters are kept and logged: a provider may have put the key into one that we pass back to it.
  const redacted = Object.entries(query).map(([name, value]) => [name, fail.redact(value)] as const);
  return {
    requestId: fail.requestId,
    host,
    endpoint,
    query: Object.fromEntries(redacted),
    startedAtMs: clock.nowMs(),
    cost,
    ...(credits === undefined ? {} : { credits }),
    priority: context.priority,
    runId: context.runId,
    taskId: context.taskId ?? null,
    gameId: context.gameId ?? null,
  };
}

async function reserve<T>(
  { ledger, clock, random, maxQuotaWaitMs }: PipelineParts,
  { request: { api, context }, host, fail, start }: CallInHand<T>,
): Promise<QuotaReservation | undefined> {
  if (start.cost === 0) return undefined;
  const { signal, priority, league, taskId, callsAhead, turn } = context;
  try {
    const outcome = await reserveOrWait(
      { ledger, clock, random, maxWaitMs: maxQuotaWaitMs },
      {
        host,
        calls: start.cost,
        credits: start.credits,
        priority,
        share: league,
        ...(taskId === undefined ? {} : { work: { id: taskId, callsAhead } }),
        timeoutMs: timeoutAtRetryMs(api.timeoutMs ?? USUAL_TIMEOUT_MS, context.retry ?? 0),
        signal,
        call: start,
      },
      turn?.before,
    );
    if (outcome.ok) return outcome.reservation;
    throw quotaSpent(fail, outcome, clock.nowMs(), random);
  } catch (error) {
    if (signal.aborted) throw fail('aborted', 'the call was given up before it was sent');
    throw error;
  } finally {
    turn?.reserved();
  }
}
