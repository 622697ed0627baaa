/**
 * What can go wrong between us and a provider, as facts. Policy (retry, wait, give up) is decided elsewhere, in
 * one place, from these facts.
 *
 * | kind | meaning |
 * |---|---|
 * | credential | the key is missing, wrong or revoked |
 * | quota_day | the daily quota is used up; `retryAtMs` is the reset |
 * | rate_limit | too many calls in a second or minute; `retryAtMs` is when to ask again |
 * | plan | the subscription does not include what was asked for |
 * | bad_request | the provider refuses our parameters: our fault |
 * | unavailable | network failure, timeout, 5xx, an outage on their side |
 * | malformed | the body is not JSON, not the envelope, or not of the expected shape |
 * | mismatch | a well-formed body that contradicts itself or speaks of another game |
 * | breaker_open | the call was not made: the provider is given a rest; `retryAtMs` is the next probe |
 * | local | the call was not made for want of something on this machine: descriptors, memory, name resolution, certificates |
 * | aborted | the call was given up by us (shutdown, lost claim) |
 */
export const PROVIDER_ERROR_KINDS = [
  'credential',
  'quota_day',
  'rate_limit',
  'plan',
  'bad_request',
  'unavailable',
  'malformed',
  'mismatch',
  'breaker_open',
  'local',
  'aborted',
] as const;

export type ProviderErrorKind = (typeof PROVIDER_ERROR_KINDS)[number];

export type ProviderErrorFacts = {
  kind: ProviderErrorKind;
  /** Host the call went to, or would have gone to. */
  host: string;
  /** Path without query, for example `/players/statistics`. */
  endpoint: string;
  /** The variable that holds the key, where the provider takes one. */
  keyVariable?: string;
  httpStatus?: number;
  /** Id of the call in `api_usage` and the logs. */
  requestId?: string;
  /** Earliest moment (epoch milliseconds) at which asking again makes sense. */
  retryAtMs?: number;
};

/** A provider call that gave no usable answer. The message is for people and never holds a key or a full URL. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly facts: ProviderErrorFacts;

  constructor(message: string, facts: ProviderErrorFacts, options?: { cause?: unknown }) {
    super(message, options);
    this.facts = facts;
  }
}

/** A day's quota that comes back later than this is spent for now. */
const SOON_MS = 3_600_000;

/** Failures after which asking the same source again soon is of no use. */
const LASTING: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'credential',
  'plan',
  'bad_request',
  'malformed',
  'mismatch',
  'breaker_open',
]);

/**
 * Whether another source is asked instead: this one fails for good, gets a rest, or has spent its day. What passes (a
 * busy minute, a single outage) is waited for: the same source is asked again, and its breaker opens if that lasts.
 */
export function isForNextSource({ facts }: ProviderError, nowMs: number): boolean {
  const { kind, retryAtMs = nowMs } = facts;
  return LASTING.has(kind) || (kind === 'quota_day' && retryAtMs - nowMs > SOON_MS);
}

/** Whether the call failed on our side: it was given up, or could not be made on this machine. */
export function isOurOwn({ facts }: ProviderError): boolean {
  return facts.kind === 'aborted' || facts.kind === 'local';
}
