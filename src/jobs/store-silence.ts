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

/** What is known of a store from one question to the next. */
type SilenceState = StoreSilenceOptions & {
  silentSinceMs: number | undefined;
  /** What the store, or the way to it, says for its silence. */
  reason: string | undefined;
  question: { askedAtMs: number; answered: Promise<void> } | undefined;
};

export function watchSilence(options: StoreSilenceOptions): StoreSilence {
  const state: SilenceState = {
    ...options,
    silentSinceMs: undefined,
    reason: undefined,
    question: undefined,
  };
  return {
    since: () => (state.silentSinceMs === undefined ? undefined : new Date(state.silentSinceMs)),
    look: () => look(state),
    async unlessSilent(work) {
      if (state.silentSinceMs !== undefined) {
        await look(state);
        refuseWhileSilent(state);
      }
      const isOver = new AbortController();
      const working = work();
      try {
        return await Promise.race([working, silence(state, isOver.signal)]);
      } finally {
        isOver.abort();
      }
    },
  };
}

function ask(state: SilenceState): NonNullable<SilenceState['question']> {
  const askedAtMs = state.clock.nowMs();
  const answered = state.ping().then(
    () => {
      state.question = undefined;
      noteAnswer(state);
    },
    (error: unknown) => {
      state.question = undefined;
      noteSilence(state, askedAtMs, error);
    },
  );
  state.question = { askedAtMs, answered };
  return state.question;
}

function noteAnswer(state: SilenceState): void {
  const { silentSinceMs, clock, logger } = state;
  if (silentSinceMs === undefined) return;
  logger.info({ silentMs: clock.nowMs() - silentSinceMs }, 'the queue store answers again');
  state.silentSinceMs = undefined;
}

function noteSilence(state: SilenceState, sinceMs: number, error?: unknown): void {
  state.reason = error instanceof Error ? error.message : undefined;
  if (state.silentSinceMs !== undefined) return;
  state.silentSinceMs = sinceMs;
  const facts = { ...(error === undefined ? {} : { err: error }), since: new Date(sinceMs).toISOString() };
  state.logger.warn(facts, 'the queue store does not answer');
}

async function look(state: SilenceState): Promise<void> {
  const { clock, patienceMs } = state;
  const { askedAtMs, answered } = state.question ?? ask(state);
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
  if (state.question?.askedAtMs === askedAtMs) noteSilence(state, askedAtMs);
}

function refuseWhileSilent({ silentSinceMs, reason }: SilenceState): void {
  if (silentSinceMs !== undefined) throw new StoreSilentError(new Date(silentSinceMs), reason);
}

/** Rejects as soon as the store is known to be silent. */
async function silence(state: SilenceState, isOver: AbortSignal): Promise<never> {
  for (;;) {
    await state.clock.sleep(state.patienceMs / 2, isOver);
    await look(state);
    refuseWhileSilent(state);
  }
}
