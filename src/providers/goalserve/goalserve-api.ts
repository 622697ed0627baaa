import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from '../client/http-client.ts';
import type { EnvelopeReading, ProviderApi, Refusal } from '../client/provider-api.ts';
import { minuteRetryAt } from '../client/quota-windows.ts';
import { readFeed } from './feed.ts';

/** The feeds for the pipeline; the key stands in the path, and leaves the client there alone. */
export function goalserveApi({
  baseUrl,
  apiKey,
  timeoutMs,
}: {
  baseUrl: string;
  apiKey: string | undefined;
  timeoutMs: number;
}): ProviderApi {
  return {
    baseUrl: `${baseUrl.replace(/\/+$/, '')}/{key}`,
    auth: apiKey ? { in: 'path', secret: apiKey } : { in: 'nowhere' },
    keyVariable: 'GOALSERVE_API_KEY',
    ...(apiKey ? {} : { credentialProblem: 'no key for Goalserve is set; give one as GOALSERVE_API_KEY' }),
    timeoutMs,
    readQuotaHeaders: () => ({}),
    readEnvelope,
  };
}

function readEnvelope(
  { status, body }: HttpResponse,
  { nowMs, random }: { nowMs: number; random: Random },
): EnvelopeReading {
  const refuse = (kind: Refusal['kind'], problem: string): Refusal => ({ ok: false, kind, problem });
  if (status === 429) {
    const problem = 'there were too many calls (HTTP 429)';
    return { ...refuse('rate_limit', problem), retryAtMs: minuteRetryAt(nowMs, random) };
  }
  if (status === 401 || status === 403) return refuse('credential', `the key is refused (HTTP ${status})`);
  if (status >= 400 && status < 499) return refuse('bad_request', `the call is refused (HTTP ${status})`);
  if (status === 500) {
    return refuse('unavailable', 'the host has no such feed, or is in trouble (HTTP 500)');
  }
  if (status !== 200) return refuse('unavailable', `the answer is no feed (HTTP ${status})`);
  if (body === '') return refuse('plan', 'the answer is empty: the subscription does not have this feed');
  const feed = readFeed(body);
  if (!feed.ok) return refuse('malformed', feed.problem);
  return { ok: true, envelope: { response: feed.node, parameters: {} } };
}
