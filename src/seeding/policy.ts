import { errorWords } from '../db/errors.ts';
import { ProviderError, type ProviderErrorKind } from '../domain/provider-error.ts';
import type { HoldReason } from '../domain/statuses.ts';

/** What a failed run means for its task. */
export type FailurePolicy =
  /** Ask again later without burning an attempt. */
  | { kind: 'hold'; reason: HoldReason; delayMs: number; errorType: string; message: string }
  /** A failed attempt: retry with backoff until the attempts are used up. */
  | { kind: 'retry'; errorType: string; message: string }
  /** No retry can help: give up at once. */
  | { kind: 'giveUp'; errorType: string; message: string }
  /** The run was stopped by us: nothing to record but the release. */
  | { kind: 'aborted' };

/** A run that cannot go on for a reason of the game's, not of the call's. */
export class SeedingError extends Error {
  override readonly name = 'SeedingError';
  readonly errorType:
    | 'game_not_found'
    | 'game_known_twice'
    | 'box_score_missing'
    | 'entities_missing'
    | 'game_reopened'
    | 'sport_not_supported';

  constructor(errorType: SeedingError['errorType'], message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** Pause while the provider refuses our key: somebody has to act, so there is no hurry to ask again. */
const CREDENTIAL_PAUSE_MS = 5 * 60_000;

/** Pause when a provider says "too much" or is resting and does not say until when. */
const DEFAULT_PAUSE_MS = 60_000;

/** The one place where an error becomes a decision. */
export function decideFailure(error: unknown, nowMs: number): FailurePolicy {
  if (error instanceof SeedingError) {
    return { kind: 'retry', errorType: error.errorType, message: error.message };
  }
  if (!(error instanceof ProviderError)) {
    return { kind: 'retry', errorType: 'internal', message: errorWords(error) };
  }
  const { kind, retryAtMs } = error.facts;
  const delayMs = retryAtMs === undefined ? DEFAULT_PAUSE_MS : Math.max(0, retryAtMs - nowMs);
  const words = { errorType: kind, message: error.message } satisfies {
    errorType: ProviderErrorKind;
    message: string;
  };
  switch (kind) {
    case 'quota_day':
    case 'rate_limit':
      return { kind: 'hold', reason: 'quota', delayMs, ...words };
    case 'breaker_open':
      return { kind: 'hold', reason: 'breaker_open', delayMs, ...words };
    case 'credential':
      return { kind: 'hold', reason: 'breaker_open', delayMs: CREDENTIAL_PAUSE_MS, ...words };
    case 'plan':
    case 'bad_request':
      return { kind: 'giveUp', ...words };
    case 'unavailable':
    case 'malformed':
    case 'mismatch':
      return { kind: 'retry', ...words };
    case 'aborted':
      return { kind: 'aborted' };
  }
}
