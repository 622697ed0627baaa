import type { Clock } from '../../platform/clock.ts';

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
  choosesSiblings?: boolean;
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
   * `choosesSiblings`; otherwise they are among the keys.
   */
  siblings: readonly string[];
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
  /** Told when the answer that this caller gets was asked for. */
  dated?: ((askedAtMs: number) => void) | undefined;
  /** Keys that are likely to be asked for next: they fill the places of the call that nobody took. */
  siblings?: readonly string[] | undefined;
};

/** `isOwn` says that this process asked, and not another. */
export type Answer<T> = { answer: T | undefined; askedAtMs: number; isOwn: boolean };

export type Batch<T> = {
  group: string;
  /** Whoever asks for one of them joins this call; the callers' own measures of what is enough. */
  keys: Map<string, (((answer: T | undefined) => boolean) | undefined)[]>;
  siblings: Set<string>;
  waiting: number;
  abort: AbortController;
  /** Ends the wait for more keys. */
  close: AbortController;
  isOpen: boolean;
  answer: Promise<ReadonlyMap<string, Answer<T>>>;
};

/** The answers that are kept and the calls that are under way, the latter by their groups. */
export type AnswerCache<T, Caller> = Required<BatchedAnswersOptions<T, Caller>> & {
  answers: Map<string, Answer<T>>;
  batches: Map<string, Set<Batch<T>>>;
};

/** Whether an answer is good enough for a caller by now. */
export function isServed<T, Caller>(
  { clock, freshMs, keptMs }: AnswerCache<T, Caller>,
  known: Answer<T>,
  isEnough: BatchedAnswerRequest<T, Caller>['isEnough'],
): boolean {
  const ageMs = clock.nowMs() - known.askedAtMs;
  return ageMs <= freshMs || (ageMs <= keptMs && isEnough?.(known.answer) === true);
}

/** The call that the caller's key goes along with: one that has it already, one that has room, or a new one. */
export function batchFor<T, Caller>(
  cache: AnswerCache<T, Caller>,
  request: BatchedAnswerRequest<T, Caller>,
): Batch<T> {
  const all = underWay(cache, request.group);
  const batch =
    all.find((candidate) => candidate.keys.has(request.key)) ??
    all.find((candidate) => candidate.isOpen && candidate.keys.size < cache.maxKeys) ??
    open(cache, request);
  batch.keys.set(request.key, [...(batch.keys.get(request.key) ?? []), request.isEnough]);
  for (const sibling of request.siblings ?? []) batch.siblings.add(sibling);
  if (batch.keys.size >= cache.maxKeys) batch.close.abort();
  return batch;
}

/** Nobody joins the call any more. */
export function retire<T, Caller>({ batches }: AnswerCache<T, Caller>, batch: Batch<T>): void {
  const inGroup = batches.get(batch.group);
  inGroup?.delete(batch);
  if (inGroup?.size === 0) batches.delete(batch.group);
}

function underWay<T, Caller>({ batches }: AnswerCache<T, Caller>, group: string): Batch<T>[] {
  return [...(batches.get(group) ?? [])];
}

function open<T, Caller>(
  cache: AnswerCache<T, Caller>,
  { group, caller }: BatchedAnswerRequest<T, Caller>,
): Batch<T> {
  const batch: Batch<T> = {
    group,
    keys: new Map(),
    siblings: new Set(),
    waiting: 0,
    abort: new AbortController(),
    close: new AbortController(),
    isOpen: true,
    // Starts after the caller's key is in.
    answer: Promise.resolve().then(() => run(cache, batch, caller)),
  };
  // Everybody who waits is told; nobody may be left when the last one has gone away.
  batch.answer.catch(() => undefined);
  const inGroup = cache.batches.get(group) ?? new Set();
  cache.batches.set(group, inGroup.add(batch));
  return batch;
}

async function run<T, Caller>(
  cache: AnswerCache<T, Caller>,
  batch: Batch<T>,
  caller: Caller,
): Promise<ReadonlyMap<string, Answer<T>>> {
  try {
    await windowOf(cache, batch);
    batch.isOpen = false;
    batch.abort.signal.throwIfAborted();
    const answered = await askFor(cache, batch, caller);
    for (const [key, answer] of answered) keep(cache, key, answer);
    return answered;
  } finally {
    retire(cache, batch);
  }
}

async function windowOf<T, Caller>(
  { clock, windowMs }: AnswerCache<T, Caller>,
  { close, abort }: Batch<T>,
): Promise<void> {
  const signal = AbortSignal.any([close.signal, abort.signal]);
  // A full batch and one that nobody waits for end the window early; both are looked at afterwards.
  if (!signal.aborted) await clock.sleep(windowMs, signal).catch(() => undefined);
}

async function askFor<T, Caller>(
  cache: AnswerCache<T, Caller>,
  batch: Batch<T>,
  caller: Caller,
): Promise<ReadonlyMap<string, Answer<T>>> {
  const { clock, choosesSiblings, freshMs, keptMs } = cache;
  const askedAtMs = clock.nowMs();
  const siblings = likely(cache, batch, askedAtMs);
  if (!choosesSiblings) fillUp(cache, batch, siblings);
  const keys = [...batch.keys.keys()];
  const elsewhere = new Map<string, number>();
  const found = await cache.ask(keys, caller, batch.abort.signal, {
    siblings: choosesSiblings ? siblings : [],
    serves: (key, answer, ageMs) =>
      ageMs <= freshMs ||
      (ageMs <= keptMs && (batch.keys.get(key) ?? []).every((isEnough) => isEnough?.(answer) === true)),
    dated: (key, elsewhereMs) => void elsewhere.set(key, elsewhereMs),
  });
  return new Map(
    [...new Set([...keys, ...found.keys()])].map((key) => {
      const elsewhereMs = elsewhere.get(key);
      const isOwn = elsewhereMs === undefined;
      return [key, { answer: found.get(key), askedAtMs: elsewhereMs ?? askedAtMs, isOwn }] as const;
    }),
  );
}

/** Sibling calls, leaving out what is known or under way already. */
function likely<T, Caller>(cache: AnswerCache<T, Caller>, batch: Batch<T>, nowMs: number): string[] {
  return [...batch.siblings].filter((key) => {
    const known = cache.answers.get(key);
    const isKnown = known !== undefined && nowMs - known.askedAtMs <= cache.keptMs;
    return !isKnown && !underWay(cache, batch.group).some((other) => other.keys.has(key));
  });
}

/** From now on whoever asks for one of those that fill the free places joins this call. */
function fillUp<T, Caller>(
  { maxKeys }: AnswerCache<T, Caller>,
  batch: Batch<T>,
  siblings: readonly string[],
): void {
  const free = Math.max(0, maxKeys - batch.keys.size);
  for (const key of siblings.slice(0, free)) batch.keys.set(key, []);
}

function keep<T, Caller>(
  { answers, maxAnswers }: AnswerCache<T, Caller>,
  key: string,
  answer: Answer<T>,
): void {
  answers.delete(key);
  answers.set(key, answer);
  while (answers.size > maxAnswers) {
    const oldest = answers.keys().next();
    if (oldest.done) return;
    answers.delete(oldest.value);
  }
}
