import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { processTimeMs, type SteadyClock } from '../../platform/steady-clock.ts';
import { type Breaker, type BreakerRun, type BreakerSnapshot, isTrouble, provesNothing } from './breaker.ts';
import { type BreakerBook, type BreakerOutcome, closedBook, refusedUntil } from './breaker-book.ts';
import type { RecentCalls } from './recent-calls.ts';
import { type BreakerTransition, type SharedBreakers, storedBreakerBook } from './breaker-store.ts';

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
  /** Calls of all processes within the breaker's window, for people to look at (default: those of this process). */
  recentCalls?: ((host: string, sinceMs: number | null) => Promise<RecentCalls>) | undefined;
  /** The clock by which a process knows what it asked before what (default: its own). */
  steadyMs?: SteadyClock;
};

/** A host's breaker that follows what other processes decided. */
export type FollowingBreaker = HostBreaker & {
  /**
   * Takes note of the shared state, as it came with something else; `askedAtMs` is when that was asked for, by
   * the steady clock.
   */
  follow: (stored: unknown, askedAtMs: number) => void;
};

/** A store that does not answer within this is out of reach: a call may not hang on a breaker. */
const STORE_DEADLINE_MS = 2_000;

/** A store out of reach is left alone for this long, so that not every call waits for it. */
const STORE_REST_MS = 5_000;

/**
 * The breaker of this process decides; its opening, and the probe that closes it, are those of all processes. While
 * the host is well nothing is asked of the store: the state of the others comes with the answers of the quota ledger.
 * While the store is out of reach this process decides alone, and tells of its opening later.
 */
