import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from '../client/http-client.ts';
import { readPlainJson } from '../client/plain-json.ts';
import type { EnvelopeReading, ProviderApi } from '../client/provider-api.ts';

/**
 * What public clients send (swar/nba_api, `stats/library/http.py`): without a browser's headers and a page of the league
 * as `Referer`, stats.nba.com answers nobody.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'application/json, text/plain, */*',
  'accept-language': 'en-US,en;q=0.5',
  origin: 'https://www.nba.com',
  referer: 'https://www.nba.com/',
};

/** One of the two hosts for the pipeline. Neither asks for a key. */
export function nbaStatsApi({
  baseUrl,
  timeoutMs,
  takesConditions,
}: Pick<ProviderApi, 'baseUrl'> & Required<Pick<ProviderApi, 'timeoutMs' | 'takesConditions'>>): ProviderApi {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    auth: { in: 'nowhere' },
    headers: HEADERS,
    takesConditions,
    timeoutMs,
    readQuotaHeaders: () => ({}),
    readEnvelope,
  };
}

/** The body of an internal error, which comes with HTTP 200 as well. */
const OWN_ERROR = /^\s*\{\s*"Message"\s*:\s*"An error has occurred/i;

function readEnvelope(response: HttpResponse, now: { nowMs: number; random: Random }): EnvelopeReading {
  // Nobody's key is refused: a file that is not there, or an address that is blocked, and the answer is the same.
  if (response.status === 401 || response.status === 403) {
    return {
      ok: false,
      kind: 'unavailable',
      problem: `there is no such file, or this address is blocked (HTTP ${response.status})`,
    };
  }
  if (response.status === 200 && OWN_ERROR.test(response.body)) {
    return { ok: false, kind: 'unavailable', problem: 'the answer is an error of the host' };
  }
  return readPlainJson(response, now);
}
