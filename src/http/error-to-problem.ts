import { isDatabaseUnavailable, isWaitOver } from '../db/errors.ts';
import { UnknownNameError } from '../domain/unknown-name.ts';
import { CursorError } from '../db/cursor.ts';
import { DeadlineError } from '../platform/deadline.ts';
import { LoadFileError } from '../loads/load-error.ts';
import { StoreSilentError } from '../jobs/store-silence.ts';
import { ScheduleFileError } from '../schedule/parse/schedule-file-error.ts';
import { HttpProblem } from './problem.ts';

/** Seconds after which asking again makes sense while a store restarts. */
const RETRY_AFTER_SECONDS = '5';

/** Problems of a file that are told one by one. */
const MOST_PROBLEMS = 50;

/** What express' own body parsers throw, by their `type`. */
function fromBodyParser(type: string, limit: unknown): HttpProblem | undefined {
  switch (type) {
    case 'entity.parse.failed':
      return new HttpProblem('malformed_json', 'The body cannot be read as JSON.', {
        remedy: 'Check quotes, commas and brackets; the body must be one JSON object.',
      });
    case 'entity.too.large':
      return new HttpProblem('too_large', `The body is larger than ${describeBytes(limit)}.`, {
        remedy: 'Send fewer games at once, or a file to POST /admin/schedules (up to 100 MB).',
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpProblem('unsupported_media_type', 'The encoding of the body is not supported.', {
        remedy: 'Send it as UTF-8, uncompressed or with gzip, deflate or br.',
      });
    case 'request.aborted':
    case 'request.size.invalid':
    case 'parameters.too.many':
      return new HttpProblem('invalid_request', 'The body did not arrive whole.');
    default:
      return undefined;
  }
}

/** Turns whatever a handler threw into the problem that the client is told; undefined for what is our fault. */
export function errorToProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  if (error instanceof UnknownNameError) {
    const { field, message, remedy } = error;
    return new HttpProblem('invalid_request', `The ${field} cannot be used: ${message}.`, {
      errors: [{ field, detail: message, remedy }],
    });
  }
  if (error instanceof CursorError) {
    return new HttpProblem('invalid_request', `The cursor cannot be used: ${error.message}.`, {
      errors: [{ field: 'cursor', detail: error.message }],
    });
  }
  if (error instanceof ScheduleFileError) {
    const isTooLarge = error.code === 'too_large';
    return new HttpProblem(isTooLarge ? 'too_large' : 'unusable_schedule', sentence(error.message), {
      remedy: error.remedy,
      errors: [{ field: error.code, detail: sentence(error.message), remedy: error.remedy }],
    });
  }
  if (error instanceof LoadFileError)
    return new HttpProblem('unusable_file', sentence(error.message), {
      remedy: error.remedy,
      errors: [
        { field: error.code, detail: sentence(error.message), remedy: error.remedy },
        ...error.problems.slice(0, MOST_PROBLEMS).map((detail) => ({ field: error.code, detail })),
      ],
    });
  if (isWaitOver(error)) return unavailable('Another transaction holds what this needs for too long.');
  if (isDatabaseUnavailable(error)) return unavailable('The database is out of reach.');
  if (error instanceof StoreSilentError) {
    return unavailable(
      `The queue store has not answered since ${error.since.toISOString().slice(11, 19)} UTC.`,
    );
  }
  if (error instanceof DeadlineError || isQueueUnavailable(error)) {
    return unavailable('The queue store is out of reach.');
  }
  if (error instanceof URIError) return new HttpProblem('invalid_request', 'The address is not well formed.');
  if (error instanceof Error && 'type' in error && typeof error.type === 'string') {
    const known = fromBodyParser(error.type, 'limit' in error ? error.limit : undefined);
    if (known) return known;
  }
  return fromCompression(error) ?? fromStatus(error) ?? fromValue(error);
}

/** What zlib says of a body that is not what its Content-Encoding promises, or breaks off. */
function fromCompression(error: unknown): HttpProblem | undefined {
  const code = codeOf(error);
  if (!/^(Z_|ERR_BROTLI|ERR_ZSTD|ERR__ERROR_FORMAT|ZSTD_)/.test(code)) return undefined;
  return new HttpProblem('invalid_request', 'The body is not compressed as its Content-Encoding says.', {
    remedy: 'Send it uncompressed, or whole and in the encoding that the header names.',
  });
}

/** What express and its middlewares call the client's fault without saying more. */
function fromStatus(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  switch (error.status) {
    case 404:
      return new HttpProblem('not_found', 'There is no such thing.');
    case 413:
      return new HttpProblem('too_large', 'The body is too large.');
    case 415:
      return new HttpProblem('unsupported_media_type', 'The encoding of the body is not supported.');
    default:
      return error.status >= 400 && error.status < 500
        ? new HttpProblem('invalid_request', 'The request cannot be read.')
        : undefined;
  }
}

/**
 * PostgreSQL's data exceptions (SQLSTATE class 22): a number, an instant or a text of the request that no column
 * holds. Schemas name the field before it comes to that; this is for what they let through.
 */
function fromValue(error: unknown): HttpProblem | undefined {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (!/^22[0-9A-Z]{3}$/.test(codeOf(current))) continue;
    return new HttpProblem('invalid_request', 'A value of the request is beyond what can be stored.', {
      remedy: 'Check numbers, dates and special characters.',
    });
  }
  return undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function unavailable(detail: string): HttpProblem {
  return new HttpProblem('unavailable', `${detail} Nothing is lost; try again in a moment.`, {
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  });
}

/** Errors of the Redis client carry names but no common class that this room may import. */
function isQueueUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    /^(Command timed out|Connection is closed)/.test(error.message)
  );
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function describeBytes(limit: unknown): string {
  return typeof limit === 'number' ? `${Math.round(limit / 1024 / 1024)} MB` : 'allowed';
}