export function createSharedBreaker({
  host,
  local,
  shared,
  clock,
  logger,
  recentCalls,
  steadyMs = processTimeMs,
}: SharedBreakerOptions): FollowingBreaker {
  const contact = createContact({ host, clock, logger });
  /** What was seen of the shared state last. */
  let seen = { generation: 0, isOpen: false, atMs: 0 };
  /** The opening of this process's breaker that the others know of: since when it has been open. */
  let toldSinceMs: number | null = null;

  function see({ state, generation }: BreakerBook): void {
    const isNews = generation !== seen.generation;
    seen = { generation, isOpen: state === 'open', atMs: steadyMs() };
    // One that was closed counts anew, in every process.
    if (isNews && !seen.isOpen) local.reset();
  }

  function isUntold(): boolean {
    const own = local.snapshot();
    return own.state !== 'closed' && own.sinceMs !== toldSinceMs && !seen.isOpen;
  }

  async function tellOpening(reason: string): Promise<void> {
    const { sinceMs } = local.snapshot();
    const answer = await contact(() => shared.open(host, reason));
    if (!answer) return;
    toldSinceMs = sinceMs;
    see(answer.book);
    log(answer.transition, reason);
  }

  async function noteProbe(holder: string, outcome: BreakerOutcome): Promise<void> {
    const answer = await contact(() => shared.note(host, holder, outcome));
    if (!answer) return;
    see(answer.book);
    log(answer.transition, outcome.kind === 'trouble' ? outcome.reason : undefined);
  }

  function log(transition: BreakerTransition, reason?: string): void {
    if (transition === 'opened') {
      logger.warn({ host, reason }, 'breaker open: all workers leave the provider alone for a while');
    }
    if (transition === 'probe_failed') logger.warn({ host, reason }, 'breaker stays open: the probe failed');
    if (transition === 'closed') logger.info({ host }, 'breaker closed: the probe went well');
  }

  async function runLocally<T>(action: () => Promise<T>): Promise<BreakerRun<T>> {
    try {
      return await local.run(action);
    } catch (error) {
      if (isUntold()) await tellOpening(reasonOf(error));
      throw error;
    }
  }

  async function runAsProbe<T>(holder: string, action: () => Promise<T>): Promise<BreakerRun<T>> {
    local.reset();
    try {
      const run = await local.run(action);
      await noteProbe(holder, run.wasRun ? { kind: 'well' } : { kind: 'given_up' });
      return run;
    } catch (error) {
      await noteProbe(holder, outcomeOf(error));
      throw error;
    }
  }

  const isWell = (): boolean => !seen.isOpen && local.snapshot().state === 'closed';

  return {
    async run(action) {
      if (isWell()) return runLocally(action);
      const holder = randomUUID();
      if (isUntold()) await tellOpening('opened while the others could not be told');
      const admission = await contact(() => shared.enter(host, holder));
      if (!admission) return local.run(action);
      if (admission.kind === 'refused') return { wasRun: false, retryAtMs: admission.retryAtMs };
      if (admission.kind === 'probe') return runAsProbe(holder, action);
      see({ ...closedBook(clock.nowMs()), generation: admission.generation });
      return runLocally(action);
    },
    async refusedUntilMs() {
      if (isWell()) return undefined;
      if (isUntold()) await tellOpening('opened while the others could not be told');
      const found = await contact(() => shared.read(host));
      if (!found) return local.refusedUntilMs();
      see(found.book);
      return refusedUntil(found.book, found.nowMs) ?? (seen.isOpen ? undefined : local.refusedUntilMs());
    },
    follow(stored, askedAtMs) {
      const book = storedBreakerBook.parse(stored ?? undefined);
      if (book && askedAtMs > seen.atMs && (book.generation !== seen.generation || !isWell())) see(book);
    },
    async snapshot() {
      const own = local.snapshot();
      const found = await contact(() => shared.read(host));
      if (!found) return own;
      const { book, nowMs } = found;
      // One that closed counts anew.
      const sinceMs = book.state === 'closed' && book.generation > 0 ? book.sinceMs : null;
      const { calls, failures } = (await recentCalls?.(host, sinceMs)) ?? own.counts;
      return {
        host,
        isShared: true,
        state: stateOf(book, nowMs),
        // A book that nothing has changed began when it was first read.
        sinceMs: book.generation === 0 ? null : book.sinceMs,
        retryAtMs: book.retryAtMs,
        reason: book.reason,
        counts: { calls, failures, successes: calls - failures, rejected: own.counts.rejected },
      };
    },
    async reset(by) {
      await shared.reset(host, by);
      local.reset();
      seen = { ...seen, isOpen: false, atMs: steadyMs() };
      logger.info({ host, by }, 'breaker closed by hand');
    },
    shutdown: () => local.shutdown(),
  };
}

/** Asks the store, and leaves it alone for a while where it is out of reach, which is told once: then undefined. */
function createContact({ host, clock, logger }: Pick<SharedBreakerOptions, 'host' | 'clock' | 'logger'>) {
  let storeAwayUntilMs = 0;

  async function overdue(signal: AbortSignal): Promise<never> {
    await clock.sleep(STORE_DEADLINE_MS, signal).catch(() => undefined);
    throw new Error(`no answer within ${STORE_DEADLINE_MS} ms`);
  }

  return async function contact<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (storeAwayUntilMs > clock.nowMs()) return undefined;
    const wasAway = storeAwayUntilMs > 0;
    const deadline = new AbortController();
    try {
      const answer = await Promise.race([ask(), overdue(deadline.signal)]);
      storeAwayUntilMs = 0;
      return answer;
    } catch (error) {
      storeAwayUntilMs = clock.nowMs() + STORE_REST_MS;
      if (!wasAway) {
        logger.warn({ err: error, host }, 'the shared breaker is out of reach: this process decides alone');
      }
      return undefined;
    } finally {
      deadline.abort();
    }
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
  return { kind: 'trouble', reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'unknown';
}

/** A breaker of this process alone, for where nothing is shared. */
export function asHostBreaker(local: Breaker): FollowingBreaker {
  return {
    follow: () => undefined,
    run: (action) => local.run(action),
    refusedUntilMs: async () => local.refusedUntilMs(),
    snapshot: async () => local.snapshot(),
    reset: async () => local.reset(),
    shutdown: () => local.shutdown(),
  };
}
