import { z } from 'zod';
import {
  admitted,
  afterProbe,
  BREAKER_RULES,
  type BreakerAdmission,
  type BreakerBook,
  type BreakerOutcome,
  type BreakerRules,
  closedBook,
  closedByHand,
  opened,
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

/** What a change made of the book, if anything, and the book after it. */
export type BreakerChanged = { transition: BreakerTransition; book: BreakerBook };

/** The state that all processes share. Methods reject when the store is out of reach. */
export type SharedBreakers = {
  /** Whether `holder` (the id of one call) may go; after a rest, one caller at a time becomes the probe. */
  enter: (host: string, holder: string) => Promise<BreakerAdmission>;
  /** Opens it for all processes, because the breaker of one has opened. */
  open: (host: string, reason: string) => Promise<BreakerChanged>;
  /** Enters how a probe ended. */
  note: (host: string, holder: string, outcome: BreakerOutcome) => Promise<BreakerChanged>;
  read: (host: string) => Promise<{ book: BreakerBook; nowMs: number }>;
  reset: (host: string, by: string) => Promise<void>;
};

/** The shared breakers over any store: the rules are those of the breaker book, the same for every store. */
export function createSharedBreakers(
  store: BreakerBookStore,
  rules: BreakerRules = BREAKER_RULES,
): SharedBreakers {
  const change = (host: string, changed: (before: BreakerBook, nowMs: number) => BreakerBook) =>
    store.update<BreakerChanged>(host, (stored, nowMs) => {
      const before = stored ?? closedBook(nowMs);
      const after = changed(before, nowMs);
      if (after === before) return { answer: { transition: undefined, book: after } };
      return { book: after, answer: { transition: transition(before, after), book: after } };
    });
  return {
    enter: (host, holder) =>
      store.update(host, (stored, nowMs) => {
        const { admission, book } = admitted(stored ?? closedBook(nowMs), holder, rules, nowMs);
        return { book, answer: admission };
      }),
    open: (host, reason) => change(host, (before, nowMs) => opened(before, reason, rules, nowMs)),
    note: (host, holder, outcome) =>
      change(host, (before, nowMs) => afterProbe(before, { holder, outcome }, rules, nowMs)),
    async read(host) {
      const { book, nowMs } = await store.read(host);
      return { book: book ?? closedBook(nowMs), nowMs };
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
