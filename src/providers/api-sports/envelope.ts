import { isShallowJson } from '../../platform/json-depth.ts';
import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from '../client/http-client.ts';
import type { EnvelopeReading, Refusal } from '../client/provider-api.ts';
import { dailyRetryAt, minuteRetryAt } from '../client/quota-windows.ts';
import { refusalOfErrors } from './refusals.ts';

type Now = { nowMs: number; random: Random };

/**
 * Reads the envelope `{get, parameters, errors, results, paging, response}` that API-Sports wraps around
 * everything. An answer is good when `errors` is empty and `response` is there, whatever the HTTP status says:
 * most refusals come with status 200.
 */
export function readEnvelope(response: HttpResponse, now: Now): EnvelopeReading {
  const body = jsonObject(response.body);
  if (body) {
    const refusal = refusalOfErrors(body['errors']);
    if (refusal) return withRetry(refusal, now);
  }
  const refusal = refusalOfStatus(response, body);
  if (refusal) return withRetry(refusal, now);
  if (!body) return malformed(describeBody(response.body));
  if (typeof body['message'] === 'string' && !('response' in body)) {
    return { ok: false, kind: 'unavailable', problem: oneLine(body['message']) };
  }
  if (!('errors' in body) || !('response' in body)) return malformed('the body is not the usual envelope');
  return { ok: true, envelope: { response: body['response'], parameters: parametersOf(body['parameters']) } };
}

function refusalOfStatus(
  { status, body: text }: HttpResponse,
  body: Record<string, unknown> | undefined,
): Refusal | undefined {
  const said = typeof body?.['message'] === 'string' ? `: ${oneLine(body['message'])}` : '';
  const refuse = (kind: Refusal['kind'], problem: string): Refusal => ({ ok: false, kind, problem });
  if (status === 429) return refuse('rate_limit', `too many calls (HTTP 429)${said}`);
  if (status === 401) return refuse('credential', `the key was refused (HTTP 401)${said}`);
  // The API itself says so in JSON; a page of HTML is the firewall in front of it, which lets go again.
  if (status === 403)
    return refuse(body ? 'credential' : 'unavailable', `access was refused (HTTP 403)${said}`);
  if (status >= 300 && status < 400) {
    return refuse('unavailable', `the answer is a redirect (HTTP ${status}), which is not followed`);
  }
  // 499 is the provider's own way of saying that its backend took too long.
  if (status === 499 || status >= 500)
    return refuse('unavailable', `trouble at the provider (HTTP ${status})${said}`);
  if (status >= 400) return refuse('bad_request', `the call was refused (HTTP ${status})${said}`);
  if (status === 204 || text.trim() === '')
    return refuse('unavailable', `the answer is empty (HTTP ${status})`);
  return undefined;
}

function withRetry(refusal: Refusal, { nowMs, random }: Now): Refusal {
  if (refusal.kind === 'quota_day') return { ...refusal, retryAtMs: dailyRetryAt(nowMs, random) };
  if (refusal.kind === 'rate_limit') return { ...refusal, retryAtMs: minuteRetryAt(nowMs, random) };
  return refusal;
}

function malformed(problem: string): Refusal {
  return { ok: false, kind: 'malformed', problem };
}

function describeBody(text: string): string {
  const start = text.trimStart();
  if (start.startsWith('<')) return 'the body is a web page, not JSON';
  if (start.startsWith('{') || start.startsWith('[')) return 'the body is broken off or not valid JSON';
  return 'the body is not JSON';
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = isShallowJson(text) ? JSON.parse(text) : undefined;
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON is an expected answer; the caller says what it is instead.
    return undefined;
  }
}

/** `parameters` is `[]` when there are none, and holds texts or numbers otherwise. */
function parametersOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const texts: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(value)) {
    if (typeof parameter === 'string' || typeof parameter === 'number') texts[name] = String(parameter);
  }
  return texts;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}
