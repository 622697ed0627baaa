import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import {
  type BreakerRegistry,
  createBreakerRegistry,
} from '../../../src/providers/client/breaker-registry.ts';
import { createHttpClient, type HttpClient } from '../../../src/providers/client/http-client.ts';
import type { ReceivedBody } from '../../../src/providers/client/kept-bodies.ts';
import { type KeptAnswers, withKeptAnswers } from '../../../src/providers/client/kept-answers.ts';
import { parsedBy } from '../../../src/providers/client/parsed-by.ts';
import { createProviderPipeline } from '../../../src/providers/client/pipeline.ts';
import type { ProviderApi } from '../../../src/providers/client/provider-api.ts';
import type { ProviderAuth } from '../../../src/providers/client/provider-auth.ts';
import type { CallRecord } from '../../../src/providers/client/call-record.ts';
import type { ProviderCall, ProviderPipeline } from '../../../src/providers/client/provider-call.ts';
import type { QuotaLedger } from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { json, startTestServer, type TestServer } from './test-server.ts';

/** Means something to regular expressions and to URLs. */
const KEY = 'k.+(e)*y%2F/$1&a=b?c#d e|f';
const NOON = Date.parse('2026-01-15T12:00:10Z');

let server: TestServer;
let httpClient: HttpClient;
let breakers: BreakerRegistry;
let clock: ManualClock;
let ledger: QuotaLedger;
let records: CallRecord[];
let refused: ReceivedBody[];
let logged: string;

beforeEach(async () => {
  server = await startTestServer(json([{ id: 1 }]));
  httpClient = createHttpClient({ timeoutMs: 2_000 });
  breakers = createBreakerRegistry({ clock: systemClock() });
  clock = createManualClock(NOON);
  ledger = createMemoryLedger(clock, { perSecond: 100, perMinute: 200, perDay: 1_000 });
  records = [];
  refused = [];
  logged = '';
});
afterEach(async () => {
  breakers.shutdown();
  await httpClient.close();
  await server.stop();
});

function logger() {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  return pino({ level: 'trace' }, sink);
}

function pipeline(): ProviderPipeline {
  return createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock,
    random: () => 0.5,
    logger: logger(),
    onCall: (record) => records.push(record),
    onRefusedBody: (received) => refused.push(received),
  });
}

/** A provider without an envelope: a bare list, and the status says what is wrong. */
function bareApi(auth: ProviderAuth, more: Partial<ProviderApi> = {}): ProviderApi {
  return {
    baseUrl: `${server.baseUrl}/feed`,
    auth,
    readQuotaHeaders: () => ({}),
    readEnvelope({ status, body }) {
      if (status === 429) return { ok: false, kind: 'rate_limit', problem: body };
      if (status !== 200) return { ok: false, kind: 'unavailable', problem: body };
      return { ok: true, envelope: { response: JSON.parse(body) as unknown, parameters: {} } };
    },
    ...more,
  };
}

