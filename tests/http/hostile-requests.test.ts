import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describedRoutes } from '../../src/features/http-parts.ts';
import { makeBusyNight } from './busy-night.ts';
import { type TestServer, startTestServer } from './http-support.ts';

type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer | undefined };
type Got = { status: number; text: string };

/** A request as it is written here, byte by byte: fetch would mend what is wrong with it. */
function send(url: string, { method, path, headers, body }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, path, headers: { ...headers, ...(body ? { 'Content-Length': body.length } : {}) } },
      (response) => {
        const status = response.statusCode ?? 0;
        // A stream of events has no end of its own.
        if (String(response.headers['content-type']).includes('event-stream')) {
          response.destroy();
          return resolve({ status, text: '' });
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => resolve({ status, text: Buffer.concat(chunks).toString() }));
        response.once('error', reject);
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const LISTS = [
  'newest',
  'ended',
  'due',
  'scheduled',
  'tip-off',
  'tip-off-first',
  'tip-off-desc',
  'quarantine',
  'imports',
  'alerts',
];
const KEYS = [
  '',
  '0000-01-01 00:00:00+00',
  '9999-12-31 23:59:59+00',
  '2026-13-45 99:99:99+00',
  '2026-01-01 00:00:00+99',
  'infinity',
];
const IDS = [0, -1, 1, 2 ** 31, 2 ** 53 - 1, 1e300, 0.5];

const forgedCursor = fc
  .tuple(fc.constantFrom(...LISTS), fc.constantFrom(...KEYS), fc.constantFrom(...IDS))
  .map((parts) => cursor(...parts));

const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1',
  '1.5',
  '1e999',
  'NaN',
  'Infinity',
  '-infinity',
  '2147483647',
  '2147483648',
  '9223372036854775808',
  '99999999999999999999999',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '10000-01-01',
  '2026-02-30',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  'epoch',
  'now()',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  "'; drop table games; --",
  '../../../etc/passwd',
  '[]',
  '{}',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '🏀',
  '\u202e',
  '%',
  '%%',
  '\\',
  'a'.repeat(3_000),
  'NBA',
  'NFL',
  'FOOTBALL',
  'failed',
  'pending',
  'league=NBA&from=0000-01-01',
  'UTC',
  'Mars/Olympus',
  'asc',
  'due=DAY',
  '1999-01-01',
  'Premier League',
  '//evil.example',
  'yyyyyyyyyyyyyyyyyyy',
  "'unclosed",
  'ZZZZZZ',
];

const hostileText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...TEXTS),
  },
  { weight: 1, arbitrary: forgedCursor },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  { a: { b: {} } },
];

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(...VALUES),
  fc.array(hostileText, { maxLength: 4 }),
  fc.dictionary(hostileText, hostileText, { maxKeys: 4 }),
);

