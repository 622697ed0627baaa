import type { Clock } from './clock.ts';

/** Hands out what was read. */
export type Remembered<Answer> = (() => Promise<Answer>) & {
  /** Whoever asks from now on gets what is read from now on: something has changed. */
  forget: () => void;
};

/**
 * Hands out the same answer for `freshMs`, also to those who ask while it is on its way, however long that takes: there
 * is never more than one reading for all who ask, unless somebody says `forget`. A failure is not kept. For what is
 * shown far more often than it changes.
 */
export function remembered<Answer>(
  read: () => Promise<Answer>,
  { clock, freshMs }: { clock: Pick<Clock, 'nowMs'>; freshMs: number },
): Remembered<Answer> {
  let known: { answer: Promise<Answer>; atMs: number; isPending: boolean } | undefined;
  const ask = (): Promise<Answer> => {
    const nowMs = clock.nowMs();
    if (known && (known.isPending || nowMs - known.atMs < freshMs)) return known.answer;
    const answer = read();
    const asked = { answer, atMs: nowMs, isPending: true };
    known = asked;
    answer.then(
      () => {
        asked.isPending = false;
      },
      () => {
        if (known === asked) known = undefined;
      },
    );
    return answer;
  };
  return Object.assign(ask, {
    forget() {
      known = undefined;
    },
  });
}
