import { randomUUID } from 'node:crypto';
import { ProviderError, type ProviderErrorKind } from '../../domain/provider-error.ts';
import { type RefusedRow, describeRefusedRow } from '../../domain/refused-row.ts';
import { timeoutAtRetryMs } from '../../domain/timeouts.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Random } from '../../platform/random.ts';
import type { Redactor } from '../../platform/redaction.ts';
import { type Span, type Tracer, noTracer } from '../../platform/tracing/tracer.ts';
import type { BreakerRegistry } from './breaker-registry.ts';
import { breakerOpen, type Fail, failing, quotaSpent } from './call-errors.ts';
import type { HttpClient, HttpResponse } from './http-client.ts';
import { asKept, conditionsOf, type Validators, validatorsOf } from './conditional.ts';
import type { ReceivedBody } from './kept-bodies.ts';
import { addressedCall, redactorOf } from './provider-auth.ts';
import { type EnvelopeReading, hostOf } from './provider-api.ts';
import type {
  CallRecord,
  CallStart,
  ProviderAnswer,
  ProviderCall,
  ProviderPipeline,
} from './provider-call.ts';
import type { QuotaHeaders, QuotaLedger, QuotaReservation } from './quota-ledger.ts';
import { priorityWithin, refusalOfWork } from './quota-class.ts';
import { reserveOrWait } from './quota-wait.ts';
import { USUAL_TIMEOUT_MS } from './quota-windows.ts';
import { retryAfterMs } from './retry-after.ts';

export type ProviderPipelineOptions = {
  httpClient: HttpClient;
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  clock: Clock;
  random: Random;
  logger: Logger;
  /**
   * Told of a call that costs something before it leaves, so that it is known also where this process dies over it.
   * It must not throw; what it returns is not waited for (default: nobody is told).
   */
  onCallStart?: (call: CallStart) => void;
  /** Told of every call that was made. It must not throw; what it returns is not waited for. */
  onCall: (record: CallRecord) => void;
  /** Given the body of a game's answer that the parser refused. It must not throw (default: it is dropped). */
  onRefusedBody?: (received: ReceivedBody) => void;
  /** Longest wait for quota inside a call (default 5 s). */
  maxQuotaWaitMs?: number;
  /** Traces each call (default: none are). */
  tracer?: Tracer;
};

/** What came of one attempt, before it is turned into an answer or an error. */
type Attempt<T> = {
  record: CallRecord;
  result:
    | { ok: true; value: T; body: string; validators: Validators | undefined }
    | { ok: false; error: ProviderError };
};

/** A list that is bad throughout is told by its first rows. */
const MAX_ROWS_LOGGED = 10;

