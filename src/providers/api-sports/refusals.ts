import type { Refusal } from '../client/provider-api.ts';

type Kind = Refusal['kind'];

/**
 * What the keys of `errors` mean. Any other key names a parameter that the provider does not accept, which is
 * our fault: `required`, `date`, `league`, `endpoint`, …
 */
const KIND_OF_KEY: Readonly<Record<string, Kind>> = {
  token: 'credential',
  access: 'credential',
  ip: 'credential',
  requests: 'quota_day',
  ratelimit: 'rate_limit',
  plan: 'plan',
  bug: 'unavailable',
  time: 'unavailable',
  report: 'unavailable',
};

/** What the texts mean where `errors` is a list or a text and so has no keys. */
const KIND_OF_TEXT: readonly (readonly [RegExp, Kind])[] = [
  [/application key|api key|account is suspended|IP is not allowed/i, 'credential'],
  [/request limit for the day/i, 'quota_day'],
  [/too many requests|requests per minute/i, 'rate_limit'],
  [/plans? do(es)? not have access|your plan/i, 'plan'],
  [/on our side/i, 'unavailable'],
];

/** When several things are wrong, the first of these decides. */
const PRECEDENCE: readonly Kind[] = [
  'credential',
  'quota_day',
  'rate_limit',
  'plan',
  'unavailable',
  'bad_request',
];

/**
 * The refusal in an envelope's `errors`: an object by key, a list, or a text, and empty in any of these forms
 * when all is well (then undefined). A wait is not set here.
 */
export function refusalOfErrors(errors: unknown): Refusal | undefined {
  const found = complaints(errors);
  if (found.length === 0) return undefined;
  const kind = PRECEDENCE.find((kind) => found.some((complaint) => complaint.kind === kind)) ?? 'bad_request';
  const decisive = found.filter((complaint) => complaint.kind === kind);
  const problem = decisive.map((complaint) => complaint.text).join('; ');
  return { ok: false, kind, problem: problem.replaceAll(/\s+/g, ' ').slice(0, 300) };
}

function complaints(errors: unknown): { kind: Kind; text: string }[] {
  if (errors === undefined || errors === null || errors === '' || errors === false) return [];
  if (Array.isArray(errors)) return errors.flatMap((entry: unknown) => complaints(entry));
  if (typeof errors === 'object') {
    return Object.entries(errors).map(([key, text]: [string, unknown]) => ({
      kind: KIND_OF_KEY[key.toLowerCase()] ?? 'bad_request',
      text: textOf(text),
    }));
  }
  const text = textOf(errors);
  return [{ kind: KIND_OF_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 'bad_request', text }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
