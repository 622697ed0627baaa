import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type Breaker, type BreakerRun, type BreakerSnapshot, isTrouble, provesNothing } from './breaker.ts';
import { type BreakerBook, type BreakerOutcome, recent, refusedUntil } from './breaker-book.ts';
import type { BreakerTransition, SharedBreakers } from './breaker-store.ts';

/** A host's breaker as the pipeline uses it. Neither method rejects because a store is out of reach. */
export type HostBreaker = {
  /** Runs `action` unless the breaker is open. Rejects with whatever `action` rejects with. */
  run: <T>(action: () => Promise<T>) => Promise<BreakerRun<T>>;
  /** When a call may be tried again, if it would be refused now. */
  refusedUntilMs: () => Promise<number | undefined>;
  snapshot: () => Promise<BreakerSnapshot>;
  /** Closes it by hand, for all processes where the store is in reach. */
  reset: (by: string) => Promise<void>;
  shutdown: () => void;
};

export type SharedBreakerOptions = {
  host: string;
  local: Breaker;
  shared: SharedBreakers;
  clock: Clock;
  logger: Logger;
};

/** A store that does not answer within this is out of reach: a call may not hang on a breaker. */
const STORE_DEADLINE_MS = 2_000;

/** A store out of reach is left alone for this long, so that not every call waits for it. */
const STORE_REST_MS = 5_000;

/**
 * One breaker of all processes: each counts what every other one met, all refuse from the moment that one opens
 * it, and a single probe closes it for all. A process whose own connection is bad also rests on its own, by its
 * local breaker; that one decides alone while the store is out of reach.
 */
export function createSharedBreaker({
  host,
  local,
  shared,
  clock,
  logger,
}: SharedBreakerOptions): HostBreaker {
  /** The generation that this process follows already. */
  let localGeneration = 0;
  let storeAwayUntilMs = 0;

  /** Undefined when the store is out of reach, which is told once. */
  async function contact<T>(ask: () => Promise<T>): Promise<{ answer: T } | undefined> {
    if (storeAwayUntilMs > clock.nowMs()) return undefined;
    const wasAway = storeAwayUntilMs > 0;
    const deadline = new AbortController();
    try {
      const answer = await Promise.race([ask(), overdue(deadline.signal)]);
      storeAwayUntilMs = 0;
      return { answer };
    } catch (error) {
      storeAwayUntilMs = clock.nowMs() + STORE_REST_MS;
      if (!wasAway) {
        logger.warn({ err: error, host }, 'the shared breaker is out of reach: this process decides alone');
      }
      return undefined;
    } finally {
      deadline.abort();
    }
  }

  async function overdue(signal: AbortSignal): Promise<never> {
    await clock.sleep(STORE_DEADLINE_MS, signal).catch(() => undefined);
    throw new Error(`no answer within ${STORE_DEADLINE_MS} ms`);
  }

  /** What the others have decided since counts for this process too. */
  function follow(generation: number): void {
    if (generation === localGeneration) return;
    localGeneration = generation;
    if (local.snapshot().state !== 'closed') local.reset();
  }

  async function note(holder: string, outcome: BreakerOutcome): Promise<void> {
    const noted = await contact(() => shared.note(host, holder, outcome));
    if (noted) tell(noted.answer, outcome);
  }

  function tell(transition: BreakerTransition, outcome: BreakerOutcome): void {
    const reason = outcome.kind === 'trouble' ? outcome.reason : undefined;
    if (transition === 'opened') {
      logger.warn({ host, reason }, 'breaker open: all workers leave the provider alone for a while');
    }
    if (transition === 'probe_failed') logger.warn({ host, reason }, 'breaker stays open: the probe failed');
    if (transition === 'closed') logger.info({ host }, 'breaker closed: the probe went well');
  }

  async function runLocally<T>(holder: string, action: () => Promise<T>): Promise<BreakerRun<T>> {
    try {
      const run = await local.run(action);
      await note(holder, run.wasRun ? { kind: 'well' } : { kind: 'given_up' });
      return run;
    } catch (error) {
      await note(holder, outcomeOf(error));
      throw error;
    }
  }

  return {
    async run(action) {
      const holder = randomUUID();
      const entered = await contact(() => shared.enter(host, holder));
      if (!entered) return local.run(action);
      const { answer: admission } = entered;
      if (admission.kind === 'refused') return { wasRun: false, retryAtMs: admission.retryAtMs };
      if (admission.kind === 'probe') local.reset();
      follow(admission.generation);
      return runLocally(holder, action);
    },
    async refusedUntilMs() {
      const found = await contact(() => shared.read(host));
      if (!found) return local.refusedUntilMs();
      const { book, nowMs } = found.answer;
      const sharedUntilMs = refusedUntil(book, nowMs);
      if (sharedUntilMs !== undefined || book.state === 'open') return sharedUntilMs;
      return book.generation === localGeneration ? local.refusedUntilMs() : undefined;
    },
    async snapshot() {
      const own = local.snapshot();
      const found = await contact(() => shared.read(host));
      if (!found) return own;
      const { book, nowMs, rules } = found.answer;
      const outcomes = recent(book, rules, nowMs);
      const failures = outcomes.filter(({ isTrouble: wasTrouble }) => wasTrouble).length;
      return {
        host,
        isShared: true,
        state: stateOf(book, nowMs),
        // A book that nothing has changed began when it was first read.
        sinceMs: book.generation === 0 ? null : book.sinceMs,
        retryAtMs: book.retryAtMs,
        reason: book.reason,
        counts: {
          calls: outcomes.length,
          failures,
          successes: outcomes.length - failures,
          rejected: own.counts.rejected,
        },
      };
    },
    async reset(by) {
      await shared.reset(host, by);
      local.reset();
      logger.info({ host, by }, 'breaker closed by hand');
    },
    shutdown: () => local.shutdown(),
  };
}

function stateOf(book: BreakerBook, nowMs: number): BreakerSnapshot['state'] {
  if (book.state === 'closed') return 'closed';
  const isProbed = book.probe !== null && book.probe.untilMs > nowMs;
  return isProbed || (book.retryAtMs ?? 0) <= nowMs ? 'half_open' : 'open';
}

function outcomeOf(error: unknown): BreakerOutcome {
  if (provesNothing(error)) return { kind: 'given_up' };
  if (!isTrouble(error)) return { kind: 'well' };
  return { kind: 'trouble', reason: error instanceof Error ? error.message.slice(0, 300) : 'unknown' };
}

/** A breaker of this process alone, for where nothing is shared. */
export function asHostBreaker(local: Breaker): HostBreaker {
  return {
    run: (action) => local.run(action),
    refusedUntilMs: async () => local.refusedUntilMs(),
    snapshot: async () => local.snapshot(),
    reset: async () => local.reset(),
    shutdown: () => local.shutdown(),
  };
}
