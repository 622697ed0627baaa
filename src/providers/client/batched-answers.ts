import type { Clock } from '../../platform/clock.ts';
import { unlessAborted } from './unless-aborted.ts';

export type BatchedAnswersOptions<T, Caller> = {
  clock: Clock;
  /** How long the first key of a batch waits for others (default 500 ms). */
  windowMs?: number;
  /** Most keys that one call takes; a full batch does not wait. */
  maxKeys: number;
  /** An answer up to this age is given to everybody. */
  freshMs: number;
  /** An answer up to this age is given to those for whom it is enough. */
  keptMs: number;
  /** Most answers kept; the oldest go first. */
  maxAnswers: number;
  /** `ask` itself fills the places that are left, because it knows what other processes are asking for. */
  choosesCompanions?: boolean;
  /**
   * Makes one call for all keys, on behalf of the first caller. What the map lacks, the other side does not have.
   * Where other processes share their answers, `sharing` says what serves, and takes in what came of it.
   */
  ask: (
    keys: readonly string[],
    caller: Caller,
    signal: AbortSignal,
    sharing: BatchSharing<T>,
  ) => Promise<ReadonlyMap<string, T>>;
};

export type BatchSharing<T> = {
  /**
   * Keys that are likely to be asked for next and are not known here. What the map says of them is kept. Only with
   * `choosesCompanions`; otherwise they are among the keys.
   */
  companions: readonly string[];
  /** Whether an answer of such an age serves everybody who waits for it. */
  serves: (key: string, answer: T | undefined, ageMs: number) => boolean;
  /** The answer is another process's, from then. */
  dated: (key: string, askedAtMs: number) => void;
};

export type BatchedAnswerRequest<T, Caller> = {
  key: string;
  /** Only requests of one group share a call; answers are shared by all. */
  group: string;
  caller: Caller;
  /** Aborts this caller's wait; the call itself ends when nobody waits for it any more. */
  signal: AbortSignal;
  /** Whether an answer that is no longer fresh still serves this caller. */
  isEnough?: ((answer: T | undefined) => boolean) | undefined;
  /** Keys that are likely to be asked for next: they fill the places of the call that nobody took. */
  companions?: readonly string[] | undefined;
};

/**
 * Collects keys that are asked for at about the same time and answers them with one call, matched by key and
 * not by order. A key that is under way is joined; a failed call fails all of its callers alike and nothing of
 * it is kept.
 */
export type BatchedAnswers<T, Caller> = {
  /** Undefined when the other side does not have it. Rejects with the call's error, or the signal's reason. */
  get: (request: BatchedAnswerRequest<T, Caller>) => Promise<T | undefined>;
  /** Drops a kept answer, so that the next who asks gets a new one. */
  forget: (key: string) => void;
};

type Answer<T> = { answer: T | undefined; askedAtMs: number; isOwn: boolean };

type Batch<T> = {
  /** Whoever asks for one of them joins this call; the callers' own measures of what is enough. */
  keys: Map<string, (((answer: T | undefined) => boolean) | undefined)[]>;
  companions: Set<string>;
  waiting: number;
  abort: AbortController;
  /** Ends the wait for more keys. */
  close: AbortController;
  isOpen: boolean;
  answer: Promise<ReadonlyMap<string, Answer<T>>>;
};

