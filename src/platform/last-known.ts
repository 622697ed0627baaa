import type { Clock } from './clock.ts';

/** Nothing came in time, and nothing is known from before. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Reads anew for whoever asks, and hands out what was read last where that takes longer than `patienceMs`. One reading
 * at a time: while it hangs, nobody waits for another. A reading that fails is told; NoAnswerError where one hangs
 * and none has come through yet. For figures that somebody looks at, of a store that may hang.
 */
export function lastKnown<Answer>(
  read: () => Promise<Answer>,
  { clock, patienceMs }: { clock: Clock; patienceMs: number },
): () => Promise<Answer> {
  let known: { answer: Answer } | undefined;
  let reading: { answer: Promise<Answer>; givenUpAtMs: number } | undefined;

  function begin(): NonNullable<typeof reading> {
    const answer = read();
    const begun = { answer, givenUpAtMs: clock.nowMs() + patienceMs };
    reading = begun;
    answer.then(
      (found) => {
        known = { answer: found };
        reading = undefined;
      },
      () => {
        reading = undefined;
      },
    );
    return begun;
  }

  return async () => {
    const { answer, givenUpAtMs } = reading ?? begin();
    const isOver = new AbortController();
    const patience = clock.sleep(Math.max(0, givenUpAtMs - clock.nowMs()), isOver.signal).then(
      () => 'late' as const,
      () => 'late' as const,
    );
    try {
      const first = await Promise.race([answer.then((found) => ({ found })), patience]);
      if (first !== 'late') return first.found;
    } finally {
      isOver.abort();
    }
    if (known) return known.answer;
    throw new NoAnswerError('there was no answer in time');
  };
}
