import type { Config } from '../config/config.ts';
import { SPORTS } from '../domain/sport.ts';
import type { BreakerSnapshot } from '../providers/http/breaker.ts';
import type { BreakerRegistry } from '../providers/http/breaker-registry.ts';
import { hostOf } from '../providers/http/provider-api.ts';

/** What came of closing a breaker by hand. */
export type BreakerReset =
  | { ok: true; message: string }
  | { ok: false; reason: 'not_found'; message: string };

/** The breakers of the configured providers, to look at and to close by hand. */
export type BreakerControl = {
  list: () => Promise<readonly BreakerSnapshot[]>;
  /** Closes a host's breaker for all processes. Rejects when the store that they share is out of reach. */
  reset: (host: string, by: string) => Promise<BreakerReset>;
};

export function createBreakerControl({
  breakers,
  baseUrls,
}: {
  breakers: Pick<BreakerRegistry, 'snapshots' | 'reset'>;
  baseUrls: Config['provider']['baseUrls'];
}): BreakerControl {
  const hosts = [...new Set(SPORTS.map((sport) => hostOf(baseUrls[sport])))];
  return {
    list: () => breakers.snapshots(hosts),
    async reset(host, by) {
      if (!hosts.includes(host)) {
        return {
          ok: false,
          reason: 'not_found',
          message: `There is no provider at "${host}": choose from ${hosts.join(', ')}.`,
        };
      }
      await breakers.reset(host, by);
      return { ok: true, message: `The breaker of ${host} is closed: calls go out again.` };
    },
  };
}
