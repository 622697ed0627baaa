import { hash } from 'node:crypto';
import type { ProviderError } from '../../domain/provider-error.ts';
import { type RefusedRow, describeRefusedRow } from '../../domain/refused-row.ts';
import { asKept, conditionsOf, type Validators, validatorsOf } from './conditional.ts';
import type { HttpResponse } from './http-client.ts';
import type { CallInHand, PipelineParts } from './pipeline-parts.ts';
import type { EnvelopeReading } from './provider-api.ts';
import { addressedCall } from './provider-auth.ts';
import type { CallRecord, CallStart } from './call-record.ts';
import type { AnswerBody, ProviderAnswer } from './provider-call.ts';
import type { QuotaHeaders, QuotaReservation } from './quota-ledger.ts';
import { noteRefusal, settleReservation } from './quota-settlement.ts';
import { retryAfterMs } from './retry-after.ts';

/** What came of one attempt, before it is turned into an answer or an error. */
type Attempt<T> = {
  record: CallRecord;
  result:
    | ({ ok: true; value: T; validators: Validators | undefined } & AnswerBody)
    | { ok: false; error: ProviderError };
};

/** A list that is bad throughout is told by its first rows. */
const MAX_ROWS_LOGGED = 10;

/** Sends a call that quota was reserved for, and settles and records it. Rejects with ProviderError. */
export async function attemptCall<T>(
  parts: PipelineParts,
  hand: CallInHand<T>,
  reservation: QuotaReservation | undefined,
): Promise<ProviderAnswer<T>> {
  const { record, result } = await send(parts, hand, reservation);
  hand.span.note({
    'http.response.status_code': record.httpStatus ?? undefined,
    'scoracle.outcome': record.outcome,
    'scoracle.call_id': record.requestId,
  });
  report(parts, record, result.ok ? undefined : result.error);
  if (!result.ok) throw result.error;
  const { value, body, bodyHash, packed, validators } = result;
  return {
    value,
    body,
    bodyHash,
    packed,
    requestId: record.requestId,
    ...(validators ? { validators } : {}),
  };
}

async function send<T>(
  parts: PipelineParts,
  hand: CallInHand<T>,
  reservation: QuotaReservation | undefined,
): Promise<Attempt<T>> {
  const { clock, httpClient } = parts;
  const { api, endpoint, query, context, kept } = hand.request;
  const start = { ...hand.start, startedAtMs: clock.nowMs() };
  const { url, headers } = addressedCall(api, endpoint, query);
  if (reservation) parts.onCallStart(start, reservation.record);
  const http = await httpClient.get({
    url,
    headers: { ...headers, ...conditionsOf(kept) },
    signal: context.signal,
    retry: context.retry ?? 0,
    ...(api.timeoutMs === undefined ? {} : { timeoutMs: api.timeoutMs }),
  });
  if (http.ok) return receive(parts, hand, { start, reservation, response: http.response });
  const { kind, problem, wasSent } = http;
  await settleReservation(parts, reservation, { wasSent });
  const record = recordOf(start, clock.nowMs(), { outcome: kind, wasSent });
  return { record, result: { ok: false, error: hand.fail(kind, problem) } };
}

async function receive<T>(
  parts: PipelineParts,
  hand: CallInHand<T>,
  answered: { start: CallStart; reservation: QuotaReservation | undefined; response: HttpResponse },
): Promise<Attempt<T>> {
  const { clock, random } = parts;
  const { host, fail, request } = hand;
  const { api, kept } = request;
  // Whatever is read of the body, kept of it or said about it comes from here: the key is not in it.
  const response = { ...answered.response, body: fail.redact(answered.response.body) };
  const said = asKept(response, kept);
  const nowMs = clock.nowMs();
  const reading = withRetryAfter(api.readEnvelope(said, { nowMs, random }), response, nowMs);
  const told = reading.ok ? undefined : reading.quota;
  const headers = { ...api.readQuotaHeaders(response.headers), ...told };
  await settleReservation(parts, answered.reservation, { wasSent: true, headers });
  const parsed = reading.ok ? request.parse(reading.envelope) : reading;
  const record = (outcome: CallRecord['outcome']): CallRecord =>
    recordOf(withSpent(answered.start, headers), clock.nowMs(), { outcome, response });
  if (parsed.ok) {
    if ('refused' in parsed) warnOfRows(parts, answered.start, parsed.refused);
    const { value } = parsed;
    const validators = validatorsOf(response);
    const { body } = said;
    const bodyHash = hash('sha256', body);
    // Packed as it came it is the same text, unless something was taken out of it or another one stands for it.
    const packed = body === answered.response.body ? response.packed : undefined;
    return {
      record: { ...record('ok'), bodyHash },
      result: { ok: true, value, body, bodyHash, packed, validators },
    };
  }
  const { endpoint, query } = answered.start;
  if (reading.ok && request.context.gameId !== undefined)
    parts.onRefusedBody({ host, endpoint, query, body: said.body, isRefused: true });
  const retryAtMs = 'retryAtMs' in parsed ? parsed.retryAtMs : undefined;
  // What is spent of a window of its own is counted there, and closes no other.
  if (told === undefined) await noteRefusal(parts, host, { kind: parsed.kind, retryAtMs });
  const error = fail(parsed.kind, parsed.problem, {
    httpStatus: response.status,
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  });
  return { record: record(parsed.kind), result: { ok: false, error } };
}

function recordOf(
  start: CallStart,
  nowMs: number,
  {
    outcome,
    response,
    wasSent = true,
  }: { outcome: CallRecord['outcome']; response?: HttpResponse; wasSent?: boolean },
): CallRecord {
  return {
    ...start,
    durationMs: nowMs - start.startedAtMs,
    httpStatus: response?.status ?? null,
    outcome,
    cost: wasSent ? start.cost : 0,
    bytes: response?.bytes ?? 0,
  };
}

/** What a call cost by the provider's own words, where it counts credits; else what was reserved. */
function withSpent(start: CallStart, { spentCredits }: QuotaHeaders): CallStart {
  return spentCredits === undefined ? start : { ...start, credits: spentCredits };
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

function warnOfRows(
  { logger }: PipelineParts,
  { requestId: callId, host, endpoint }: CallStart,
  rows: readonly RefusedRow[] = [],
): void {
  const words = rows.slice(0, MAX_ROWS_LOGGED).map(describeRefusedRow);
  if (rows.length > 0)
    logger.warn(
      { callId, host, endpoint, count: rows.length, rows: words },
      'rows of an answer are left out',
    );
}

function report(
  { logger, onCall }: PipelineParts,
  record: CallRecord,
  error: ProviderError | undefined,
): void {
  // The id of a request to us is another one.
  const { query: _query, requestId: callId, ...rest } = record;
  const fields = { callId, ...rest };
  if (error) logger.warn({ ...fields, problem: error.message }, 'provider call failed');
  else logger.debug(fields, 'provider call');
  onCall(record);
}
