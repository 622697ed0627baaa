import { isUtf8 } from 'node:buffer';
import type * as Undici from 'undici';
import type { Agent } from 'undici';
import { timeoutAtRetryMs } from '../../domain/timeouts.ts';
import { localFailureOf, localFailureWords } from '../../platform/local-failures.ts';
import { isPlainGzip, unpack } from '../../platform/packing.ts';
import { BodyTooLarge, type WholeAnswer, wholeAnswer } from './whole-answer.ts';

export type HttpClientOptions = {
  /** Longest time for a whole call, connection and body included (default 30 s). */
  timeoutMs?: number;
  /** Longest wait for the response headers, and between two pieces of a body (default 20 s). */
  idleTimeoutMs?: number;
  /** Largest body, after decompression (default 10 MB). */
  maxBodyBytes?: number;
  /** Connections kept per host (default 128: more than a process has calls under way). */
  connectionsPerHost?: number;
};

export type HttpResponse = {
  status: number;
  /** Header names in lower case; repeated ones joined by a comma. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Size of the body as it came over the wire. */
  bytes: number;
  /** The body as it came, where that is the packed text and nothing else. */
  packed?: Buffer;
};

/**
 * A call that brought no whole response. `wasSent` is false only when it certainly never reached the host: no
 * connection came about, or no TLS session. `local`: for want of something on this machine.
 */
type HttpFailure = {
  ok: false;
  kind: 'unavailable' | 'malformed' | 'aborted' | 'local';
  /** For people; holds neither headers nor query. */
  problem: string;
  wasSent: boolean;
};

type HttpResult = { ok: true; response: HttpResponse } | HttpFailure;

type HttpRequest = {
  url: URL;
  /** The key, conditions and what else the provider wants, and nothing more: some reject headers that they do not know. */
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Longest time for this call at the first attempt, where it is another than the client's. */
  timeoutMs?: number;
  /** Failed attempts before this one (default 0): each gives the call more time. */
  retry?: number;
};

/** GET over kept-alive connections. Redirects are handed back, never followed; nothing is retried. */
export type HttpClient = {
  get: (request: HttpRequest) => Promise<HttpResult>;
  /** Ends calls under way and closes every connection; may be called twice. */
  close: () => Promise<void>;
};

/** A client as its functions see it. */
type ClientParts = Required<Omit<HttpClientOptions, 'connectionsPerHost'>> & {
  connect: () => Promise<Agent>;
};

export function createHttpClient({
  timeoutMs = 30_000,
  idleTimeoutMs = 20_000,
  maxBodyBytes = 10 * 1024 * 1024,
  connectionsPerHost = 128,
}: HttpClientOptions = {}): HttpClient {
  let agent: Agent | undefined;
  let loading: Promise<typeof Undici> | undefined;
  let closing: Promise<void> | undefined;
  // Imported with the first call: many processes make none.
  const connect = async (): Promise<Agent> => {
    if (agent && !closing) return agent;
    const { Agent: AgentOfUndici } = await (loading ??= import('undici'));
    if (closing) throw new Error('the client is closed');
    agent ??= new AgentOfUndici({
      connections: connectionsPerHost,
      pipelining: 1,
      allowH2: false,
      connectTimeout: Math.min(timeoutMs, 10_000),
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: 30_000,
    });
    return agent;
  };
  const parts: ClientParts = { connect, timeoutMs, idleTimeoutMs, maxBodyBytes };
  return {
    get: (request) => get(parts, request),
    close() {
      closing ??= agent?.destroy() ?? Promise.resolve();
      return closing;
    },
  };
}

