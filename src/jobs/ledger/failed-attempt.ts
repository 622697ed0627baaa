import { errorWords } from '../../db/errors.ts';
import { ProviderError } from '../../domain/provider-error.ts';

/** What a handler's error means for its item. */
export type FailedAttempt =
  /** Nobody's failure: the call was not made, or refused for now; no attempt is burned. */
  | { kind: 'snooze'; delayMs: number; reason: string; detail: string }
  /** The attempt failed; another one may help. */
  | { kind: 'error'; errorType: string; error: unknown }
  /** No retry can help. */
  | { kind: 'fail'; errorType: string; message: string };

/** Pause when a provider says "too much" or is resting and does not say until when. */
const DEFAULT_HOLD_MS = 60_000;

/** Reads the error of a handler that was not told to stop. Pure. */
export function readFailedAttempt(error: unknown, nowMs: number): FailedAttempt {
  if (!(error instanceof ProviderError)) return { kind: 'error', errorType: 'handler_error', error };
  const { kind, retryAtMs } = error.facts;
  switch (kind) {
    case 'quota_day':
    case 'rate_limit':
    case 'breaker_open':
    case 'local': {
      const delayMs = Math.max(0, (retryAtMs ?? nowMs + DEFAULT_HOLD_MS) - nowMs);
      return { kind: 'snooze', delayMs, reason: kind, detail: error.message };
    }
    case 'plan':
    case 'bad_request':
      return { kind: 'fail', errorType: kind, message: errorWords(error) };
    case 'credential':
    case 'unavailable':
    case 'malformed':
    case 'mismatch':
    case 'aborted':
      return { kind: 'error', errorType: kind, error };
  }
}