/** A value in an address: encoded as it should be, not at all, or wrongly. */
const inAddress = fc.tuple(hostileText, fc.integer({ min: 0, max: 9 })).map(([text, way]) => {
  if (way === 0) return '%zz';
  if (way === 1) return '%c0%af';
  if (way === 2) return '%ed%a0%80';
  if (way === 3) return '%00';
  if (way === 4) return text.replaceAll(/[^\x21-\x7e]|[#?]/g, '');
  return encodeURIComponent(text.toWellFormed());
});

/** A parameter of an address, mostly with what is nearly right for its name. */
function parameter(name: string): fc.Arbitrary<[string, string]> {
  const nearly =
    name === 'cursor'
      ? forgedCursor
      : /date|from|until|days|season|limit|week|id$/.test(name)
        ? fc.constantFrom(
            '0000-01-01',
            '0001-01-01',
            '9999-12-31',
            '2147483648',
            '0',
            '500',
            '2025',
            '99999999999',
          )
        : inAddress;
  const value = fc.oneof({ weight: 3, arbitrary: nearly }, { weight: 2, arbitrary: inAddress });
  return fc.tuple(fc.constant(name), value);
}

const FORM_FIELDS = [
  'reason',
  'at',
  'zone',
  'sport',
  'back',
  'host',
  'force',
  'team',
  'league',
  'alias',
  'action',
  'filter',
  'expected',
  'kind',
  'token',
  'next',
];
const TASK_FIELDS = [
  'q',
  'cursor',
  'sport',
  'status',
  'days',
  'date',
  'hold_reason',
  'held',
  'overdue',
  'error_type',
  'games',
];
const PAGES: readonly (readonly [path: string, fields: readonly string[]])[] = [
  ['/', ['notice']],
  [
    '/games',
    ['q', 'cursor', 'order', 'sport', 'league', 'season', 'from', 'until', 'status', 'seeding_status'],
  ],
  ['/games/:id', []],
  ['/tasks', TASK_FIELDS],
  ['/tasks/bulk', ['action', ...TASK_FIELDS]],
  ['/quarantine', ['cursor']],
  ['/teams', ['q', 'league', 'sport', 'cursor']],
  ['/games/:id/odds', ['market', 'prices', 'span']],
  ['/odds/movements', ['date', 'league']],
  ['/ratings', ['league', 'date']],
  ['/odds/events', ['q', 'league', 'show']],
  ['/login', ['next']],
  ['/reference', []],
  ['/openapi.json', []],
  ['/metrics', []],
  ['/health/detailed', []],
  ['/readyz', []],
  ['/events', []],
  ['/assets/:id', []],
  ['/admin/queues', []],
  ['/admin/queues/api/queues', ['activeQueue', 'page', 'jobsPerPage', 'status']],
  ['/admin/queues/api/queues/:id/1', []],
  ['/admin/queues/queue/:id', ['status']],
  ['/:id', []],
];
const FORMS = [
  '/login',
  '/logout',
  '/tasks/bulk',
  '/games/:id/seed',
  '/tasks/:id/retry',
  '/tasks/:id/cancel',
  '/tasks/:id/reschedule',
  '/scheduler/pause',
  '/breakers/reset',
  '/quarantine/retry',
  '/quarantine/:id/retry',
  '/quarantine/:id/discard',
  '/quarantine/teach',
  '/imports/:id/undo',
];
const BODY_KEYS = [
  'reason',
  'force',
  'at',
  'action',
  'filter',
  'limit',
  'after',
  'dry_run',
  'sport',
  'season',
  'league',
  'timezone',
  'games',
  'sync',
  'strict',
  'past',
  'ids',
  'host',
  'team',
  'alias',
];

type Target = {
  method: string;
  path: string;
  fields: readonly string[];
  takes: 'json' | 'form' | 'file' | 'nothing';
};

async function findTargets(): Promise<Target[]> {
  const routes = await describedRoutes();
  const api = routes.map(
    ({ method, path, query, streams }): Target => ({
      method: method.toUpperCase(),
      path,
      fields: query && 'shape' in query ? Object.keys(query.shape as object) : [],
      takes: streams ? 'file' : method === 'post' ? 'json' : 'nothing',
    }),
  );
  const pages = PAGES.map(([path, fields]): Target => ({ method: 'GET', path, fields, takes: 'nothing' }));
  const forms = FORMS.map((path): Target => ({ method: 'POST', path, fields: [], takes: 'form' }));
  return [...api, ...pages, ...forms];
}

const bodies: Record<
  Target['takes'],
  fc.Arbitrary<{ body: Buffer | undefined; type: string | undefined }>
> = {
  nothing: fc.constantFrom(
    { body: undefined, type: undefined },
    { body: Buffer.from('['.repeat(5_000)), type: 'application/json' },
  ),
  form: fc.dictionary(fc.constantFrom(...FORM_FIELDS), inAddress, { maxKeys: 8 }).map((fields) => ({
    body: Buffer.from(
      Object.entries({ csrf: '@csrf@', ...fields })
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
    ),
    type: 'application/x-www-form-urlencoded',
  })),
  json: fc.oneof(
    fc
      .dictionary(fc.constantFrom(...BODY_KEYS), hostileValue, { maxKeys: 8 })
      .map((value) => ({ body: Buffer.from(JSON.stringify(value)), type: 'application/json' })),
    fc
      .constantFrom(
        '[',
        '{"a":',
        '"\\ud800"',
        '{"reason":"\\u0000"}',
        '{"reason":"\\udc00"}',
        'nul',
        '',
        '1',
        '[1]',
        '{"__proto__":{"x":1}}',
      )
      .map((text) => ({ body: Buffer.from(text), type: 'application/json' })),
    fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => ({ body: Buffer.from(bytes), type: 'application/json' })),
    fc
      .constantFrom(
        'application/json; charset=utf-7',
        'application/json; charset=latin1',
        'application/json; charset=utf-16',
        'text/plain',
        'application/x-www-form-urlencoded',
        ';;;',
      )
      .map((type) => ({ body: Buffer.from('{}'), type })),
  ),
  file: fc.oneof(
    fc
      .constantFrom(
        'date,home_team,away_team\n0000-01-01,Boston Celtics,Miami Heat\n9999-12-31,Boston Celtics,Miami Heat',
        'date,time\n',
        '\u0000',
        '{"games":[{"date":"9999-99-99","home_team":["a"]}]}',
        '['.repeat(20_000),
        '{"sport":"$(id)","games":[]}',
        '\n\n\n',
      )
      .chain((text) =>
        fc
          .constantFrom('text/csv', 'application/json', 'application/xml')
          .map((type) => ({ body: Buffer.from(text), type })),
      ),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ body: Buffer.from(bytes), type: 'text/csv' })),
  ),
};

