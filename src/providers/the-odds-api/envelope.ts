import { z } from 'zod';
import { isShallowJson } from '../../platform/json-depth.ts';
import type { Random } from '../../platform/random.ts';
import type { HttpResponse } from '../client/http-client.ts';
import { nextPeriodMs } from '../client/limit-window.ts';
import type { EnvelopeReading, Refusal } from '../client/provider-api.ts';

type Kind = Refusal['kind'];
type Now = { nowMs: number; random: Random };

/**
 * What the words of `error_code` mean: the status says too little, since 401 is a wrong key, a month that is spent and
 * a plan without history. Any other word is our own bug, of a parameter.
 */
const KIND_OF_CODE: Readonly<Record<string, Kind>> = {
  MISSING_KEY: 'credential',
  INVALID_KEY: 'credential',
  DEACTIVATED_KEY: 'credential',
  OUT_OF_USAGE_CREDITS: 'quota_day',
  HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN: 'plan',
  EXCEEDED_FREQ_LIMIT: 'rate_limit',
};

const ErrorBody = z.object({ message: z.string().optional(), error_code: z.string().optional() });

const MAX_WORDS = 200;
const SECOND_MS = 1_000;

/**
 * Reads an answer of The Odds API, which is bare JSON, or a refusal `{message, error_code}`. `creditsOfMonth` is what
 * the plan has: where the provider says that they are used up, all of them count as spent.
 */
export function readEnvelope(
  { status, body }: Pick<HttpResponse, 'status' | 'body'>,
  now: Now,
  creditsOfMonth: number,
): EnvelopeReading {
  const data = jsonOf(body);
  const refused = ErrorBody.safeParse(data);
  const said = refused.success && !Array.isArray(data) ? refused.data : {};
  if (said.error_code !== undefined || status >= 300)
    return refusalOf(status, { ...said, body }, now, creditsOfMonth);
  if (status !== 200) return refuse('unavailable', `the answer is no data (HTTP ${status})`);
  if (data === undefined) return refuse('malformed', describeBody(body));
  return { ok: true, envelope: { response: data, parameters: {} } };
}

function refusalOf(
  status: number,
  said: { message?: string | undefined; error_code?: string | undefined; body: string },
  { nowMs, random }: Now,
  creditsOfMonth: number,
): Refusal {
  const { error_code: code, message } = said;
  const kind = code === undefined ? kindOfStatus(status, message ?? '') : kindOfCode(code, status);
  const words = [code, message && oneLine(message)].filter(Boolean).join(': ');
  const problem = `${WORDS[kind] ?? 'the call is refused'} (HTTP ${status})${words === '' ? '' : `: ${words}`}`;
  if (kind === 'rate_limit')
    return { ...refuse(kind, problem), retryAtMs: nowMs + SECOND_MS + Math.floor(random() * 2_000) };
  if (kind !== 'quota_day') return refuse(kind, problem);
  return {
    ...refuse(kind, problem),
    retryAtMs: nextPeriodMs('month', nowMs),
    quota: { periods: [{ counts: 'credits', calendar: 'month', used: creditsOfMonth }], spentCredits: 0 },
  };
}

const WORDS: Readonly<Partial<Record<Kind, string>>> = {
  credential: 'the key is refused',
  quota_day: "this month's credits are used up",
  plan: 'the subscription does not include this',
  rate_limit: 'there were too many calls in a second',
  unavailable: 'there is trouble at the provider',
};

function kindOfCode(code: string, status: number): Kind {
  return KIND_OF_CODE[code] ?? (status >= 500 ? 'unavailable' : 'bad_request');
}

/** For answers without a word of their own: gateways, and an older form that has the message alone. */
function kindOfStatus(status: number, message: string): Kind {
  if (/quota|usage credits/i.test(message)) return 'quota_day';
  if (/historical/i.test(message) && status === 401) return 'plan';
  if (status === 429) return 'rate_limit';
  if (status === 401 || status === 403) return 'credential';
  return status >= 400 && status < 499 ? 'bad_request' : 'unavailable';
}

function jsonOf(text: string): unknown {
  try {
    return isShallowJson(text) ? (JSON.parse(text) as unknown) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function describeBody(text: string): string {
  if (text.trim() === '') return 'the body is empty';
  return text.trimStart().startsWith('<') ? 'the body is a web page, not JSON' : 'the body is not JSON';
}

function refuse(kind: Kind, problem: string): Refusal {
  return { ok: false, kind, problem };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_WORDS);
}