export function createBatchedAnswers<T, Caller>({
  clock,
  windowMs = 500,
  maxKeys,
  freshMs,
  keptMs,
  maxAnswers,
  choosesCompanions = false,
  ask,
}: BatchedAnswersOptions<T, Caller>): BatchedAnswers<T, Caller> {
  const answers = new Map<string, Answer<T>>();
  const batches = new Map<string, Set<Batch<T>>>();

  function serves(known: Answer<T>, isEnough: BatchedAnswerRequest<T, Caller>['isEnough']): boolean {
    const ageMs = clock.nowMs() - known.askedAtMs;
    return ageMs <= freshMs || (ageMs <= keptMs && isEnough?.(known.answer) === true);
  }

  function open({ group, caller }: BatchedAnswerRequest<T, Caller>): Batch<T> {
    const abort = new AbortController();
    const close = new AbortController();
    const batch: Batch<T> = {
      keys: new Map(),
      companions: new Set(),
      waiting: 0,
      abort,
      close,
      isOpen: true,
      // Starts after the caller's key is in.
      answer: Promise.resolve().then(() => run(batch, group, caller)),
    };
    // Everybody who waits is told; nobody may be left when the last one has gone away.
    batch.answer.catch(() => undefined);
    const inGroup = batches.get(group) ?? new Set();
    batches.set(group, inGroup.add(batch));
    return batch;
  }

  async function run(
    batch: Batch<T>,
    group: string,
    caller: Caller,
  ): Promise<ReadonlyMap<string, Answer<T>>> {
    try {
      await windowOf(batch);
      batch.isOpen = false;
      batch.abort.signal.throwIfAborted();
      const askedAtMs = clock.nowMs();
      const companions = likely(batch, group, askedAtMs);
      if (!choosesCompanions) fillUp(batch, companions);
      const keys = [...batch.keys.keys()];
      const elsewhere = new Map<string, number>();
      const found = await ask(keys, caller, batch.abort.signal, {
        companions: choosesCompanions ? companions : [],
        serves: (key, answer, ageMs) =>
          ageMs <= freshMs ||
          (ageMs <= keptMs && (batch.keys.get(key) ?? []).every((isEnough) => isEnough?.(answer) === true)),
        dated: (key, elsewhereMs) => void elsewhere.set(key, elsewhereMs),
      });
      const answered = new Map(
        [...new Set([...keys, ...found.keys()])].map((key) => {
          const elsewhereMs = elsewhere.get(key);
          const isOwn = elsewhereMs === undefined;
          return [key, { answer: found.get(key), askedAtMs: elsewhereMs ?? askedAtMs, isOwn }] as const;
        }),
      );
      for (const [key, answer] of answered) keep(key, answer);
      return answered;
    } finally {
      retire(batch, group);
    }
  }

  async function windowOf({ close, abort }: Batch<T>): Promise<void> {
    const signal = AbortSignal.any([close.signal, abort.signal]);
    // A full batch and one that nobody waits for end the window early; both are looked at afterwards.
    if (!signal.aborted) await clock.sleep(windowMs, signal).catch(() => undefined);
  }

  /** Companions, leaving out what is known or under way already. */
  function likely(batch: Batch<T>, group: string, nowMs: number): string[] {
    return [...batch.companions].filter((key) => {
      const known = answers.get(key);
      const isKnown = known !== undefined && nowMs - known.askedAtMs <= keptMs;
      return !isKnown && !underWay(group).some((other) => other.keys.has(key));
    });
  }

  /** From now on whoever asks for one of those that fill the free places joins this call. */
  function fillUp(batch: Batch<T>, companions: readonly string[]): void {
    const free = Math.max(0, maxKeys - batch.keys.size);
    for (const key of companions.slice(0, free)) batch.keys.set(key, []);
  }

  function keep(key: string, answer: Answer<T>): void {
    answers.delete(key);
    answers.set(key, answer);
    while (answers.size > maxAnswers) {
      const oldest = answers.keys().next();
      if (oldest.done) return;
      answers.delete(oldest.value);
    }
  }

  function underWay(group: string): Batch<T>[] {
    return [...(batches.get(group) ?? [])];
  }

  function retire(batch: Batch<T>, group: string): void {
    const inGroup = batches.get(group);
    inGroup?.delete(batch);
    if (inGroup?.size === 0) batches.delete(group);
  }

  function batchFor(request: BatchedAnswerRequest<T, Caller>): Batch<T> {
    const all = underWay(request.group);
    const batch =
      all.find((candidate) => candidate.keys.has(request.key)) ??
      all.find((candidate) => candidate.isOpen && candidate.keys.size < maxKeys) ??
      open(request);
    batch.keys.set(request.key, [...(batch.keys.get(request.key) ?? []), request.isEnough]);
    for (const companion of request.companions ?? []) batch.companions.add(companion);
    if (batch.keys.size >= maxKeys) batch.close.abort();
    return batch;
  }

  return {
    forget: (key) => void answers.delete(key),
    async get(request) {
      for (;;) {
        request.signal.throwIfAborted();
        const known = answers.get(request.key);
        if (known && serves(known, request.isEnough)) return known.answer;
        const got = await waitFor(batchFor(request), request);
        // Enough for who began and not for who came along: the next call is for this caller too.
        if (got && (got.isOwn || serves(got, request.isEnough))) return got.answer;
      }
    },
  };

  async function waitFor(
    batch: Batch<T>,
    request: BatchedAnswerRequest<T, Caller>,
  ): Promise<Answer<T> | undefined> {
    batch.waiting += 1;
    try {
      const found = await unlessAborted(batch.answer, request.signal);
      return found.get(request.key);
    } finally {
      batch.waiting -= 1;
      if (batch.waiting === 0) {
        // Nobody may join a call that is about to be given up.
        retire(batch, request.group);
        batch.abort.abort(new Error('nobody waits for this call any more'));
      }
    }
  }
}
