import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { processTimeMs, type SteadyClock } from '../../platform/steady-clock.ts';
import { type BreakerContact, createBreakerContact } from './breaker-contact.ts';
import { type Breaker, type BreakerRun, type BreakerSnapshot, isTrouble, provesNothing } from './breaker.ts';
import { type SharedBreakerState, type BreakerOutcome, closedState, refusedUntil } from './breaker-state.ts';
import type { RecentCalls } from './recent-calls.ts';
import { type BreakerTransition, type SharedBreakers, storedBreakerState } from './breaker-store.ts';

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

/**
 * The breaker of this process decides; its opening, and the probe that closes it, are those of all processes. While
 * the host is well nothing is asked of the store: the state of the others comes with the answers of the quota ledger.
 * While the store is out of reach this process decides alone, and tells of its opening later.
 */
export function createSharedBreaker({
  steadyMs = processTimeMs,
  ...options
}: SharedBreakerOptions): FollowingBreaker {
  const contact = createBreakerContact(options);
  const seen = { generation: 0, isOpen: false, atMs: 0 };
  const follower: Follower = { ...options, steadyMs, contact, seen, toldSinceMs: null };
  return {
    run: (action) => run(follower, action),
    refusedUntilMs: () => refusedUntilMs(follower),
    follow(stored, askedAtMs) {
      const state = storedBreakerState.parse(stored ?? undefined);
      const { generation, atMs } = follower.seen;
      if (state && askedAtMs > atMs && (state.generation !== generation || !isWell(follower)))
        see(follower, state);
    },
    snapshot: () => snapshot(follower),
    async reset(by) {
      const { host, local, shared, logger } = follower;
      await shared.reset(host, by);
      local.reset();
      follower.seen = { ...follower.seen, isOpen: false, atMs: steadyMs() };
      logger.info({ host, by }, 'breaker closed by hand');
    },
    shutdown: () => follower.local.shutdown(),
  };
}

/** A host's breaker with what it knows of the others. */
type Follower = SharedBreakerOptions & {
  steadyMs: SteadyClock;
  contact: BreakerContact;
  /** What was seen of the shared state last. */
  seen: { generation: number; isOpen: boolean; atMs: number };
  /** The opening of this process's breaker that the others know of: since when it has been open. */
  toldSinceMs: number | null;
};

function see(follower: Follower, { state, generation }: SharedBreakerState): void {
  const isNews = generation !== follower.seen.generation;
  follower.seen = { generation, isOpen: state === 'open', atMs: follower.steadyMs() };
  // One that was closed counts anew, in every process.
  if (isNews && !follower.seen.isOpen) follower.local.reset();
}

function isWell({ seen, local }: Follower): boolean {
  return !seen.isOpen && local.isClosed();
}

function isUntold({ local, toldSinceMs, seen }: Follower): boolean {
  const own = local.snapshot();
  return own.state !== 'closed' && own.sinceMs !== toldSinceMs && !seen.isOpen;
}

async function run<T>(follower: Follower, action: () => Promise<T>): Promise<BreakerRun<T>> {
  if (isWell(follower)) return runLocally(follower, action);
  const { host, local, shared, clock, contact } = follower;
  const holder = randomUUID();
  if (isUntold(follower)) await tellOpening(follower, UNTOLD);
  const admission = await contact(() => shared.enter(host, holder));
  if (!admission) return local.run(action);
  if (admission.kind === 'refused') return { wasRun: false, retryAtMs: admission.retryAtMs };
  if (admission.kind === 'probe') return runAsProbe(follower, holder, action);
  see(follower, { ...closedState(clock.nowMs()), generation: admission.generation });
  return runLocally(follower, action);
}

async function runLocally<T>(follower: Follower, action: () => Promise<T>): Promise<BreakerRun<T>> {
  try {
    return await follower.local.run(action);
  } catch (error) {
    if (isUntold(follower)) await tellOpening(follower, reasonOf(error));
    throw error;
  }
}

async function runAsProbe<T>(
  follower: Follower,
  holder: string,
  action: () => Promise<T>,
): Promise<BreakerRun<T>> {
  const { local } = follower;
  local.reset();
  try {
    const run = await local.run(action);
    await noteProbe(follower, holder, run.wasRun ? { kind: 'well' } : { kind: 'given_up' });
    return run;
  } catch (error) {
    await noteProbe(follower, holder, outcomeOf(error));
    throw error;
  }
}

/** The reason of an opening of which nobody knows why any more. */
const UNTOLD = 'opened while the others could not be told';

async function tellOpening(follower: Follower, reason: string): Promise<void> {
  const { host, local, shared, contact } = follower;
  const { sinceMs } = local.snapshot();
  const answer = await contact(() => shared.open(host, reason));
  if (!answer) return;
  follower.toldSinceMs = sinceMs;
  see(follower, answer.state);
  log(follower, answer.transition, reason);
}

async function noteProbe(follower: Follower, holder: string, outcome: BreakerOutcome): Promise<void> {
  const { host, shared, contact } = follower;
  const answer = await contact(() => shared.note(host, holder, outcome));
  if (!answer) return;
  see(follower, answer.state);
  log(follower, answer.transition, outcome.kind === 'trouble' ? outcome.reason : undefined);
}

function log({ logger, host }: Follower, transition: BreakerTransition, reason?: string): void {
  if (transition === 'opened') {
    logger.warn({ host, reason }, 'breaker open: all workers leave the provider alone for a while');
  }
  if (transition === 'probe_failed') logger.warn({ host, reason }, 'breaker stays open: the probe failed');
  if (transition === 'closed') logger.info({ host }, 'breaker closed: the probe went well');
}

async function refusedUntilMs(follower: Follower): Promise<number | undefined> {
  if (isWell(follower)) return undefined;
  const { host, local, shared, contact } = follower;
  if (isUntold(follower)) await tellOpening(follower, UNTOLD);
  const found = await contact(() => shared.read(host));
  if (!found) return local.refusedUntilMs();
  see(follower, found.state);
  return (
    refusedUntil(found.state, found.nowMs) ?? (follower.seen.isOpen ? undefined : local.refusedUntilMs())
  );
}

async function snapshot({ host, local, shared, contact, recentCalls }: Follower): Promise<BreakerSnapshot> {
  const own = local.snapshot();
  const found = await contact(() => shared.read(host));
  if (!found) return own;
  const { state, nowMs } = found;
  // One that closed counts anew.
  const sinceMs = state.state === 'closed' && state.generation > 0 ? state.sinceMs : null;
  const { calls, failures } = (await recentCalls?.(host, sinceMs)) ?? own.counts;
  return {
    host,
    isShared: true,
    state: stateOf(state, nowMs),
    // A state that nothing has changed began when it was first read.
    sinceMs: state.generation === 0 ? null : state.sinceMs,
    retryAtMs: state.retryAtMs,
    reason: state.reason,
    counts: { calls, failures, successes: calls - failures, rejected: own.counts.rejected },
  };
}

function stateOf(state: SharedBreakerState, nowMs: number): BreakerSnapshot['state'] {
  if (state.state === 'closed') return 'closed';
  const isProbed = state.probe !== null && state.probe.untilMs > nowMs;
  return isProbed || (state.retryAtMs ?? 0) <= nowMs ? 'half_open' : 'open';
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
