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
  /** Makes one call for all keys, on behalf of the first caller. What the map lacks, the other side does not have. */
  ask: (keys: readonly string[], caller: Caller, signal: AbortSignal) => Promise<ReadonlyMap<string, T>>;
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

type Batch<T> = {
  keys: Set<string>;
  companions: Set<string>;
  waiting: number;
  abort: AbortController;
  /** Ends the wait for more keys. */
  close: AbortController;
  isOpen: boolean;
  answer: Promise<ReadonlyMap<string, T>>;
};

export function createBatchedAnswers<T, Caller>({
  clock,
  windowMs = 500,
  maxKeys,
  freshMs,
  keptMs,
  maxAnswers,
  ask,
}: BatchedAnswersOptions<T, Caller>): BatchedAnswers<T, Caller> {
  const answers = new Map<string, { answer: T | undefined; askedAtMs: number }>();
  const batches = new Map<string, Set<Batch<T>>>();

  function remembered(
    { key, isEnough }: BatchedAnswerRequest<T, Caller>,
    nowMs: number,
  ): { answer: T | undefined } | undefined {
    const known = answers.get(key);
    if (!known) return undefined;
    const ageMs = nowMs - known.askedAtMs;
    if (ageMs <= freshMs) return known;
    return ageMs <= keptMs && isEnough?.(known.answer) ? known : undefined;
  }

  function open({ group, caller }: BatchedAnswerRequest<T, Caller>): Batch<T> {
    const abort = new AbortController();
    const close = new AbortController();
    const batch: Batch<T> = {
      keys: new Set(),
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

  async function run(batch: Batch<T>, group: string, caller: Caller): Promise<ReadonlyMap<string, T>> {
    try {
      await windowOf(batch);
      batch.isOpen = false;
      batch.abort.signal.throwIfAborted();
      const askedAtMs = clock.nowMs();
      const keys = [...batch.keys, ...fillers(batch, group, askedAtMs)];
      const found = await ask(keys, caller, batch.abort.signal);
      for (const key of keys) keep(key, found.get(key), askedAtMs);
      return found;
    } finally {
      retire(batch, group);
    }
  }

  async function windowOf({ close, abort }: Batch<T>): Promise<void> {
    const signal = AbortSignal.any([close.signal, abort.signal]);
    // A full batch and one that nobody waits for end the window early; both are looked at afterwards.
    if (!signal.aborted) await clock.sleep(windowMs, signal).catch(() => undefined);
  }

  /** Companions for the free places, leaving out what is known or under way already. */
  function fillers(batch: Batch<T>, group: string, nowMs: number): string[] {
    const free = Math.max(0, maxKeys - batch.keys.size);
    const isWanted = (key: string): boolean => {
      const known = answers.get(key);
      const isKnown = known !== undefined && nowMs - known.askedAtMs <= keptMs;
      return !isKnown && !underWay(group).some((other) => other.keys.has(key));
    };
    const chosen = [...batch.companions].filter(isWanted).slice(0, free);
    // From now on whoever asks for one of them joins this call.
    for (const key of chosen) batch.keys.add(key);
    return chosen;
  }

  function keep(key: string, answer: T | undefined, askedAtMs: number): void {
    answers.delete(key);
    answers.set(key, { answer, askedAtMs });
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
    batch.keys.add(request.key);
    for (const companion of request.companions ?? []) batch.companions.add(companion);
    if (batch.keys.size >= maxKeys) batch.close.abort();
    return batch;
  }

  return {
    forget: (key) => void answers.delete(key),
    async get(request) {
      request.signal.throwIfAborted();
      const known = remembered(request, clock.nowMs());
      if (known) return known.answer;
      const batch = batchFor(request);
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
    },
  };
}
