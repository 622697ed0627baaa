import { z } from 'zod';
import {
  admitted,
  afterProbe,
  BREAKER_RULES,
  type BreakerAdmission,
  type SharedBreakerState,
  type BreakerOutcome,
  type BreakerRules,
  closedState,
  closedByHand,
  opened,
} from './breaker-state.ts';

/**
 * Keeps one state per host for all processes. `update` hands over the stored state and the store's time and writes
 * what comes back, with nobody else's change in between; `change` is pure and may be called again on a conflict.
 */
export type BreakerStateStore = {
  update: <T>(host: string, change: BreakerChange<T>) => Promise<T>;
  /** The stored state, if any, and the store's time. */
  read: (host: string) => Promise<{ state: SharedBreakerState | undefined; nowMs: number }>;
};

export type BreakerChange<T> = (
  state: SharedBreakerState | undefined,
  nowMs: number,
) => { state?: SharedBreakerState | undefined; answer: T };

/** How a change of state is told in the log: by the one process that made it. */
export type BreakerTransition = 'opened' | 'closed' | 'probe_failed' | undefined;

/** What a change made of the state, if anything, and the state after it. */
export type BreakerChanged = { transition: BreakerTransition; state: SharedBreakerState };

/** The state that all processes share. Methods reject when the store is out of reach. */
export type SharedBreakers = {
  /** Whether `holder` (the id of one call) may go; after a rest, one caller at a time becomes the probe. */
  enter: (host: string, holder: string) => Promise<BreakerAdmission>;
  /** Opens it for all processes, because the breaker of one has opened. */
  open: (host: string, reason: string) => Promise<BreakerChanged>;
  /** Enters how a probe ended. */
  note: (host: string, holder: string, outcome: BreakerOutcome) => Promise<BreakerChanged>;
  read: (host: string) => Promise<{ state: SharedBreakerState; nowMs: number }>;
  reset: (host: string, by: string) => Promise<void>;
};

/** The shared breakers over any store: the rules are those of the breaker state, the same for every store. */
export function createSharedBreakers(
  store: BreakerStateStore,
  rules: BreakerRules = BREAKER_RULES,
): SharedBreakers {
  const change = (host: string, changed: (before: SharedBreakerState, nowMs: number) => SharedBreakerState) =>
    store.update<BreakerChanged>(host, (stored, nowMs) => {
      const before = stored ?? closedState(nowMs);
      const after = changed(before, nowMs);
      if (after === before) return { answer: { transition: undefined, state: after } };
      return { state: after, answer: { transition: transition(before, after), state: after } };
    });
  return {
    enter: (host, holder) =>
      store.update(host, (stored, nowMs) => {
        const { admission, state } = admitted(stored ?? closedState(nowMs), holder, rules, nowMs);
        return { state, answer: admission };
      }),
    open: (host, reason) => change(host, (before, nowMs) => opened(before, reason, rules, nowMs)),
    note: (host, holder, outcome) =>
      change(host, (before, nowMs) => afterProbe(before, { holder, outcome }, rules, nowMs)),
    async read(host) {
      const { state, nowMs } = await store.read(host);
      return { state: state ?? closedState(nowMs), nowMs };
    },
    reset: (host, by) =>
      store.update(host, (stored, nowMs) => ({
        state: closedByHand(stored ?? closedState(nowMs), by, nowMs),
        answer: undefined,
      })),
  };
}

function transition(before: SharedBreakerState, after: SharedBreakerState): BreakerTransition {
  if (before.state !== after.state) return after.state === 'open' ? 'opened' : 'closed';
  return after.failedProbes > before.failedProbes ? 'probe_failed' : undefined;
}

/** A state as a store keeps it; one that cannot be read (of another version) is a clean start. */
export const storedBreakerState = z
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
  .catch(undefined) satisfies z.ZodType<SharedBreakerState | undefined>;
