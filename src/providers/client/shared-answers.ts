import type { Clock } from '../../platform/clock.ts';
import { unlessAborted } from './unless-aborted.ts';

export type SharedAnswersOptions = {
  clock: Pick<Clock, 'nowMs'>;
  /** An answer up to this age is given to everybody. */
  freshMs: number;
  /** An answer up to this age is given to those for whom it is enough. */
  keptMs: number;
  /** Most keys kept; the oldest answers go first. */
  maxKeys: number;
};

type SharedAnswerRequest<T> = {
  key: string;
  /** Aborts this caller's wait; the call itself ends when nobody waits for it any more. */
  signal: AbortSignal;
  /** Whether an answer that is no longer fresh still serves this caller. */
  isEnough?: ((answer: T) => boolean) | undefined;
  /** Told when the answer that this caller gets was asked for. */
  dated?: ((askedAtMs: number) => void) | undefined;
  /** Makes the call, or takes over what another process got: then `dated` says when that was asked for. */
  ask: (signal: AbortSignal, dated: (askedAtMs: number) => void) => Promise<T>;
};

/**
 * Lets many callers share one call and its answer: those who ask while it is under way join it, those who come
 * a little later get the same answer. A failed call is told to everybody who waited for it and is not kept.
 */
export type SharedAnswers<T> = { get: (request: SharedAnswerRequest<T>) => Promise<T> };

/** `isOwn` says that this process asked, and not another. */
type Answered<T> = { answer: T; askedAtMs: number; isOwn: boolean };

type Flight<T> = { promise: Promise<Answered<T>>; abort: AbortController; waiting: number };

type Cache<T> = SharedAnswersOptions & { answers: Map<string, Answered<T>>; flights: Map<string, Flight<T>> };

export function createSharedAnswers<T>(options: SharedAnswersOptions): SharedAnswers<T> {
  const cache: Cache<T> = { ...options, answers: new Map(), flights: new Map() };
  return {
    async get(request) {
      const { key, signal } = request;
      signal.throwIfAborted();
      const given = ({ answer, askedAtMs }: Answered<T>): T => {
        request.dated?.(askedAtMs);
        return answer;
      };
      const known = cache.answers.get(key);
      if (known && serves(cache, known, request)) return given(known);
      const running = cache.flights.get(key);
      const joined = running && (await join(cache, running, { key, signal }));
      // What another process had is enough for who began, and perhaps not for who came along.
      if (joined && (joined.isOwn || serves(cache, joined, request))) return given(joined);
      const flight = cache.flights.get(key) ?? launch(cache, request);
      return given(await join(cache, flight, { key, signal }));
    },
  };
}

function serves<T>(
  { clock, freshMs, keptMs }: Cache<T>,
  { answer, askedAtMs }: Answered<T>,
  { isEnough }: SharedAnswerRequest<T>,
): boolean {
  const ageMs = clock.nowMs() - askedAtMs;
  return ageMs <= freshMs || (ageMs <= keptMs && isEnough?.(answer) === true);
}

function launch<T>(cache: Cache<T>, request: SharedAnswerRequest<T>): Flight<T> {
  const abort = new AbortController();
  const flight: Flight<T> = { abort, waiting: 0, promise: land(cache, request, abort) };
  cache.flights.set(request.key, flight);
  return flight;
}

async function land<T>(
  { clock, answers, flights, maxKeys }: Cache<T>,
  { key, ask }: SharedAnswerRequest<T>,
  abort: AbortController,
): Promise<Answered<T>> {
  let dated = { askedAtMs: clock.nowMs(), isOwn: true };
  try {
    const answer = await ask(abort.signal, (askedAtMs) => {
      dated = { askedAtMs, isOwn: false };
    });
    const answered = { answer, ...dated };
    answers.delete(key);
    answers.set(key, answered);
    const oldest = answers.keys().next();
    if (answers.size > maxKeys && !oldest.done) answers.delete(oldest.value);
    return answered;
  } finally {
    if (flights.get(key)?.abort === abort) flights.delete(key);
  }
}

async function join<T>(
  { flights }: Cache<T>,
  flight: Flight<T>,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Answered<T>> {
  flight.waiting += 1;
  try {
    return await unlessAborted(flight.promise, signal);
  } finally {
    flight.waiting -= 1;
    // One that has landed is no flight any more.
    if (flight.waiting === 0 && flights.get(key) === flight) {
      // Nobody may join a call that is about to be given up.
      flights.delete(key);
      flight.abort.abort(new Error('nobody waits for this call any more'));
    }
  }
}
