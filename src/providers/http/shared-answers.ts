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
  /** Makes the call. */
  ask: (signal: AbortSignal) => Promise<T>;
};

/**
 * Lets many callers share one call and its answer: those who ask while it is under way join it, those who come
 * a little later get the same answer. A failed call is told to everybody who waited for it and is not kept.
 */
export type SharedAnswers<T> = { get: (request: SharedAnswerRequest<T>) => Promise<T> };

type Flight<T> = { promise: Promise<T>; abort: AbortController; waiting: number };

export function createSharedAnswers<T>({
  clock,
  freshMs,
  keptMs,
  maxKeys,
}: SharedAnswersOptions): SharedAnswers<T> {
  const answers = new Map<string, { answer: T; askedAtMs: number }>();
  const flights = new Map<string, Flight<T>>();

  function remembered({ key, isEnough }: SharedAnswerRequest<T>): { answer: T } | undefined {
    const known = answers.get(key);
    if (!known) return undefined;
    const ageMs = clock.nowMs() - known.askedAtMs;
    if (ageMs <= freshMs) return known;
    return ageMs <= keptMs && isEnough?.(known.answer) ? known : undefined;
  }

  function launch({ key, ask }: SharedAnswerRequest<T>): Flight<T> {
    const abort = new AbortController();
    const askedAtMs = clock.nowMs();
    const flight: Flight<T> = { abort, waiting: 0, promise: land() };
    flights.set(key, flight);
    return flight;

    async function land(): Promise<T> {
      try {
        const answer = await ask(abort.signal);
        answers.delete(key);
        answers.set(key, { answer, askedAtMs });
        const oldest = answers.keys().next();
        if (answers.size > maxKeys && !oldest.done) answers.delete(oldest.value);
        return answer;
      } finally {
        if (flights.get(key)?.abort === abort) flights.delete(key);
      }
    }
  }

  async function join(flight: Flight<T>, key: string, signal: AbortSignal): Promise<T> {
    flight.waiting += 1;
    try {
      return await unlessAborted(flight.promise, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Nobody may join a call that is about to be given up.
        if (flights.get(key) === flight) flights.delete(key);
        flight.abort.abort(new Error('nobody waits for this call any more'));
      }
    }
  }

  return {
    async get(request) {
      request.signal.throwIfAborted();
      const known = remembered(request);
      if (known) return known.answer;
      const flight = flights.get(request.key) ?? launch(request);
      return join(flight, request.key, request.signal);
    },
  };
}
