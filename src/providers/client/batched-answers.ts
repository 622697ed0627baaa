import {
  type Answer,
  type AnswerCache,
  type Batch,
  type BatchedAnswerRequest,
  type BatchedAnswersOptions,
  batchFor,
  isServed,
  retire,
} from './answer-batches.ts';
import { unlessAborted } from './unless-aborted.ts';

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

export function createBatchedAnswers<T, Caller>(
  options: BatchedAnswersOptions<T, Caller>,
): BatchedAnswers<T, Caller> {
  const { windowMs = 500, choosesSiblings = false } = options;
  const cache: AnswerCache<T, Caller> = {
    ...options,
    windowMs,
    choosesSiblings,
    answers: new Map(),
    batches: new Map(),
  };
  return {
    forget: (key) => void cache.answers.delete(key),
    async get(request) {
      for (;;) {
        request.signal.throwIfAborted();
        const known = cache.answers.get(request.key);
        if (known && isServed(cache, known, request.isEnough)) return given(request, known);
        const got = await waitFor(cache, batchFor(cache, request), request);
        // Enough for who began and not for who came along: the next call is for this caller too.
        if (got && (got.isOwn || isServed(cache, got, request.isEnough))) return given(request, got);
      }
    },
  };
}

function given<T, Caller>(
  { dated }: BatchedAnswerRequest<T, Caller>,
  { answer, askedAtMs }: Answer<T>,
): T | undefined {
  dated?.(askedAtMs);
  return answer;
}

async function waitFor<T, Caller>(
  cache: AnswerCache<T, Caller>,
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
      retire(cache, batch);
      batch.abort.abort(new Error('nobody waits for this call any more'));
    }
  }
}
