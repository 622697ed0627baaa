import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  raw,
  urlencoded,
} from 'express';
import { MAX_JSON_DEPTH, isShallowJson } from '../platform/json-depth.ts';
import { HttpProblem } from './problem.ts';
import { SAFE_METHODS } from './security/same-origin.ts';

/** Largest form: a reason and a filter. */
const FORM_LIMIT = '16kb';

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** Encodings of JSON that are read; everybody sends the first. */
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'utf-16', 'utf-16le']);

/**
 * Takes the body off a request whose method changes nothing: nobody reads it, whatever it holds. Its bytes are
 * thrown away as they come.
 */
export function ignoreBodyOfSafeMethods(request: Request, _response: Response, next: NextFunction): void {
  if (SAFE_METHODS.has(request.method)) {
    for (const header of BODY_HEADERS) delete request.headers[header];
  }
  next();
}

/**
 * Throws away what is left of a body that was refused half-way, once its answer is out: the next request of the
 * same connection stands behind it.
 */
export function readOffRest(request: Request, response: Response, next: NextFunction): void {
  response.once('finish', () => request.resume());
  next();
}

const BODY_HEADERS = ['content-length', 'transfer-encoding', 'content-type', 'content-encoding'] as const;

/**
 * Reads a JSON body into `request.body`. Throws 400 for one that is no JSON, nests deeper than MAX_JSON_DEPTH or
 * holds text that cannot be stored; 413 beyond `limit` bytes, 415 for an encoding that nobody reads.
 */
export function jsonBody(options: {
  limit: number;
  isWanted: (
    request: Pick<Request, 'headers'> & { originalUrl?: string; url?: string | undefined },
  ) => boolean;
}): RequestHandler[] {
  const { limit, isWanted } = options;
  return [
    raw({ limit, type: isWanted }),
    (request, _response, next) => {
      if (Buffer.isBuffer(request.body)) {
        request.body = parsedJson(request.body, request.get('content-type') ?? '');
        refuseUnstorableText(request.body);
      }
      next();
    },
  ];
}

/** Reads the fields of a form into `request.body`; throws 400 for text that cannot be stored. */
export function formBody(): RequestHandler[] {
  return [
    urlencoded({ extended: false, limit: FORM_LIMIT }),
    (request, _response, next) => {
      refuseUnstorableText(request.body);
      next();
    },
  ];
}

function parsedJson(bytes: Buffer, contentType: string): unknown {
  const text = decoded(bytes, CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8');
  if (!isShallowJson(text)) {
    throw new HttpProblem('invalid_request', `The body nests deeper than ${MAX_JSON_DEPTH} levels.`, {
      remedy: 'Send the fields as /reference describes them.',
    });
  }
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new HttpProblem('malformed_json', 'The body cannot be read as JSON.', {
      remedy: `Check quotes, commas and brackets${placeOf(error)}; the body must be one JSON object.`,
    });
  }
}

function placeOf(error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? '' : ` near character ${Number(position) + 1}`;
}

function decoded(bytes: Buffer, charset: string): string {
  if (!CHARSETS.has(charset)) {
    throw new HttpProblem('unsupported_media_type', `The charset ${charset.slice(0, 40)} is not supported.`, {
      remedy: 'Send it as UTF-8.',
    });
  }
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    // The decoder says no more than that it could not.
    throw new HttpProblem('malformed_json', `The body is not valid ${charset}.`, {
      remedy: 'Send it as UTF-8.',
    });
  }
}

/** PostgreSQL keeps no NUL in texts, and half a surrogate pair is no text. The depth of JSON is bounded by then. */
function refuseUnstorableText(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw unstorable('a NUL character (\\u0000)');
    if (!value.isWellFormed()) throw unstorable('half a surrogate pair (\\ud800 to \\udfff)');
  } else if (Array.isArray(value)) value.forEach(refuseUnstorableText);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      refuseUnstorableText(key);
      refuseUnstorableText(part);
    }
  }
}

function unstorable(what: string): HttpProblem {
  return new HttpProblem('invalid_request', `The body holds ${what}.`, { remedy: 'Leave it out.' });
}