function call(api: ProviderApi, endpoint = '/games'): ProviderCall<{ id: number }[]> {
  return {
    api,
    endpoint,
    query: { date: '2026-01-15' },
    context: { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' },
    parse: ({ response }) => parsedBy(z.array(z.object({ id: z.number() })), response),
  };
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error(`not a provider error: ${String(error)}`);
  return error;
}

describe('the key of a provider', () => {
  const PLACES: readonly (readonly [string, ProviderAuth, string, (url: URL) => string | null])[] = [
    [
      'the parameters',
      { in: 'query', name: 'apiKey', secret: KEY },
      '/games',
      (url) => url.searchParams.get('apiKey'),
    ],
    [
      'the path',
      { in: 'path', secret: KEY },
      '/{key}/games',
      (url) => decodeURIComponent(url.pathname.split('/')[2] ?? ''),
    ],
  ];

  it.each(PLACES)(
    'travels in %s, and stands in nothing that is kept or said',
    async (_place, auth, endpoint, keyOf) => {
      const api = bareApi(auth);
      const run = pipeline();
      const own = {
        ...call(api, endpoint),
        query: { next: `http://host/?apiKey=${encodeURIComponent(KEY)}` },
      };
      const echo = [KEY, encodeURIComponent(KEY), encodeURI(KEY)].join(' ');
      server.respond(json([{ id: 1, echo }]));
      const answer = await run.call(own);
      server.respond(json([{ id: echo }]));
      const unread = await failure(run.call({ ...own, context: { ...own.context, gameId: 'game-1' } }));
      server.respond((_request, response) => response.writeHead(500).end(echo));
      const broken = await failure(run.call(own));
      server.respond((request) => request.socket.destroy());
      const cut = await failure(run.call(own));

      const sent = new URL(server.requests[0]?.url ?? '', server.baseUrl);
      expect(keyOf(sent)).toBe(KEY);
      expect(server.requests[0]?.headers).not.toHaveProperty('x-apisports-key');
      expect(records.map(({ endpoint }) => endpoint)).toEqual(Array(4).fill(endpoint));
      expect(refused).toHaveLength(1);
      const said = [answer.body, unread, broken, cut, broken.stack, records, refused, logged].map((one) =>
        typeof one === 'string' ? one : `${JSON.stringify(one)} ${one instanceof Error ? one.message : ''}`,
      );
      for (const text of said) {
        for (const spelling of [
          KEY,
          encodeURIComponent(KEY),
          encodeURI(KEY),
          JSON.stringify(KEY).slice(1, -1),
        ])
          expect(text).not.toContain(spelling);
      }
      expect(answer.body).toContain('[redacted]');
      expect(records[0]?.query).toEqual({ next: 'http://host/?apiKey=[redacted]' });
    },
  );
});

describe('Retry-After', () => {
  it.each([
    [429, 'rate_limit'],
    [503, 'unavailable'],
  ] as const)('of a %s keeps every process from calling until then', async (status, kind) => {
    const api = bareApi({ in: 'nowhere' });
    const run = pipeline();
    server.respond(json('busy', status, { 'retry-after': '90' }));
    const error = await failure(run.call(call(api)));
    expect(error.facts).toMatchObject({ kind, retryAtMs: NOON + 90_000 });
    server.respond(json([]));
    const next = await failure(run.call(call(api)));
    expect(next.facts.kind).toBe('rate_limit');
    expect(next.facts.retryAtMs).toBeGreaterThanOrEqual(NOON + 90_000);
    expect(server.requests).toHaveLength(1);
    clock.advance(91_000);
    expect((await run.call(call(api))).value).toEqual([]);
  });
});

describe('answers that are kept', () => {
  let store: Map<string, { body: string; etag?: string; lastModified?: string; atMs: number }>;
  let answers: KeptAnswers;

  beforeEach(() => {
    store = new Map();
    const keyOf = (question: object): string => JSON.stringify(question);
    answers = {
      async find(question) {
        const found = store.get(keyOf(question));
        if (!found) return undefined;
        const { atMs, ...kept } = found;
        return { ...kept, ageMs: clock.nowMs() - atMs };
      },
      async keep(question, answer) {
        store.set(keyOf(question), { ...answer, atMs: clock.nowMs() });
      },
      async forget(question) {
        store.delete(keyOf(question));
      },
    };
  });

  const keeping = (): ProviderPipeline =>
    withKeptAnswers(pipeline(), { answers, clock, random: () => 0.5, logger: logger() });
  const api = (): ProviderApi => bareApi({ in: 'nowhere' }, { takesConditions: true });
  const kept = (staleForMs = 60_000): ProviderCall<{ id: number }[]> => ({
    ...call(api()),
    keep: { staleForMs },
  });

  it('asks whether something has changed, and reads the kept body where it has not', async () => {
    const run = keeping();
    server.respond(
      json([{ id: 7 }], 200, { etag: '"v1"', 'last-modified': 'Thu, 15 Jan 2026 10:00:00 GMT' }),
    );
    await run.call(kept());
    server.respond((_request, response) => response.writeHead(304).end());
    const again = await run.call(kept());
    expect(server.requests[1]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Thu, 15 Jan 2026 10:00:00 GMT',
    });
    expect(again).toMatchObject({ value: [{ id: 7 }], body: '[{"id":7}]' });
    expect(again.stale).toBeUndefined();
    // The host counts the question, whatever it answers.
    expect(records.map(({ httpStatus, cost }) => [httpStatus, cost])).toEqual([
      [200, 1],
      [304, 1],
    ]);
    server.respond(json([{ id: 8 }], 200, { etag: '"v2"' }));
    expect((await run.call(kept())).value).toEqual([{ id: 8 }]);
    await run.call(kept());
    expect(server.requests[3]?.headers['if-none-match']).toBe('"v2"');
    expect(server.requests[3]?.headers['if-modified-since']).toBeUndefined();
  });

  it('sends no conditions to a provider that does not take them, nor for calls that keep nothing', async () => {
    const run = keeping();
    server.respond(json([{ id: 7 }], 200, { etag: '"v1"' }));
    await run.call(kept());
    await run.call({ ...kept(), api: bareApi({ in: 'nowhere' }) });
    await run.call(call(api()));
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual(Array(3).fill(undefined));
  });

  it('stands in for a provider that fails, marked with its age, for as long as the call allows', async () => {
    const run = keeping();
    await run.call(kept());
    clock.advance(30_000);
    server.respond(json('down', 502));
    const stale = await run.call(kept());
    expect(stale).toMatchObject({ value: [{ id: 1 }], stale: { ageMs: 30_000, because: 'unavailable' } });
    clock.advance(31_000);
    expect((await failure(run.call(kept()))).facts.kind).toBe('unavailable');
    expect(logged).toContain('an older answer stands in');
  });

  it('never stands in on behalf of a game, for a refused question, or where nothing was kept', async () => {
    const run = keeping();
    await run.call(kept());
    server.respond(json('down', 502));
    const ofGame = { ...kept(), context: { ...kept().context, gameId: 'game-1' } };
    expect((await failure(run.call(ofGame))).facts.kind).toBe('unavailable');
    expect((await failure(run.call({ ...kept(), query: { date: '2026-01-16' } }))).facts.kind).toBe(
      'unavailable',
    );
    const noKey = { ...api(), credentialProblem: 'no key is set' };
    expect((await failure(run.call({ ...kept(), api: noKey }))).facts.kind).toBe('credential');
  });

  it('asks all the same when the store is away', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('away'));
    answers = { find: away, keep: away, forget: away };
    expect((await keeping().call(kept())).value).toEqual([{ id: 1 }]);
    expect(logged).toContain('cannot be reached');
  });
});
