import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../src/platform/clock.ts';
import type { Random } from '../../src/platform/random.ts';
import { disturbancesFor, limitsInForce, type SimulatedProviderDials } from './dials.ts';
import { drawLatencyMs } from './faults.ts';
import type { ApiRequest, Protocol } from './protocol.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Reply } from './responder.ts';
import type { CallCounter } from './usage-stats.ts';

const gzipText = promisify(gzip);

/** Bodies below this size are not worth compressing. */
const GZIP_MIN_BYTES = 1_024;

export type ApiHandlerParts = {
  protocol: Protocol;
  respond: (request: ApiRequest) => Reply;
  counter: CallCounter;
  limits: RateLimits;
  dials: () => SimulatedProviderDials;
  random: Random;
  /** Measures latency; real time even where the league's clock is simulated. */
  waitClock: Clock;
  /** Aborts when the server stops. */
  signal: AbortSignal;
};

/** Carries a reply over HTTP: counts the call, waits for the latency, sets the quota headers, sends or cuts. */
export function createApiHandler({
  protocol,
  respond,
  counter,
  limits,
  dials,
  random,
  waitClock,
  signal,
}: ApiHandlerParts) {
  return async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const asked = questionOf(protocol, request, url);
    const { path } = asked;
    const end = counter.begin(path, asked.query);
    const reply = respond({ method: request.method ?? 'GET', headers: request.headers, ...asked });

    const delayMs = drawLatencyMs(random, disturbancesFor(dials(), path).latencyMs);
    if (delayMs > 0) await waitClock.sleep(delayMs, signal).catch(() => undefined);

    if (reply.kind === 'reset') {
      end(reply.outcome);
      request.socket.resetAndDestroy();
      return;
    }
    if (reply.kind === 'silence') {
      response.once('close', () => end(reply.outcome));
      return;
    }
    end(reply.outcome);
    const allowance = limits.allowance(limitsInForce(dials(), protocol), dials().minuteWindow);
    const { credits } = reply;
    for (const [name, value] of Object.entries(
      protocol.quotaHeaders({ ...allowance, ...(credits ? { credits } : {}) }),
    ))
      response.setHeader(name, value);
    response.setHeader('content-type', reply.contentType);
    if (protocol.hasEtags && reply.httpStatus === 200 && isKnownBody(request, response, reply.text)) {
      response.statusCode = 304;
      response.end();
      return;
    }
    await send(request, response, reply.httpStatus, Buffer.from(reply.text));
  };
}

/** Names the body by an ETag; whether the caller has it already. */
function isKnownBody(request: IncomingMessage, response: ServerResponse, text: string): boolean {
  const etag = `"${hash('sha1', text)}"`;
  response.setHeader('etag', etag);
  return request.headers['if-none-match'] === etag;
}

/** The key apart from what is asked. */
function questionOf(
  { key: place, route }: Protocol,
  { headers }: IncomingMessage,
  { pathname, searchParams }: URL,
): Pick<ApiRequest, 'key' | 'path' | 'query'> {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
  const given = Object.fromEntries(searchParams);
  const { key: keyInPath, ...routed } = route?.(path, given) ?? { path, query: given };
  if (!('name' in place)) return { ...routed, key: keyInPath };
  if (place.in === 'header') return { ...routed, key: headers[place.name]?.toString() || undefined };
  const { [place.name]: key, ...query } = routed.query;
  return { path: routed.path, query, key: key || undefined };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
): Promise<void> {
  const isGzipWanted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.statusCode = status;
  if (!isGzipWanted || body.length < GZIP_MIN_BYTES) {
    response.end(body);
    return;
  }
  const compressed = await gzipText(body);
  response.setHeader('content-encoding', 'gzip');
  response.end(compressed);
}
