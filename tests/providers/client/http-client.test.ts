import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from '../../../src/providers/client/http-client.ts';
import { json, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
const clients: HttpClient[] = [];

beforeEach(async () => {
  server = await startTestServer(json({ ok: true }));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.stop();
});

function client(options?: HttpClientOptions): HttpClient {
  const created = createHttpClient(options);
  clients.push(created);
  return created;
}

function get(http: HttpClient, path = '/games', signal = new AbortController().signal) {
  return http.get({ url: new URL(server.baseUrl + path), headers: { 'x-apisports-key': 'secret' }, signal });
}

function getAtRetry(http: HttpClient, retry: number) {
  const signal = new AbortController().signal;
  return http.get({ url: new URL(`${server.baseUrl}/games`), headers: {}, signal, retry });
}

describe('the HTTP client', () => {
  it('sends the key, what HTTP needs and nothing else', async () => {
    const result = await get(client(), '/games?date=2026-01-15');
    expect(result).toMatchObject({ ok: true, response: { status: 200, body: '{"ok":true}', bytes: 11 } });
    const [request] = server.requests;
    expect(request?.method).toBe('GET');
    expect(request?.url).toBe('/games?date=2026-01-15');
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'connection',
      'host',
      'x-apisports-key',
    ]);
  });

  it('reuses connections for call after call', async () => {
    const http = client();
    for (let call = 0; call < 20; call += 1) expect((await get(http)).ok).toBe(true);
    expect(server.requests).toHaveLength(20);
    expect(server.connections()).toBeLessThan(3);
  });

  it('opens as many connections as are allowed per host, however many calls are made at once', async () => {
    const http = client({ connectionsPerHost: 8 });
    await Promise.all(Array.from({ length: 40 }, () => get(http)));
    expect(server.requests).toHaveLength(40);
    expect(server.connections()).toBeLessThanOrEqual(8);
  });

  it('lets calls of forty at once not wait for each other', async () => {
    const waiting: (() => void)[] = [];
    server.respond((_request, response) => {
      waiting.push(() => response.end('{}'));
      if (waiting.length === 40) for (const answer of waiting) answer();
    });
    const http = client();
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(http)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('unpacks %s', async (encoding, pack) => {
    const packed = pack(Buffer.from('{"name":"Dončić"}'));
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(packed);
    });
    const result = await get(client());
    expect(result).toMatchObject({ ok: true, response: { body: '{"name":"Dončić"}', bytes: packed.length } });
  });

  it('calls a body that is not what its encoding says malformed', async () => {
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end('not gzip at all');
    });
    expect(await get(client())).toMatchObject({ ok: false, kind: 'malformed', wasSent: true });
  });

  it('refuses a body over the limit, also one that only grows when unpacked', async () => {
    const http = client({ maxBodyBytes: 1_000 });
    server.respond((_request, response) => response.end('x'.repeat(5_000)));
    expect(await get(http)).toMatchObject({
      ok: false,
      kind: 'malformed',
      problem: expect.stringContaining('larger than 1000 bytes'),
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('stops unpacking a bomb in %s at the limit', async (encoding, pack) => {
    const http = client({ maxBodyBytes: 100_000 });
    const bomb = pack(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await get(http)).toMatchObject({
      ok: false,
      kind: 'malformed',
      problem: expect.stringContaining('larger than 100000 bytes'),
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it('unpacks one layer and no more, so that bombs in bombs stay packed', async () => {
    server.respond((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' });
      response.end(gzipSync(gzipSync('x')));
    });
    expect(await get(client())).toMatchObject({ ok: false, kind: 'malformed' });
  });

  it('reads no further than the limit of a body without an end', async () => {
    const http = client({ maxBodyBytes: 100_000 });
    let sent = 0;
    const cut = new Promise<void>((resolve) => {
      server.respond((_request, response) => {
        const more = (): void => {
          if (response.destroyed) return;
          sent += 65_536;
          response.write(Buffer.alloc(65_536), more);
        };
        response.on('close', resolve);
        more();
      });
    });
    expect(await get(http)).toMatchObject({ ok: false, kind: 'malformed' });
    await cut;
    expect(sent).toBeLessThan(10_000_000);
  });

  it('hands a redirect back and does not follow it', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      server.respond((_request, response) => {
        response.writeHead(status, { location: `${server.baseUrl}/elsewhere` });
        response.end();
      });
      expect(await get(client())).toMatchObject({ ok: true, response: { status } });
    }
    // One call for each: the key went nowhere else.
    expect(server.requests.map(({ url }) => url)).toEqual(Array.from({ length: 5 }, () => '/games'));
  });

  it('gives up a server that never answers', async () => {
    server.respond(() => undefined);
    const result = await get(client({ timeoutMs: 100 }));
    expect(result).toEqual({
      ok: false,
      kind: 'unavailable',
      problem: 'no full answer within 100 ms',
      wasSent: true,
    });
  });

  it('waits longer for a server at each retry, up to four times', async () => {
    server.respond(() => undefined);
    const words = async (retry: number) => {
      const result = await getAtRetry(client({ timeoutMs: 40 }), retry);
      return result.ok ? '' : result.problem;
    };
    expect(await words(0)).toContain(' 40 ms');
    expect(await words(2)).toContain(' 120 ms');
    expect(await words(9)).toContain(' 160 ms');
  });

  it('lets a server be silent for longer where the call may take longer', async () => {
    server.respond((_request, response) => {
      setTimeout(() => response.end('{}'), 2_500);
    });
    const impatient = client({ timeoutMs: 10_000, idleTimeoutMs: 1_000 });
    expect(await getAtRetry(impatient, 3)).toMatchObject({ ok: true });
  });

  it('gives up a body that never ends', async () => {
    server.respond((_request, response) => {
      response.writeHead(200);
      response.write('{"response":[');
    });
    expect(await get(client({ timeoutMs: 150 }))).toMatchObject({
      ok: false,
      kind: 'unavailable',
      wasSent: true,
    });
  });

  it('ends a call at once when its signal aborts', async () => {
    const abort = new AbortController();
    server.respond(() => abort.abort(new Error('shutting down')));
    // No time of its own ends the call before the test's.
    const patient = client({ timeoutMs: 600_000, idleTimeoutMs: 600_000 });
    expect(await get(patient, '/games', abort.signal)).toMatchObject({
      ok: false,
      kind: 'aborted',
      wasSent: true,
    });
  });

  it('does not send a call whose signal is aborted already', async () => {
    expect(await get(client(), '/games', AbortSignal.abort())).toMatchObject({
      kind: 'aborted',
      wasSent: false,
    });
    expect(server.requests).toHaveLength(0);
  });

  it('ends a call that waits for a connection at once when its signal aborts, and never sends it', async () => {
    const http = client({ connectionsPerHost: 1, timeoutMs: 600_000, idleTimeoutMs: 600_000 });
    const abort = new AbortController();
    let answer = (): void => undefined;
    const hasArrived = new Promise<void>((resolve) => {
      server.respond((_request, response) => {
        answer = () => response.end('{}');
        resolve();
      });
    });
    const first = get(http, '/first');
    await hasArrived;
    const waiting = get(http, '/waiting', abort.signal);
    // The waiting call has been handed to the connection by then.
    await new Promise(setImmediate);
    abort.abort(new Error('shutting down'));
    expect(await waiting).toMatchObject({ kind: 'aborted', wasSent: false });
    answer();
    expect(await first).toMatchObject({ ok: true });
    server.respond(json({ ok: true }));
    expect(await get(http, '/last')).toMatchObject({ ok: true });
    expect(server.requests.map(({ url }) => url)).toEqual(['/first', '/last']);
  });

  it('tells a connection that broke from one that never came about', async () => {
    server.respond((request) => request.socket.destroy());
    const broken = await get(client());
    expect(broken).toMatchObject({ ok: false, kind: 'unavailable', wasSent: true });
    await server.stop();
    const refused = await get(client());
    expect(refused).toMatchObject({
      ok: false,
      kind: 'unavailable',
      problem: 'the connection failed (ECONNREFUSED)',
      wasSent: false,
    });
  });

  it('closes twice without complaint and ends what is under way', async () => {
    const http = client();
    let arrived = (): void => undefined;
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    server.respond(() => arrived());
    const pending = get(http);
    await hasArrived;
    await Promise.all([http.close(), http.close()]);
    expect(await pending).toMatchObject({ ok: false, kind: 'unavailable' });
  });
});