export function createProviderPipeline({
  httpClient,
  ledger,
  breakers,
  clock,
  random,
  logger,
  onCallStart = () => undefined,
  onCall,
  onRefusedBody = () => undefined,
  maxQuotaWaitMs = 5_000,
  tracer = noTracer(),
}: ProviderPipelineOptions): ProviderPipeline {
  function call<T>(asked: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    const priority = priorityWithin(asked.context.priority);
    const request =
      priority === asked.context.priority ? asked : { ...asked, context: { ...asked.context, priority } };
    const host = hostOf(request.api.baseUrl);
    const { endpoint, context } = request;
    const attributes = {
      'http.request.method': 'GET',
      'server.address': host,
      'url.path': endpoint,
      'scoracle.task_id': context.taskId,
      'scoracle.game_id': context.gameId,
      'scoracle.priority': context.priority,
    };
    return tracer.span(`provider ${endpoint}`, { kind: 'client', attributes }, (span) =>
      callWithin(span, host, request),
    );
  }

  async function callWithin<T>(
    span: Span,
    host: string,
    request: ProviderCall<T>,
  ): Promise<ProviderAnswer<T>> {
    try {
      return await makeCall(span, host, request);
    } catch (error) {
      if (error instanceof ProviderError) span.note({ 'scoracle.outcome': error.facts.kind });
      throw error;
    }
  }

  async function makeCall<T>(span: Span, host: string, request: ProviderCall<T>): Promise<ProviderAnswer<T>> {
    const breaker = breakers.forHost(host);
    const fail = failing(request, host, randomUUID(), redactorOf(request.api.auth));

    const refusal = refusalOfWork();
    if (refusal !== undefined) throw fail('bad_request', refusal);
    const { credentialProblem } = request.api;
    if (credentialProblem !== undefined) throw fail('credential', credentialProblem);
    const refusedUntilMs = await breaker.refusedUntilMs();
    if (refusedUntilMs !== undefined) throw breakerOpen(fail, refusedUntilMs);
    const reservation = await reserve(request, host, fail);

    // Set once the attempt begins: from then on the attempt settles the reservation.
    let wasStarted = false;
    try {
      const run = await breaker.run(async () => {
        wasStarted = true;
        return attempt(span, request, host, fail, reservation);
      });
      if (!run.wasRun) throw breakerOpen(fail, run.retryAtMs);
      return run.value;
    } finally {
      if (!wasStarted && reservation) await settle(() => ledger.refund(reservation), host);
    }
  }

  async function reserve<T>(
    { api, context, cost = 1 }: ProviderCall<T>,
    host: string,
    fail: Fail,
  ): Promise<QuotaReservation | undefined> {
    if (cost === 0) return undefined;
    const { signal, priority, league, taskId, callsAhead } = context;
    try {
      const outcome = await reserveOrWait(
        { ledger, clock, random, maxWaitMs: maxQuotaWaitMs },
        {
          host,
          calls: cost,
          priority,
          share: league,
          ...(taskId === undefined ? {} : { work: { id: taskId, callsAhead } }),
          timeoutMs: timeoutAtRetryMs(api.timeoutMs ?? USUAL_TIMEOUT_MS, context.retry ?? 0),
          signal,
        },
      );
      if (outcome.ok) return outcome.reservation;
      throw quotaSpent(fail, outcome, clock.nowMs(), random);
    } catch (error) {
      if (signal.aborted) throw fail('aborted', 'the call was given up before it was sent');
      throw error;
    }
  }

  async function attempt<T>(
    span: Span,
    request: ProviderCall<T>,
    host: string,
    fail: Fail,
    reservation: QuotaReservation | undefined,
  ): Promise<ProviderAnswer<T>> {
    const { record, result } = await send(request, host, fail, reservation);
    span.note({
      'http.response.status_code': record.httpStatus ?? undefined,
      'scoracle.outcome': record.outcome,
      'scoracle.call_id': record.requestId,
    });
    report(record, result.ok ? undefined : result.error);
    if (!result.ok) throw result.error;
    const { value, body, validators } = result;
    return { value, body, requestId: record.requestId, ...(validators ? { validators } : {}) };
  }

  async function send<T>(
    request: ProviderCall<T>,
    host: string,
    fail: Fail,
    reservation: QuotaReservation | undefined,
  ): Promise<Attempt<T>> {
    const { api, endpoint, context, kept } = request;
    const startedAtMs = clock.nowMs();
    const query = redactedQuery(request.query, fail.redact);
    const { url, headers } = addressedCall(api, endpoint, request.query);
    const start: CallStart = {
      requestId: fail.requestId,
      host,
      endpoint,
      query,
      startedAtMs,
      cost: reservation?.calls ?? 0,
      priority: context.priority,
      runId: context.runId ?? null,
      taskId: context.taskId ?? null,
      gameId: context.gameId ?? null,
    };
    if (reservation) onCallStart(start);
    const http = await httpClient.get({
      url,
      headers: { ...headers, ...conditionsOf(kept) },
      signal: context.signal,
      retry: context.retry ?? 0,
      ...(api.timeoutMs === undefined ? {} : { timeoutMs: api.timeoutMs }),
    });
    const record = (outcome: CallRecord['outcome'], response?: HttpResponse, wasSent = true): CallRecord => ({
      ...start,
      durationMs: clock.nowMs() - startedAtMs,
      httpStatus: response?.status ?? null,
      outcome,
      cost: wasSent ? start.cost : 0,
      bytes: response?.bytes ?? 0,
    });

    if (!http.ok) {
      await settleReservation(reservation, http.wasSent, {});
      const error = fail(http.kind, http.problem);
      return { record: record(http.kind, undefined, http.wasSent), result: { ok: false, error } };
    }

    // Whatever is read of the body, kept of it or said about it comes from here: the key is not in it.
    const response = { ...http.response, body: fail.redact(http.response.body) };
    await settleReservation(reservation, true, api.readQuotaHeaders(response.headers));
    const said = asKept(response, kept);
    const nowMs = clock.nowMs();
    const reading = withRetryAfter(api.readEnvelope(said, { nowMs, random }), response, nowMs);
    const parsed = reading.ok ? request.parse(reading.envelope) : reading;
    const { body } = said;
    if (parsed.ok) {
      if ('refused' in parsed) warnOfRows(fail.requestId, host, endpoint, parsed.refused);
      const validators = validatorsOf(response);
      return { record: record('ok', response), result: { ok: true, value: parsed.value, body, validators } };
    }
    if (reading.ok && context.gameId !== undefined)
      onRefusedBody({ host, endpoint, query, body, isRefused: true });
    const retryAtMs = 'retryAtMs' in parsed ? parsed.retryAtMs : undefined;
    if (retryAtMs !== undefined) await noteRefusal(host, parsed.kind, retryAtMs);
    const error = fail(parsed.kind, parsed.problem, {
      httpStatus: response.status,
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
    });
    return { record: record(parsed.kind, response), result: { ok: false, error } };
  }

  async function settleReservation(
    reservation: QuotaReservation | undefined,
    wasSent: boolean,
    headers: QuotaHeaders,
  ): Promise<void> {
    if (!reservation) return;
    await settle(
      () => (wasSent ? ledger.commit(reservation, headers) : ledger.refund(reservation)),
      reservation.host,
    );
  }

  async function noteRefusal(host: string, kind: ProviderErrorKind, retryAtMs: number): Promise<void> {
    if (kind === 'quota_day') await settle(() => ledger.noteRefused(host, 'day', retryAtMs), host);
    // A host that is down and says until when is left alone by all processes, as one that has enough for now.
    if (kind === 'rate_limit' || kind === 'unavailable')
      await settle(() => ledger.noteRefused(host, 'minute', retryAtMs), host);
  }

  /** An answer is worth more than its bookkeeping: an unsettled reservation counts as sent and expires by itself. */
  async function settle(change: () => Promise<void>, host: string): Promise<void> {
    try {
      await change();
    } catch (error) {
      logger.warn({ err: error, host }, 'provider quota could not be updated');
    }
  }

  function warnOfRows(
    callId: string,
    host: string,
    endpoint: string,
    rows: readonly RefusedRow[] = [],
  ): void {
    const words = rows.slice(0, MAX_ROWS_LOGGED).map(describeRefusedRow);
    if (rows.length > 0)
      logger.warn(
        { callId, host, endpoint, count: rows.length, rows: words },
        'rows of an answer are left out',
      );
  }

  function report(record: CallRecord, error: ProviderError | undefined): void {
    // The id of a request to us is another one.
    const { query: _query, requestId: callId, ...rest } = record;
    const fields = { callId, ...rest };
    if (error) logger.warn({ ...fields, problem: error.message }, 'provider call failed');
    else logger.debug(fields, 'provider call');
    onCall(record);
  }

  return { call };
}

/** Parameters that are kept and logged: a provider may have put the key into one that we pass back to it. */
function redactedQuery(
  query: Readonly<Record<string, string>>,
  redact: Redactor,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, redact(value)]));
}

/** A host that says itself when to ask again knows better than our rules of thumb, but for a day that is spent. */
function withRetryAfter(reading: EnvelopeReading, response: HttpResponse, nowMs: number): EnvelopeReading {
  if (reading.ok) return reading;
  const atMs = retryAfterMs(response, nowMs);
  if (atMs === undefined) return reading;
  if (reading.kind === 'rate_limit' || reading.kind === 'unavailable') return { ...reading, retryAtMs: atMs };
  if (reading.kind === 'quota_day') return { ...reading, retryAtMs: Math.max(reading.retryAtMs ?? 0, atMs) };
  return reading;
}
