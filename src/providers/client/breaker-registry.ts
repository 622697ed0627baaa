import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type BreakerOptions, type BreakerSnapshot, createBreaker } from './breaker.ts';
import type { SharedBreakers } from './breaker-store.ts';
import type { RecentCalls } from './recent-calls.ts';
import {
  asHostBreaker,
  createSharedBreaker,
  type FollowingBreaker,
  type HostBreaker,
} from './shared-breaker.ts';

/** One breaker per host. */
export type BreakerRegistry = {
  forHost: (host: string) => HostBreaker;
  /** The breakers of these hosts, as all processes see them; where the store is away, as this one does. */
  snapshots: (hosts: readonly string[]) => Promise<BreakerSnapshot[]>;
  /** Closes a host's breaker for all processes. Rejects when the store is out of reach. */
  reset: (host: string, by: string) => Promise<void>;
  /**
   * Takes note of a host's shared state, as it is stored; `askedAtMs` is when it was asked for, by
   * the steady clock.
   */
  follow: (host: string, stored: unknown, askedAtMs: number) => void;
  shutdown: () => void;
};

export type BreakerRegistryOptions = Omit<BreakerOptions, 'host'> & {
  /** Where the state is shared; without it each process decides alone. */
  sharing?: {
    shared: SharedBreakers;
    clock: Clock;
    logger: Logger;
    /** Calls of all processes within the breaker's window (default: those of this process are shown). */
    recentCalls?: (host: string, sinceMs: number | null) => Promise<RecentCalls>;
  };
};

export function createBreakerRegistry({ sharing, ...options }: BreakerRegistryOptions): BreakerRegistry {
  const breakers = new Map<string, FollowingBreaker>();

  function forHost(host: string): FollowingBreaker {
    const known = breakers.get(host);
    if (known) return known;
    const local = createBreaker({ ...options, host });
    const breaker = sharing ? createSharedBreaker({ host, local, ...sharing }) : asHostBreaker(local);
    breakers.set(host, breaker);
    return breaker;
  }

  return {
    forHost,
    snapshots: (hosts) => Promise.all(hosts.map((host) => forHost(host).snapshot())),
    follow: (host, stored, askedAtMs) => forHost(host).follow(stored, askedAtMs),
    reset: (host, by) => forHost(host).reset(by),
    shutdown() {
      for (const breaker of breakers.values()) breaker.shutdown();
      breakers.clear();
    },
  };
}
