import { type Breaker, type BreakerOptions, type BreakerSnapshot, createBreaker } from './breaker.ts';

/**
 * One breaker per host. A registry whose breakers share their state between processes can take this one's place.
 */
export type BreakerRegistry = {
  forHost: (host: string) => Breaker;
  snapshots: () => BreakerSnapshot[];
  /** Closes a host's breaker by hand; false when no call to that host was made by this process. */
  reset: (host: string) => boolean;
  shutdown: () => void;
};

export function createBreakerRegistry(options: Omit<BreakerOptions, 'host'>): BreakerRegistry {
  const breakers = new Map<string, Breaker>();
  return {
    forHost(host) {
      const known = breakers.get(host);
      if (known) return known;
      const breaker = createBreaker({ ...options, host });
      breakers.set(host, breaker);
      return breaker;
    },
    snapshots: () => [...breakers.values()].map((breaker) => breaker.snapshot()),
    reset(host) {
      const breaker = breakers.get(host);
      breaker?.reset();
      return breaker !== undefined;
    },
    shutdown() {
      for (const breaker of breakers.values()) breaker.shutdown();
      breakers.clear();
    },
  };
}
