import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { apiSportsApi } from '../../../src/providers/api-sports/api-sports-api.ts';
import {
  type BreakerRegistry,
  createBreakerRegistry,
} from '../../../src/providers/client/breaker-registry.ts';
import type { ReceivedBody } from '../../../src/providers/client/kept-bodies.ts';
import { createHttpClient, type HttpClient } from '../../../src/providers/client/http-client.ts';
import { parsedBy } from '../../../src/providers/client/parsed-by.ts';
import { withAllowance } from '../../../src/providers/client/quota-class.ts';
import { createProviderPipeline } from '../../../src/providers/client/pipeline.ts';
import type { CallRecord } from '../../../src/providers/client/call-record.ts';
import type {
  CallContext,
  ProviderCall,
  ProviderPipeline,
} from '../../../src/providers/client/provider-call.ts';
import type { QuotaLedger } from '../../../src/providers/client/quota-ledger.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { json, startTestServer, type TestServer } from './test-server.ts';

const KEY = 'f00dfacef00dfacef00dfacef00dface';
const NOON = Date.parse('2026-01-15T12:00:10Z');
const FINE = { get: 'games', parameters: [], errors: [], results: 1, response: [{ id: 1 }] };

let server: TestServer;
let httpClient: HttpClient;
let breakers: BreakerRegistry;
let clock: ManualClock;
let ledger: QuotaLedger;
let records: CallRecord[];
let refused: ReceivedBody[];
let logged: string;

beforeEach(async () => {
  server = await startTestServer(json(FINE));
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

function pipeline(): ProviderPipeline {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  return createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock,
    random: () => 0.5,
    logger: pino({ level: 'trace' }, sink),
    onCall: (record) => records.push(record),
    onRefusedBody: (received) => refused.push(received),
  });
}

