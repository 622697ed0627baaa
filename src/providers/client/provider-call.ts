import type { ProviderErrorKind } from '../../domain/provider-error.ts';
import type { RefusedRow } from '../../domain/refused-row.ts';
import type { KeptAnswer, Validators } from './conditional.ts';
import type { Envelope, ProviderApi } from './provider-api.ts';
import type { QuotaPriority } from './quota-priority.ts';

/**
 * The place of a call among those that are made at once for one game. The quota counts what a game needs after each of its
 * calls, so that they get their reservations in their order.
 */
export type CallTurn = {
  /** Resolves when the call before this one has its reservation, or needs none any more. */
  before: Promise<void>;
  /** Told when this one has its own, or is refused. */
  reserved: () => void;
};

/** What an answer to a question about the past came to. */
export type ToldOfAnswer = {
  /** Given since that moment and kept: no call was made. */
  isKept: boolean;
  /** How long ago it was given; 0 for a new one. */
  ageMs: number;
  /** What the question costs at the most, where credits are counted. */
  credits: number;
};

/** A question about the past: an answer that was given since a moment is as good as a new one. */
export type ArchiveUse = {
  /** Epoch milliseconds; after it, the answer does not change any more. */
  goodSinceMs: number;
  /** Told of each answer, whether it was kept or asked for. */
  told?: (answer: ToldOfAnswer) => void;
};

/** On whose behalf a call is made. */
export type CallContext = {
  /** Aborts the wait for quota and the call itself. */
  signal: AbortSignal;
  priority: QuotaPriority;
  /** Failed attempts of the work before this one (default 0): each gives the call more time. */
  retry?: number;
  /** Whose call it is where leagues share a host's quota: the league's name. */
  league?: string;
  /** Calls that the task needs after this one for its game to be whole; undefined where nobody knows. */
  callsAhead?: number | undefined;
  /** Left out where the game's calls are made one after the other. */
  turn?: CallTurn;
  /** The run that the call belongs to: each call has exactly one, also where others share its answer. */
  runId: string;
  taskId?: string;
  gameId?: string;
  /** Told when an answer that is shared with others was asked for: it may be older than the question. */
  dated?: (askedAtMs: number) => void;
  /** Whether a final of some minutes ago does not serve: somebody doubts it. */
  doubtsFinals?: boolean;
  /** Set: the answer is kept, and one that is kept and good enough is read again instead of asking. */
  archive?: ArchiveUse;
};

/** What a parser makes of the data: our types, or why it cannot be. */
export type Parsed<T> =
  | {
      ok: true;
      value: T;
      /** Rows of a list that were left out and that nobody else tells of: the call's log does. */
      refused?: readonly RefusedRow[];
    }
  | { ok: false; kind: 'malformed' | 'mismatch'; problem: string };

export type ProviderCall<T> = {
  api: ProviderApi;
  /** Path below the base URL, for example `/players/statistics`. */
  endpoint: string;
  query: Readonly<Record<string, string>>;
  context: CallContext;
  /** Calls that it costs (default 1); 0 for what the provider does not count. */
  cost?: number;
  /** What it costs where the provider counts credits, such as markets times regions (default: one a call). */
  credits?: number;
  parse: (envelope: Envelope) => Parsed<T>;
  /**
   * Set: the answer is kept and asked for again by condition, and stands in for at most `staleForMs` where the provider
   * fails (0: never).
   */
  keep?: { staleForMs: number };
  /** The answer to the same question that is kept: the host is asked only whether it has changed. */
  kept?: KeptAnswer;
};

/** The body as received, for storing; never that of an error, and free of the key. */
export type AnswerBody = {
  body: string;
  /** SHA-256 of it. */
  bodyHash?: string | undefined;
  /** The same text as gzip, where it came like that. */
  packed?: Buffer | undefined;
};

export type ProviderAnswer<T> = AnswerBody & {
  value: T;
  requestId: string;
  /** What the host named for asking later whether the answer has changed. */
  validators?: Validators;
  /** Set where the provider failed and this is what it said earlier. Nothing of it may be written as new. */
  stale?: StaleFacts;
};

/** How old an answer is that stands in for one which could not be had, and why it could not. */
export type StaleFacts = { ageMs: number; because: ProviderErrorKind };

export type ProviderPipeline = {
  /**
   * Makes one call: quota, breaker, HTTP, envelope, parser. Never repeats it.
   * Rejects with ProviderError; with another error only when the quota's store is out of reach.
   */
  call: <T>(call: ProviderCall<T>) => Promise<ProviderAnswer<T>>;
};
