import type { IncomingHttpHeaders } from 'node:http';

export const KEY_HEADER = 'x-apisports-key';

/** What every HTTP client sends by itself; the real gateway lets these pass. */
const ORDINARY_HEADERS = new Set([
  KEY_HEADER,
  'host',
  'connection',
  'keep-alive',
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
]);

/**
 * Names of headers that only a framework or a careless client adds (`content-type`, `authorization`, `cookie`,
 * `x-…`). The real API answers such requests with an error.
 */
export function extraHeaders(headers: IncomingHttpHeaders): readonly string[] {
  return Object.keys(headers).filter((name) => !ORDINARY_HEADERS.has(name) && !name.startsWith('sec-fetch-'));
}
