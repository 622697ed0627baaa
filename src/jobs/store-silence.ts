import { setImmediate as afterAnswersThatWait } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

/** The queue store takes requests and answers none, or cannot be reached. What was asked may still come about. */
export class StoreSilentError extends Error {
  override readonly name = 'StoreSilentError';
  readonly since: Date;

  /** `reason` is what it, or the way to it, says for itself; nothing where it says nothing. */
  constructor(since: Date, reason?: string) {
    const words = reason === undefined ? '' : `: ${reason}`;
    super(`the queue store has not answered since ${since.toISOString()}${words}`);
    this.since = since;
  }
}

/** Knows whether a store answers, and since when it does not. */
export type StoreSilence = {
  /** Since when it has not answered; undefined while it does. */
  since: () => Date | undefined;
  /** Asks it, unless a question is still open, and waits for the answer no longer than patience lasts. Never rejects. */
  look: () => Promise<void>;
  /**
   * What `work` comes to, however long that takes while the store answers; StoreSilentError as soon as it does not.
   * Work is not begun on a store that is known to be silent; what was begun goes on, and its end is dropped.
   */
  unlessSilent: <T>(work: () => Promise<T>) => Promise<T>;
};

export type StoreSilenceOptions = {
  /** A question that a store in order answers at once. */
  ping: () => Promise<void>;
  /** A store that needs longer for that is silent. */
  patienceMs: number;
  clock: Clock;
  logger: Logger;
};

export function watchSilence({ ping, patienceMs, clock, logger }: StoreSilenceOptions): StoreSilence {
  let silentSinceMs: number | undefined;
  let reason: string | undefined;
  let question: { askedAtMs: number; answered: Promise<void> } | undefined;

  function ask(): NonNullable<typeof question> {
    const askedAtMs = clock.nowMs();
    const asked = {
      askedAtMs,
      answered: ping().then(
        () => {
          question = undefined;
          noteAnswer();
        },
        (error: unknown) => {
          question = undefined;
          noteSilence(askedAtMs, error);
        },
      ),
    };
    question = asked;
    return asked;
  }

  function noteAnswer(): void {
    if (silentSinceMs === undefined) return;
    logger.info({ silentMs: clock.nowMs() - silentSinceMs }, 'the queue store answers again');
    silentSinceMs = undefined;
  }

  function noteSilence(sinceMs: number, error?: unknown): void {
    reason = error instanceof Error ? error.message : undefined;
    if (silentSinceMs !== undefined) return;
    silentSinceMs = sinceMs;
    const since = new Date(sinceMs).toISOString();
    logger.warn({ ...(error === undefined ? {} : { err: error }), since }, 'the queue store does not answer');
  }

  async function look(): Promise<void> {
    const { askedAtMs, answered } = question ?? ask();
    const leftMs = askedAtMs + patienceMs - clock.nowMs();
    if (leftMs > 0) {
      const isOver = new AbortController();
      const patience = clock.sleep(leftMs, isOver.signal).then(
        () => undefined,
        () => undefined,
      );
      await Promise.race([answered, patience]);
      isOver.abort();
    }
    // A process that was busy itself finds its answers only after its timers.
    await afterAnswersThatWait();
    await afterAnswersThatWait();
    if (question?.askedAtMs === askedAtMs) noteSilence(askedAtMs);
  }

  function refuseWhileSilent(): void {
    if (silentSinceMs !== undefined) throw new StoreSilentError(new Date(silentSinceMs), reason);
  }

  async function silence(isOver: AbortSignal): Promise<never> {
    for (;;) {
      await clock.sleep(patienceMs / 2, isOver);
      await look();
      refuseWhileSilent();
    }
  }

  return {
    since: () => (silentSinceMs === undefined ? undefined : new Date(silentSinceMs)),
    look,
    async unlessSilent(work) {
      if (silentSinceMs !== undefined) {
        await look();
        refuseWhileSilent();
      }
      const isOver = new AbortController();
      const working = work();
      try {
        return await Promise.race([working, silence(isOver.signal)]);
      } finally {
        isOver.abort();
      }
    },
  };
}
