import type { Clock } from './clock.ts';

/**
 * Hands out the same answer for `freshMs`, also to those who ask while it is on its way; a failure is not kept. For
 * what is shown far more often than it changes.
 */
export function remembered<Answer>(
  read: () => Promise<Answer>,
  { clock, freshMs }: { clock: Clock; freshMs: number },
): () => Promise<Answer> {
  let known: { answer: Promise<Answer>; atMs: number } | undefined;
  return () => {
    const nowMs = clock.nowMs();
    if (known && nowMs - known.atMs < freshMs) return known.answer;
    const answer = read();
    const asked = { answer, atMs: nowMs };
    known = asked;
    answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return answer;
  };
}
