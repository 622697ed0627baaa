import { z } from 'zod';
import {
  admitted,
  afterOutcome,
  BREAKER_RULES,
  type BreakerAdmission,
  type BreakerBook,
  type BreakerOutcome,
  type BreakerRules,
  closedBook,
  closedByHand,
} from './breaker-book.ts';

/**
 * Keeps one book per host for all processes. `update` hands over the stored book and the store's time and writes
 * what comes back, with nobody else's change in between; `change` is pure and may be called again on a conflict.
 */
export type BreakerBookStore = {
  update: <T>(host: string, change: BreakerChange<T>) => Promise<T>;
  /** The stored book, if any, and the store's time. */
  read: (host: string) => Promise<{ book: BreakerBook | undefined; nowMs: number }>;
};

export type BreakerChange<T> = (
  book: BreakerBook | undefined,
  nowMs: number,
) => { book?: BreakerBook | undefined; answer: T };

/** How a change of state is told in the log: by the one process that made it. */
export type BreakerTransition = 'opened' | 'closed' | 'probe_failed' | undefined;

/** The state that all processes share. Methods reject when the store is out of reach. */
export type SharedBreakers = {
  /** Whether `holder` (the id of one call) may go; after a rest, one caller at a time becomes the probe. */
  enter: (host: string, holder: string) => Promise<BreakerAdmission>;
  /** Enters how the call ended. */
  note: (host: string, holder: string, outcome: BreakerOutcome) => Promise<BreakerTransition>;
  read: (host: string) => Promise<{ book: BreakerBook; nowMs: number; rules: BreakerRules }>;
  reset: (host: string, by: string) => Promise<void>;
};

/** The shared breakers over any store: the rules are those of the breaker book, the same for every store. */
export function createSharedBreakers(
  store: BreakerBookStore,
  rules: BreakerRules = BREAKER_RULES,
): SharedBreakers {
  return {
    enter: (host, holder) =>
      store.update(host, (stored, nowMs) => {
        const { admission, book } = admitted(stored ?? closedBook(nowMs), holder, rules, nowMs);
        return { book, answer: admission };
      }),
    note: (host, holder, outcome) =>
      store.update<BreakerTransition>(host, (stored, nowMs) => {
        const before = stored ?? closedBook(nowMs);
        const after = afterOutcome(before, { holder, outcome }, rules, nowMs);
        if (after === before) return { answer: undefined };
        return { book: after, answer: transition(before, after) };
      }),
    async read(host) {
      const { book, nowMs } = await store.read(host);
      return { book: book ?? closedBook(nowMs), nowMs, rules };
    },
    reset: (host, by) =>
      store.update(host, (stored, nowMs) => ({
        book: closedByHand(stored ?? closedBook(nowMs), by, nowMs),
        answer: undefined,
      })),
  };
}

function transition(before: BreakerBook, after: BreakerBook): BreakerTransition {
  if (before.state !== after.state) return after.state === 'open' ? 'opened' : 'closed';
  return after.failedProbes > before.failedProbes ? 'probe_failed' : undefined;
}

/** A book as a store keeps it; one that cannot be read (of another version) is a clean start. */
export const storedBreakerBook = z
  .object({
    state: z.enum(['closed', 'open']),
    generation: z.number(),
    sinceMs: z.number(),
    outcomes: z.array(z.object({ atMs: z.number(), isTrouble: z.boolean() })),
    retryAtMs: z.number().nullable(),
    probe: z.object({ holder: z.string(), untilMs: z.number() }).nullable(),
    failedProbes: z.number(),
    reason: z.string().nullable(),
  })
  .optional()
  .catch(undefined) satisfies z.ZodType<BreakerBook | undefined>;
