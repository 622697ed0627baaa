import type { HttpResponse } from './http-client.ts';

/** What a host names so that it can be asked later whether an answer has changed (RFC 9110, section 8.8). */
export type Validators = { etag?: string; lastModified?: string };

/** An answer that is kept, free of the key, with what its host named for it. */
export type KeptAnswer = Validators & { body: string };

const NOT_MODIFIED = 304;

/** Headers that ask for a body only where it is another than the one that is kept. */
export function conditionsOf(kept: KeptAnswer | undefined): Readonly<Record<string, string>> {
  return {
    ...(kept?.etag === undefined ? {} : { 'if-none-match': kept.etag }),
    ...(kept?.lastModified === undefined ? {} : { 'if-modified-since': kept.lastModified }),
  };
}

/** What was said: the response itself, or the kept body where the host says that it has not changed. */
export function asKept(response: HttpResponse, kept: KeptAnswer | undefined): HttpResponse {
  return kept !== undefined && response.status === NOT_MODIFIED
    ? { ...response, status: 200, body: kept.body }
    : response;
}

/** Undefined where the host names nothing by which it would know the answer again. */
export function validatorsOf({ headers }: HttpResponse): Validators | undefined {
  const { etag, 'last-modified': lastModified } = headers;
  if (etag === undefined && lastModified === undefined) return undefined;
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}
