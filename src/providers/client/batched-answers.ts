import {
  type Answer,
  type AnswerBook,
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
  const { windowMs = 500, choosesCompanions = false } = options;
  const book: AnswerBook<T, Caller> = {
    ...options,
    windowMs,
    choosesCompanions,
    answers: new Map(),
    batches: new Map(),
  };
  return {
    forget: (key) => void book.answers.delete(key),
    async get(request) {
      for (;;) {
        request.signal.throwIfAborted();
        const known = book.answers.get(request.key);
        if (known && isServed(book, known, request.isEnough)) return known.answer;
        const got = await waitFor(book, batchFor(book, request), request);
        // Enough for who began and not for who came along: the next call is for this caller too.
        if (got && (got.isOwn || isServed(book, got, request.isEnough))) return got.answer;
      }
    },
  };
}

async function waitFor<T, Caller>(
  book: AnswerBook<T, Caller>,
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
      retire(book, batch);
      batch.abort.abort(new Error('nobody waits for this call any more'));
    }
  }
}