async function get(parts: ClientParts, request: HttpRequest): Promise<HttpResult> {
  if (request.signal.aborted) return failure('aborted', 'the call was given up before it was sent', false);
  const timeoutMs = timeoutOf(parts, request);
  const call = boundedCall(request.signal, timeoutMs);
  let wasSent = false;
  const onSend = (): void => {
    wasSent = true;
  };
  try {
    return await receive(parts, request, call.signal, onSend);
  } catch (error) {
    if (request.signal.aborted) return failure('aborted', 'the call was given up', wasSent);
    if (call.isLate()) return failure('unavailable', `no full answer within ${timeoutMs} ms`, wasSent);
    if (isTooLarge(error)) {
      return failure('malformed', `the body is larger than ${parts.maxBodyBytes} bytes`, true);
    }
    // The error itself is dropped: its fields (socket, request) are not for logs.
    const local = localFailureOf(error);
    if (local) return failure('local', localFailureWords(local), wasSent);
    return failure('unavailable', `the connection failed (${codeOf(error)})`, wasSent);
  } finally {
    call.end();
  }
}

/**
 * A signal that aborts as `signal` does, or after so long. Unlike those of `AbortSignal.any` and `timeout` nothing of it
 * is left once the call is over: a busy worker would keep thousands of timers of calls that were answered long ago.
 */
function boundedCall(signal: AbortSignal, timeoutMs: number) {
  const call = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    call.abort();
  }, timeoutMs).unref();
  const giveUp = (): void => call.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  return {
    signal: call.signal,
    isLate: () => isLate,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    },
  };
}

async function receive(
  parts: ClientParts,
  request: HttpRequest,
  signal: AbortSignal,
  onSend: () => void,
): Promise<HttpResult> {
  const { maxBodyBytes } = parts;
  const agent = await parts.connect();
  const idleMs = idleOf(parts, timeoutOf(parts, request));
  const { origin, pathname, search } = request.url;
  const answer = await wholeAnswer(
    agent,
    {
      origin,
      path: pathname + search,
      method: 'GET',
      headers: { ...request.headers, 'accept-encoding': 'gzip, deflate, br' },
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
    },
    { signal, maxBodyBytes, onSend },
  );
  const { status, body: came } = answer;
  const headers = flattened(answer.headers);
  const decoded = await decompressed(came, headers['content-encoding'], maxBodyBytes);
  if (decoded === undefined) return failure('malformed', 'the body could not be decompressed', true);
  const body = decoded.toString('utf8');
  const packed = isUtf8(decoded) && isPlainGzip(came, decoded.length) ? { packed: came } : {};
  return { ok: true, response: { status, headers, body, bytes: came.length, ...packed } };
}

function timeoutOf(parts: ClientParts, { timeoutMs = parts.timeoutMs, retry = 0 }: HttpRequest): number {
  return timeoutAtRetryMs(timeoutMs, retry);
}

/** A call that is given more time may also be silent for longer, in the same proportion as usual. */
function idleOf({ timeoutMs: usualMs, idleTimeoutMs }: ClientParts, timeoutMs: number): number {
  return Math.max(idleTimeoutMs, Math.round((idleTimeoutMs * timeoutMs) / usualMs));
}

function failure(kind: HttpFailure['kind'], problem: string, wasSent: boolean): HttpFailure {
  return { ok: false, kind, problem, wasSent };
}

function flattened(headers: WholeAnswer['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** Undefined when the body is not what its encoding says. Throws BodyTooLarge, or the error of an oversize. */
async function decompressed(
  body: Buffer,
  encoding: string | undefined,
  maxOutputLength: number,
): Promise<Buffer | undefined> {
  try {
    switch (encoding?.trim().toLowerCase()) {
      case undefined:
      case '':
      case 'identity':
        return body;
      case 'gzip':
      case 'x-gzip':
        return await unpack(body, 'gzip', maxOutputLength);
      case 'deflate':
        // Some servers send the bare stream under this name, others the one with a zlib header that is meant by it.
        return await unpack(body, isZlib(body) ? 'deflate' : 'deflate-raw', maxOutputLength);
      case 'br':
        return await unpack(body, 'br', maxOutputLength);
      default:
        return undefined;
    }
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge();
    return undefined;
  }
}

/** Whether a stream begins with a zlib header (RFC 1950): method 8, and a checksum over two bytes. */
function isZlib(body: Buffer): boolean {
  const [method = 0, flags = 0] = body;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof BodyTooLarge;
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