function call(context: Partial<CallContext> = {}): ProviderCall<{ id: number }[]> {
  return {
    api: apiSportsApi({ baseUrl: server.baseUrl, apiKey: KEY }),
    endpoint: '/games',
    query: { date: '2026-01-15' },
    context: { signal: new AbortController().signal, priority: 'first_pass', runId: 'run', ...context },
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

/** The same gzip with the name of a file in its header. */
function withName(packed: Buffer, name: string): Buffer {
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 0x08;
  return Buffer.concat([header, Buffer.from(`${name}\0`), packed.subarray(10)]);
}

describe('the provider pipeline', () => {
  it('leaves to higher classes what work of a low class may not spend, whatever it asks for', async () => {
    ledger = createMemoryLedger(clock, { perSecond: 100, perMinute: 200, perDay: 10 });
    const calls = pipeline();
    const asFirstPass = () => calls.call(call({ priority: 'first_pass' }));
    const asBackfill = () => withAllowance({ atMost: 'backfill' }, asFirstPass);
    let made = 0;
    const spent = (async () => {
      for (; made < 10; made += 1) await asBackfill();
    })();
    await expect(spent).rejects.toMatchObject({ facts: { kind: 'quota_day' } });
    expect([made, new Set(records.map(({ priority }) => priority))]).toEqual([8, new Set(['backfill'])]);
    await asFirstPass();
    expect(records.at(-1)).toMatchObject({ priority: 'first_pass', outcome: 'ok' });
    const asked = server.requests.length;
    await expect(withAllowance({ refusedBecause: 'no class' }, asFirstPass)).rejects.toMatchObject({
      facts: { kind: 'bad_request' },
    });
    expect(server.requests).toHaveLength(asked);
  });

  it.each([
    ['as it came', gzipSync(JSON.stringify(FINE)), true],
    ['not where it holds the key', gzipSync(JSON.stringify({ ...FINE, parameters: { key: KEY } })), false],
    ['not with anything behind it', Buffer.concat([gzipSync(JSON.stringify(FINE)), Buffer.alloc(8)]), false],
    ['not with a name before it', withName(gzipSync(JSON.stringify(FINE)), KEY), false],
    [
      'not of two pieces',
      Buffer.concat([gzipSync(JSON.stringify(FINE).slice(0, 9)), gzipSync(JSON.stringify(FINE).slice(9))]),
      false,
    ],
    [
      'not in bytes that are no text',
      gzipSync(
        Buffer.from(
          JSON.stringify({ ...FINE, parameters: { name: 'Doncic' } }).replace('Don', 'Do\xf1'),
          'latin1',
        ),
      ),
      false,
    ],
  ])('hands the packed body on %s', async (_when, packed, isKept) => {
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(packed);
    });
    const answer = await pipeline().call(call());
    expect(answer.value).toEqual([{ id: 1 }]);
    expect(answer.packed).toEqual(isKept ? packed : undefined);
    expect(answer.body).not.toContain(KEY);
  });

  it('gives the value, the body and the id of a call, and records what it cost', async () => {
    const answer = await pipeline().call(call({ runId: 'run-1', taskId: 'task-1', gameId: 'game-1' }));
    expect(answer).toEqual({
      value: [{ id: 1 }],
      body: JSON.stringify(FINE),
      bodyHash: createHash('sha256').update(JSON.stringify(FINE)).digest('hex'),
      requestId: expect.any(String),
    });
    expect(records).toEqual([
      {
        requestId: answer.requestId,
        host: server.host,
        endpoint: '/games',
        query: { date: '2026-01-15' },
        startedAtMs: NOON,
        durationMs: 0,
        httpStatus: 200,
        outcome: 'ok',
        cost: 1,
        priority: 'first_pass',
        runId: 'run-1',
        taskId: 'task-1',
        gameId: 'game-1',
        bytes: JSON.stringify(FINE).length,
        bodyHash: createHash('sha256').update(JSON.stringify(FINE)).digest('hex'),
      },
    ]);
    expect(logged.trim().split('\n')).toHaveLength(1);
    expect(logged).toContain('task-1');
    expect(await ledger.snapshot(server.host)).toMatchObject({ inFlight: 0, day: { used: 1 } });
  });

  it('feeds the quota from the headers of an answer', async () => {
    const headers = {
      'x-ratelimit-requests-limit': '100',
      'x-ratelimit-requests-remaining': '42',
      'X-RateLimit-Limit': '10',
      'X-RateLimit-Remaining': '9',
    };
    server.respond(json(FINE, 200, headers));
    await pipeline().call(call());
    expect(await ledger.snapshot(server.host)).toMatchObject({
      day: { used: 58, limit: 100 },
      minute: { limit: 10 },
    });
  });

  it('hands on the body that the parser of a game refuses, and no other', async () => {
    const run = pipeline();
    await run.call(call({ gameId: 'game-1' }));
    const odd = { ...FINE, response: [{ id: KEY }] };
    server.respond(json(odd));
    expect((await failure(run.call(call()))).facts.kind).toBe('malformed');
    expect((await failure(run.call(call({ gameId: 'game-1' })))).facts.kind).toBe('malformed');
    server.respond(json({ ...FINE, errors: { plan: 'Free plans do not have access' } }));
    await failure(run.call(call({ gameId: 'game-1' })));
    expect(refused).toEqual([
      {
        host: server.host,
        endpoint: '/games',
        query: { date: '2026-01-15' },
        body: expect.not.stringContaining(KEY),
        isRefused: true,
      },
    ]);
  });

  it('keeps the key out of errors, logs, records and bodies even when the provider repeats it', async () => {
    const run = pipeline();
    server.respond(json({ ...FINE, parameters: { key: KEY } }));
    const answer = await run.call(call());
    server.respond(json({ ...FINE, errors: { token: `Error: the key ${KEY} is unknown` } }));
    const refused = await failure(run.call(call()));
    server.respond((request) => request.socket.destroy());
    const broken = await failure(run.call(call()));
    expect(server.requests[0]?.headers['x-apisports-key']).toBe(KEY);
    for (const text of [
      answer.body,
      refused.message,
      String(refused.stack),
      JSON.stringify(refused),
      String(broken.stack),
      JSON.stringify(broken),
      logged,
      JSON.stringify(records),
    ]) {
      expect(text).not.toContain(KEY);
    }
    expect(refused.message).toContain('[redacted]');
    expect(logged).toContain('provider call failed');
  });

  it('keeps a key with odd characters out of everything, however the provider spells it', async () => {
    const odd = 'k/e+y "äö" %41=&?';
    const spellings = [
      odd,
      encodeURIComponent(odd),
      encodeURIComponent(odd).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      new URLSearchParams({ odd }).toString().slice('odd='.length),
      JSON.stringify(odd).slice(1, -1),
      Buffer.from(odd).toString('base64'),
      Buffer.from(odd).toString('base64url'),
    ];
    // Header values are Latin-1, which this key is.
    const api = apiSportsApi({ baseUrl: server.baseUrl, apiKey: odd });
    const run = pipeline();
    const headers = { 'x-echo': encodeURIComponent(odd), 'set-cookie': `key=${encodeURIComponent(odd)}` };
    server.respond(json({ ...FINE, parameters: spellings }, 200, headers));
    const answer = await run.call({ ...call(), api });
    server.respond(json({ ...FINE, errors: { token: spellings.join(' or ') } }, 200, headers));
    const refused = await failure(run.call({ ...call(), api }));
    for (const text of [
      answer.body,
      refused.message,
      JSON.stringify(refused),
      logged,
      JSON.stringify(records),
    ]) {
      for (const spelling of spellings) expect(text).not.toContain(spelling);
    }
    expect(answer.body).toContain('[redacted]');
  });

  it('sends nothing without a key, and says how to mend it', async () => {
    const error = await failure(
      pipeline().call({ ...call(), api: apiSportsApi({ baseUrl: server.baseUrl, apiKey: undefined }) }),
    );
    expect(error.facts.kind).toBe('credential');
    expect(error.message).toContain('API_SPORTS_KEY');
    expect([server.requests.length, records.length]).toEqual([0, 0]);
  });

  it('waits for the next second and for a free minute that is near, but not for long', async () => {
    ledger = createMemoryLedger(clock, { perSecond: 1, perMinute: 2, perDay: 1_000 });
    const run = pipeline();
    await run.call(call());
    const second = run.call(call());
    await clock.untilSleeping();
    expect(server.requests).toHaveLength(1);
    clock.advance(1_200);
    await second;
    expect(server.requests).toHaveLength(2);

    const tooFar = await failure(run.call(call()));
    expect(tooFar.facts).toMatchObject({ kind: 'rate_limit', retryAtMs: NOON + 60_500 });
    clock.advance(55_000);
    const near = run.call(call());
    await clock.untilSleeping();
    clock.advance(5_000);
    await near;
    expect(server.requests).toHaveLength(3);
  });

  it('stops waiting for quota when the caller gives up', async () => {
    ledger = createMemoryLedger(clock, { perSecond: 1, perMinute: 10, perDay: 1_000 });
    const run = pipeline();
    await run.call(call());
    const abort = new AbortController();
    const waiting = failure(run.call(call({ signal: abort.signal })));
    await clock.untilSleeping();
    abort.abort(new Error('shutting down'));
    expect((await waiting).facts.kind).toBe('aborted');
    expect(server.requests).toHaveLength(1);
    expect(await ledger.snapshot(server.host)).toMatchObject({ inFlight: 0, day: { used: 1 } });
  });

  it('puts off until after midnight UTC when the day is used up, without asking', async () => {
    ledger = createMemoryLedger(clock, { perSecond: 10, perMinute: 10, perDay: 1 });
    const run = pipeline();
    await run.call(call());
    const error = await failure(run.call(call()));
    expect(error.facts).toMatchObject({
      kind: 'quota_day',
      retryAtMs: Date.parse('2026-01-16T00:00:00Z') + 5_000 + 60_000,
    });
    expect(error.message).toContain("today's calls are used up");
    expect([server.requests.length, records.length]).toEqual([1, 1]);
  });

  it('stops asking a host that says the day is spent, and one that says the minute is', async () => {
    const run = pipeline();
    server.respond(json({ ...FINE, errors: { rateLimit: 'Too many requests.' }, response: [] }, 429));
    const limited = await failure(run.call(call()));
    expect(limited.facts).toMatchObject({ kind: 'rate_limit', httpStatus: 429 });
    expect(limited.facts.retryAtMs).toBeGreaterThanOrEqual(NOON + 50_000);
    expect((await failure(run.call(call()))).facts.kind).toBe('rate_limit');
    expect(server.requests).toHaveLength(1);

    clock.advance(60_000);
    server.respond(json({ ...FINE, errors: { requests: 'You have reached the request limit for the day' } }));
    expect((await failure(run.call(call()))).facts.kind).toBe('quota_day');
    expect((await failure(run.call(call({ priority: 'manual' })))).facts.kind).toBe('quota_day');
    expect(server.requests).toHaveLength(2);
    expect(await breakers.forHost(server.host).snapshot()).toMatchObject({ counts: { failures: 0 } });
  });

  it('gives the quota back when the host was never reached, and not when it may have been', async () => {
    const run = pipeline();
    server.respond((request) => request.socket.destroy());
    expect((await failure(run.call(call()))).facts.kind).toBe('unavailable');
    expect(records.at(-1)).toMatchObject({ outcome: 'unavailable', cost: 1, httpStatus: null });
    await server.stop();
    expect((await failure(run.call(call()))).facts.kind).toBe('unavailable');
    expect(records.at(-1)).toMatchObject({ outcome: 'unavailable', cost: 0 });
    expect(await ledger.snapshot(server.host)).toMatchObject({ inFlight: 0, day: { used: 1 } });
  });

  it('opens the breaker on trouble and then neither calls nor spends', async () => {
    const run = pipeline();
    server.respond(json({ message: 'Something went wrong while fetching details' }, 500));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await failure(run.call(call()))).facts.kind).toBe('unavailable');
    }
    const error = await failure(run.call(call()));
    expect(error.facts).toMatchObject({ kind: 'breaker_open', retryAtMs: expect.any(Number) });
    expect([server.requests.length, records.length]).toEqual([5, 5]);
    expect(await ledger.snapshot(server.host)).toMatchObject({ inFlight: 0, day: { used: 5 } });

    server.respond(json(FINE));
    await breakers.reset(server.host, 'a test');
    expect((await run.call(call())).value).toEqual([{ id: 1 }]);
  });

  it('gives the quota back when the breaker opens between the reservation and the call', async () => {
    const closedAtFirst = breakers.forHost(server.host);
    breakers = {
      ...breakers,
      forHost: () => ({ ...closedAtFirst, run: async () => ({ wasRun: false, retryAtMs: NOON + 30_000 }) }),
    };
    const error = await failure(pipeline().call(call()));
    expect(error.facts).toMatchObject({ kind: 'breaker_open', retryAtMs: NOON + 30_000 });
    expect(await ledger.snapshot(server.host)).toMatchObject({ inFlight: 0, day: { used: 0 } });
  });

  it('does not follow a redirect and takes it for trouble', async () => {
    server.respond((_request, response) => {
      response.writeHead(301, { location: 'https://elsewhere.example/' });
      response.end();
    });
    const error = await failure(pipeline().call(call()));
    expect(error.facts).toMatchObject({ kind: 'unavailable', httpStatus: 301 });
  });

  it('ends a call under way when the caller gives up', async () => {
    const abort = new AbortController();
    server.respond(() => abort.abort(new Error('the claim is lost')));
    const error = await failure(pipeline().call(call({ signal: abort.signal })));
    expect(error.facts.kind).toBe('aborted');
    expect(records).toMatchObject([{ outcome: 'aborted', cost: 1 }]);
    expect(await breakers.forHost(server.host).snapshot()).toMatchObject({ counts: { failures: 0 } });
  });

  it('says where a body is not as expected', async () => {
    server.respond(json({ ...FINE, response: [{ id: 1 }, { id: 'two' }] }));
    const error = await failure(pipeline().call(call()));
    expect(error.facts.kind).toBe('malformed');
    expect(error.message).toContain('unexpected data at 1.id');
  });

  it('takes nothing from the quota for a free call', async () => {
    await pipeline().call({ ...call(), cost: 0 });
    expect(records).toMatchObject([{ cost: 0, outcome: 'ok' }]);
    expect(await ledger.snapshot(server.host)).toMatchObject({ day: { used: 0 }, minute: { used: 0 } });
  });

  it('still gives the answer when the quota cannot be settled', async () => {
    const broken: QuotaLedger = { ...ledger, commit: () => Promise.reject(new Error('the store is gone')) };
    ledger = broken;
    expect((await pipeline().call(call())).value).toEqual([{ id: 1 }]);
    expect(logged).toContain('quota could not be updated');
  });
});
