import { errorWords, isDatabaseUnavailable } from '../db/errors.ts';
import { ProviderError, type ProviderErrorKind } from '../domain/provider-error.ts';
import type { HoldReason } from '../domain/statuses.ts';
import { localFailureOf, localFailureWords } from '../platform/local-failures.ts';
import { isRedisUnavailable } from '../platform/redis.ts';
import { ClaimLostError } from './fence.ts';

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
    | 'mismatch'
    | 'game_reopened'
    | 'timeout'
    | 'sport_not_supported';

  constructor(errorType: SeedingError['errorType'], message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** Pause while the provider refuses our key: somebody has to act, so there is no hurry to ask again. */
const CREDENTIAL_PAUSE_MS = 5 * 60_000;

/**
 * Pause of a task whose worker lacked something: short, because another worker may have it. That worker itself rests
 * for longer and longer.
 */
const LOCAL_PAUSE_MS = 10_000;

/** Pause when a provider says "too much" or is resting and does not say until when. */
const DEFAULT_PAUSE_MS = 60_000;

/** The one place where an error becomes a decision. */
export function decideFailure(error: unknown, nowMs: number): FailurePolicy {
  if (error instanceof SeedingError) {
    return { kind: 'retry', errorType: error.errorType, message: error.message };
  }
  if (!(error instanceof ProviderError)) {
    const local = localFailureOf(error);
    if (local) return holdForLocal(localFailureWords(local));
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
    case 'local':
      return holdForLocal(error.message);
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

function holdForLocal(message: string): FailurePolicy {
  return { kind: 'hold', reason: 'worker_trouble', delayMs: LOCAL_PAUSE_MS, errorType: 'local', message };
}

/** What an error that ended a run, or kept it from being recorded, says of us. */
export type RunTrouble =
  /** Another run has the task: nothing is wrong. */
  | 'claim_lost'
  /** PostgreSQL or Redis is away: the same again later. */
  | 'outage'
  /** Neither of them, and not the provider: a mistake of ours. */
  | 'unforeseen';

/** The one place where the errors that are not the game's or the provider's are told apart. */
export function troubleOf(error: unknown): RunTrouble {
  if (error instanceof ClaimLostError) return 'claim_lost';
  return isOutage(error) ? 'outage' : 'unforeseen';
}

/** True when PostgreSQL or Redis failed us, and not the provider. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ProviderError) return false;
  return isDatabaseUnavailable(error) || isRedisUnavailable(error);
}