const ENCODINGS = [
  undefined,
  undefined,
  undefined,
  undefined,
  'gzip',
  'br',
  'deflate',
  'zstd',
  'compress',
  'gzip, gzip',
  '',
];

function requestOf(target: Target): fc.Arbitrary<Sent> {
  return fc
    .record({
      id: fc.oneof(fc.constantFrom('1', '2', '2147483647', '2147483648', '-1', '0', '1e3'), inAddress),
      query: fc.array(
        fc.constantFrom(...target.fields, ...(target.fields.length === 0 ? ['x'] : [])).chain(parameter),
        { maxLength: 2 },
      ),
      sent: bodies[target.takes],
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(target.method) },
        { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH') },
      ),
      encoding: fc.constantFrom(...ENCODINGS),
      isReallyCompressed: fc.boolean(),
      accept: fc.constantFrom('text/html', 'application/json', '*/*', ';;q=x'),
      key: fc.constantFrom(undefined, undefined, 'a-key', 'a key', '\u00ff', 'k'.repeat(400)),
    })
    .map(({ id, query, sent, method, encoding, isReallyCompressed, accept, key }) => {
      const pairs = query.map(([name, value]) => `${name}=${value}`);
      const path = target.path
        .replaceAll(/:\w+/g, () => (id === '' ? '%20' : id))
        .replaceAll(/[^\x21-\x7e]/g, '');
      const body = sent.body && encoding === 'gzip' && isReallyCompressed ? gzipSync(sent.body) : sent.body;
      return {
        method,
        path: path + (pairs.length === 0 ? '' : `?${pairs.join('&').replaceAll(/[^\x21-\x7e]/g, '')}`),
        headers: {
          Accept: accept,
          ...(sent.type === undefined ? {} : { 'Content-Type': sent.type }),
          ...(encoding === undefined || !body ? {} : { 'Content-Encoding': encoding }),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        },
        body,
      };
    });
}

