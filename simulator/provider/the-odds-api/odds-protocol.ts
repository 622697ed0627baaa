import type { Call, Protocol, Refusal, Worded } from '../protocol.ts';

/** Calls a second, whatever the subscription. */
const PER_SECOND = 30;
const UNLIMITED = 1_000_000_000;

/** The Odds API: the key in the query, bare JSON, a word in `error_code` for what is wrong, credits in the headers. */
export const ODDS_PROTOCOL: Protocol = {
  key: { in: 'query', name: 'apiKey' },
  refusedHeaders: () => [],
  route: routed,
  limitsOf: ({ perDay, perMinute, perSecond }) => ({
    perDay: perDay ?? UNLIMITED,
    perMinute: perMinute ?? UNLIMITED,
    perSecond: perSecond ?? PER_SECOND,
  }),
  rowsBody: bodyOf,
  refuse: (call, refusal) => worded(call, refusal),
  quotaHeaders: ({ credits }): Readonly<Record<string, number>> =>
    credits
      ? {
          'x-requests-remaining': credits.remaining,
          'x-requests-used': credits.used,
          'x-requests-last': credits.last,
        }
      : {},
};

const PATHS: readonly (readonly [pattern: RegExp, path: string])[] = [
  [/^\/sports\/(?<sport>[^/]+)\/events\/(?<eventId>[^/]+)\/odds$/, '/sports/{sport}/events/{eventId}/odds'],
  [/^\/sports\/(?<sport>[^/]+)\/(?<what>odds|events|scores)$/, '/sports/{sport}/{what}'],
  [/^\/historical\/sports\/(?<sport>[^/]+)\/odds$/, '/historical/sports/{sport}/odds'],
];

function routed(path: string, query: Readonly<Record<string, string>>) {
  const found = PATHS.map(([pattern, name]) => ({ name, groups: pattern.exec(path)?.groups })).find(
    ({ groups }) => groups,
  );
  if (!found?.groups) return { path, query };
  const { what, ...parameters } = found.groups;
  return {
    path: found.name.replace('{what}', what ?? ''),
    query: {
      ...query,
      ...Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
      ),
    },
  };
}

function bodyOf({ get, query }: Call, rows: unknown): object {
  if (get === 'event-odds')
    return (Array.isArray(rows) ? (rows[0] as object) : undefined) ?? (rows as object);
  if (get !== 'historical') return rows as object;
  const atMs = snapshotMs(query);
  const [timestamp, before, after] = [0, -SNAPSHOT_MS, SNAPSHOT_MS].map((shift) => isoSecond(atMs + shift));
  return { timestamp, previous_timestamp: before, next_timestamp: after, data: rows };
}

/** Snapshots of the past are five minutes apart. */
const SNAPSHOT_MS = 300_000;

/** The last snapshot at or before the date that is asked for. */
export function snapshotMs({ date }: Readonly<Record<string, string>>): number {
  return Math.floor(Date.parse(date ?? '') / SNAPSHOT_MS) * SNAPSHOT_MS;
}

function isoSecond(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function worded(_call: Call, refusal: Refusal): Worded {
  const said = (httpStatus: number, code: string, message: string): Worded => ({
    httpStatus,
    body: { message, error_code: code, details_url: 'https://simulated.invalid/api-error-codes.html' },
  });
  switch (refusal.why) {
    case 'credential':
      return said(401, 'INVALID_KEY', 'API key is not valid.');
    case 'quota_day':
      return said(401, 'OUT_OF_USAGE_CREDITS', 'Usage quota has been reached.');
    case 'plan':
      return said(
        401,
        'HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN',
        'Historical odds are only available on paid usage plans.',
      );
    case 'rate_limit':
      return said(429, 'EXCEEDED_FREQ_LIMIT', 'Requests are too frequent.');
    case 'not_found':
      return refusal.what === 'event'
        ? said(404, 'EVENT_NOT_FOUND', 'Event not found.')
        : said(404, 'UNKNOWN_SPORT', 'Unknown sport.');
    case 'bad_request': {
      const [[name, problem] = ['', '']] = Object.entries(refusal.errors);
      return said(422, `INVALID_${name.toUpperCase()}`, problem);
    }
    case 'own_bug':
      return { httpStatus: 500, body: { message: 'Internal server error' } };
    case 'unknown_path':
      return { httpStatus: 404, body: { message: 'Not Found' } };
    case 'method':
    case 'headers':
      return { httpStatus: 405, body: { message: 'Method not allowed' } };
  }
}
