import { errorWords } from '../../db/errors.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { localFailureOf, localFailureWords } from '../../platform/local-failures.ts';

/** Why a refresh came to nothing, and when to ask again. */
export type FailedCall = {
  /** `held`: nobody's failure, the call was not made or refused for now. `aborted`: given up by us. */
  kind: 'held' | 'failed' | 'aborted';
  errorType: string;
  message: string;
  /** Epoch milliseconds; null where asking again before the next regular turn cannot help. */
  retryAtMs: number | null;
};

/** Pause when a provider says "too much" or is resting and does not say until when. */
const DEFAULT_HOLD_MS = 60_000;

/**
 * Pause after a failure that may pass. Long, because each further call may count: on the free plan's 100 calls a
 * day, even a league that fails all day costs a quarter of them.
 */
const FAILURE_PAUSE_MS = 3_600_000;

/** Reads an error of a refresh as facts. */
export function readFailedCall(error: unknown, nowMs: number): FailedCall {
  if (!(error instanceof ProviderError)) {
    const local = localFailureOf(error);
    if (local) {
      const message = localFailureWords(local);
      return { kind: 'held', errorType: 'local', message, retryAtMs: nowMs + DEFAULT_HOLD_MS };
    }
    return {
      kind: 'failed',
      errorType: 'internal',
      message: errorWords(error),
      retryAtMs: nowMs + FAILURE_PAUSE_MS,
    };
  }
  const { message, facts } = error;
  const words = { errorType: facts.kind, message };
  switch (facts.kind) {
    case 'quota_day':
    case 'rate_limit':
    case 'breaker_open':
    case 'local':
      return { kind: 'held', ...words, retryAtMs: facts.retryAtMs ?? nowMs + DEFAULT_HOLD_MS };
    case 'credential':
    case 'unavailable':
    case 'malformed':
    case 'mismatch':
      return { kind: 'failed', ...words, retryAtMs: nowMs + FAILURE_PAUSE_MS };
    case 'plan':
    case 'bad_request':
      return { kind: 'failed', ...words, retryAtMs: null };
    case 'aborted':
      return { kind: 'aborted', ...words, retryAtMs: nowMs };
  }
}