/** Bodies that are right, by the end of the path: each of their fields is made wrong, one at a time. */
const RIGHT_BODIES: readonly (readonly [RegExp, Record<string, unknown>])[] = [
  [
    /games$/,
    {
      sport: 'NBA',
      season: 2025,
      league: 'NBA',
      timezone: 'UTC',
      past: 'all',
      games: [{ date: '2026-01-15', time: '19:00', home_team: 'Boston Celtics', away_team: 'Miami Heat' }],
    },
  ],
  [
    /bulk$/,
    {
      action: 'reschedule',
      at: '2026-01-16T03:00:00Z',
      dry_run: true,
      limit: 1,
      after: 0,
      filter: { q: 'x' },
    },
  ],
  [/reschedule$/, { at: '2026-01-16T03:00:00Z', reason: 'x' }],
  [/aliases$/, { sport: 'NBA', league: 'NBA', team: 1, alias: 'x', reason: 'x' }],
  [/remove$/, { sport: 'NBA', league: 'NBA', alias: 'x', reason: 'x' }],
  [/sweeps$/, { sport: 'NBA', season: 2025, league: 'NBA' }],
  [/quarantine\/retry$/, { ids: [1], sport: 'NBA', season: 2025, reason: 'unknown_team' }],
  [/reset$/, { host: '127.0.0.1', reason: 'x' }],
  [/(pause|resume)$/, { sport: 'NBA', reason: 'x' }],
  [/seed$/, { force: true, reason: 'x' }],
  [/reconcile$/, { dry_run: true, reason: 'x' }],
  [/./, { reason: 'x' }],
];

const JSON_HEADERS = { Accept: 'application/json', 'Content-Type': 'application/json' };

