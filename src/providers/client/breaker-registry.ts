import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type BreakerOptions, type BreakerSnapshot, createBreaker } from './breaker.ts';
import type { SharedBreakers } from './breaker-store.ts';
import { asHostBreaker, createSharedBreaker, type HostBreaker } from './shared-breaker.ts';

/** One breaker per host. */
export type BreakerRegistry = {
  forHost: (host: string) => HostBreaker;
  /** The breakers of these hosts, as all processes see them; where the store is away, as this one does. */
  snapshots: (hosts: readonly string[]) => Promise<BreakerSnapshot[]>;
  /** Closes a host's breaker for all processes. Rejects when the store is out of reach. */
  reset: (host: string, by: string) => Promise<void>;
  shutdown: () => void;
};

export type BreakerRegistryOptions = Omit<BreakerOptions, 'host'> & {
  /** Where the state is shared; without it each process decides alone. */
  sharing?: { shared: SharedBreakers; clock: Clock; logger: Logger };
};

export function createBreakerRegistry({ sharing, ...options }: BreakerRegistryOptions): BreakerRegistry {
  const breakers = new Map<string, HostBreaker>();

  function forHost(host: string): HostBreaker {
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
    reset: (host, by) => forHost(host).reset(by),
    shutdown() {
      for (const breaker of breakers.values()) breaker.shutdown();
      breakers.clear();
    },
  };
}
