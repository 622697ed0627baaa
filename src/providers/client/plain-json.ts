import { isShallowJson } from '../../platform/json-depth.ts';
import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from './http-client.ts';
import type { EnvelopeReading, Refusal } from './provider-api.ts';
import { minuteRetryAt } from './quota-windows.ts';

/**
 * Reads the answers of a provider that sends its data as bare JSON, without an envelope, and says by the HTTP status
 * what is wrong.
 */
export function readPlainJson(
  { status, body }: Pick<HttpResponse, 'status' | 'body'>,
  { nowMs, random }: { nowMs: number; random: Random },
): EnvelopeReading {
  const refuse = (kind: Refusal['kind'], problem: string): Refusal => ({ ok: false, kind, problem });
  if (status === 429) {
    const problem = 'there were too many calls (HTTP 429)';
    return { ...refuse('rate_limit', problem), retryAtMs: minuteRetryAt(nowMs, random) };
  }
  if (status === 401 || status === 403) return refuse('credential', `the key is refused (HTTP ${status})`);
  if (status >= 400 && status < 499) return refuse('bad_request', `the call is refused (HTTP ${status})`);
  if (status !== 200) return refuse('unavailable', `the answer is no data (HTTP ${status})`);
  try {
    if (!isShallowJson(body)) return refuse('malformed', 'the body is nested too deeply');
    return { ok: true, envelope: { response: JSON.parse(body) as unknown, parameters: {} } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse('malformed', 'the body is not JSON');
  }
}