/** Each part of a request to a target made wrong, one at a time. */
function* singleFaults({ method, path, fields, takes }: Target): Generator<Sent> {
  const headers = { Accept: 'application/json' };
  const plain = path.replaceAll(/:\w+/g, '1');
  if (plain !== path) {
    for (const text of TEXTS)
      yield {
        method,
        path: path.replaceAll(/:\w+/g, () => encoded(text) || '%20'),
        headers,
        body: undefined,
      };
  }
  for (const field of fields) {
    const values = field === 'cursor' ? [...TEXTS, ...forgedCursors()] : TEXTS;
    for (const text of values) {
      yield { method, path: `${plain}?${field}=${encoded(text)}`, headers, body: undefined };
    }
  }
  if (takes !== 'json') return;
  const right = RIGHT_BODIES.find(([end]) => end.test(plain))?.[1] ?? {};
  for (const field of Object.keys(right)) {
    for (const value of [...TEXTS, ...VALUES]) {
      const body = Buffer.from(JSON.stringify({ ...right, [field]: value }));
      yield { method, path: plain, headers: JSON_HEADERS, body };
    }
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');
}

function forgedCursors(): string[] {
  return LISTS.flatMap((list) => [
    ...KEYS.map((key) => cursor(list, key, 1)),
    ...IDS.flatMap((id) => [cursor(list, '', id), cursor(list, '2026-01-01 00:00:00+00', id)]),
  ]);
}

describe('whatever a client sends', () => {
  let test: TestServer;
  let guarded: TestServer;
  let targets: Target[] = [];

  beforeAll(async () => {
    const environment = { HTTP_REQUESTS_PER_MINUTE: '0', HTTP_CHANGES_PER_MINUTE: '0' };
    test = await startTestServer({ environment });
    guarded = await startTestServer({ environment: { ...environment, ADMIN_TOKEN: 'the-admin-token-here' } });
    await makeBusyNight(test.app);
    targets = await findTargets();
  });
  afterAll(async () => {
    await test?.close();
    await guarded?.close();
  });

  async function neverOurFault(server: TestServer, runs: number, seed: number): Promise<void> {
    const csrf =
      /name="csrf" value="([^"]+)"/.exec(
        (await send(server.url, { method: 'GET', path: '/', headers: {}, body: undefined })).text,
      )?.[1] ?? 'x';
    const one = fc.constantFrom(...targets).chain(requestOf);
    await fc.assert(
      fc.asyncProperty(one, async (sent) => {
        const body =
          sent.body && sent.headers['Content-Encoding'] === undefined
            ? Buffer.from(sent.body.toString('latin1').replace('@csrf@', csrf), 'latin1')
            : sent.body;
        const { status, text } = await send(server.url, { ...sent, body });
        expect(status, `${sent.method} ${sent.path} ${text.slice(0, 300)}`).toBeLessThan(500);
        expect(text).not.toMatch(/\bat .+\.ts:\d+|node_modules/);
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
  }

  it('is answered without an error of ours, one part wrong at a time', { timeout: 900_000 }, async () => {
    const requests = targets.flatMap((target) => [...singleFaults(target)]);
    const faults: string[] = [];
    let next = 0;
    const sender = async (): Promise<void> => {
      for (let sent = requests[next]; sent; sent = requests[next]) {
        next += 1;
        const { status, text } = await send(test.url, sent);
        if (status >= 500)
          faults.push(`${status} ${sent.method} ${sent.path} ${String(sent.body)} ${text.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, sender));
    expect(requests.length).toBeGreaterThan(5_000);
    expect(faults.slice(0, 20)).toEqual([]);
  });

  it('is answered without an error of ours, on every route', { timeout: 900_000 }, async () => {
    await neverOurFault(test, 3_000, 42);
  });

  it('is answered so to those without a token too', { timeout: 600_000 }, async () => {
    await neverOurFault(guarded, 500, 43);
  });

  it.each([
    ['gzip that is none', { 'Content-Encoding': 'gzip' }, Buffer.from('token=x')],
    [
      'gzip that breaks off',
      { 'Content-Encoding': 'gzip' },
      gzipSync(Buffer.from('token=x'.repeat(500))).subarray(0, 20),
    ],
    ['brotli that is none', { 'Content-Encoding': 'br' }, Buffer.from('token=x')],
    ['deflate that is none', { 'Content-Encoding': 'deflate' }, Buffer.from('token=x')],
    ['zstd that is none', { 'Content-Encoding': 'zstd' }, Buffer.from('token=x')],
    ['a NUL', {}, Buffer.from('token=a%00b')],
    [
      'a charset of its own',
      { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-7' },
      Buffer.from('token=x'),
    ],
  ])('is called the client’s fault at the login: %s', async (_what, headers, body) => {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const { status } = await send(guarded.url, {
      method: 'POST',
      path: '/login',
      headers: { ...type, ...headers },
      body,
    });
    expect([400, 401, 415]).toContain(status);
  });
});

describe('brackets without end', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer({
      environment: { ADMIN_TOKEN: 'the-admin-token-here', READER_TOKEN: 'the-reader-token-here' },
    });
  }, 60_000);
  afterAll(() => test.close());

  const brackets = Buffer.from(`{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`);
  const ask = (method: string, path: string, token: string) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    return send(test.url, { method, path, headers, body: brackets });
  };

  it.each([
    ['GET', '/admin/tasks', 'the-reader-token-here', 200],
    ['GET', '/admin/queues/api/queues', 'the-reader-token-here', 200],
    ['HEAD', '/admin/tasks', 'the-reader-token-here', 200],
    ['OPTIONS', '/admin/tasks', 'the-reader-token-here', 405],
    ['POST', '/admin/games', 'the-reader-token-here', 403],
    ['PUT', '/admin/queues/api/queues/maintenance/pause', 'the-reader-token-here', 403],
    ['POST', '/admin/games', 'the-admin-token-here', 400],
    ['POST', '/admin/tasks/bulk', 'the-admin-token-here', 400],
    ['POST', '/admin/schedules?sport=NBA&season=2025', 'the-admin-token-here', 422],
    ['PUT', '/admin/queues/api/queues/maintenance/pause', 'the-admin-token-here', 400],
  ])('keep nobody busy: %s %s with %s', async (method, path, token, expected) => {
    const startedAtMs = performance.now();
    const [{ status }, live] = await Promise.all([
      ask(method, path, token),
      send(test.url, { method: 'GET', path: '/livez', headers: {}, body: undefined }),
    ]);
    expect([status, live.status]).toEqual([expected, 200]);
    // Reading them took ten seconds; a busy machine needs a part of one for two megabytes.
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  it('are counted apart from text that holds some', async () => {
    const body = Buffer.from(JSON.stringify({ reason: '['.repeat(400) }));
    const headers = { Authorization: 'Bearer the-admin-token-here', 'Content-Type': 'application/json' };
    const { status } = await send(test.url, {
      method: 'POST',
      path: '/admin/scheduler/resume',
      headers,
      body,
    });
    expect(status).toBe(200);
  });
});
