import type { Database } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Sport } from '../../domain/sport.ts';
import type { BreakerSnapshot } from '../../providers/client/breaker.ts';
import type { BreakerRegistry } from '../../providers/client/breaker-registry.ts';
import type { ProviderHost } from '../../providers/registry.ts';
import type { Actor } from '../../seeding/action-result.ts';

/** What came of closing a breaker by hand. */
export type BreakerReset =
  | { ok: true; message: string }
  | { ok: false; reason: 'not_found'; message: string };

/** A provider's breaker; `is_off` where no enabled sport asks that provider. */
export type ListedBreaker = BreakerSnapshot & { is_off: boolean };

/** The breakers of the configured providers, to look at and to close by hand. */
export type BreakerControl = {
  list: () => Promise<readonly ListedBreaker[]>;
  /** Closes a host's breaker for all processes, and notes who did it and why. Rejects when the store that they share is out of reach. */
  reset: (host: string, actor: Actor) => Promise<BreakerReset>;
};

export function createBreakerControl({
  db,
  breakers,
  hosts: known,
  sportsEnabled,
}: {
  db: Database;
  breakers: Pick<BreakerRegistry, 'snapshots' | 'reset'>;
  hosts: readonly ProviderHost[];
  sportsEnabled: readonly Sport[];
}): BreakerControl {
  const hosts = known.map(({ host }) => host);
  const hostsInUse = new Set(
    known.flatMap(({ host, sports }) =>
      sports.some((sport) => sportsEnabled.includes(sport)) ? [host] : [],
    ),
  );
  return {
    async list() {
      const snapshots = await breakers.snapshots(hosts);
      return snapshots.map((snapshot) => ({ ...snapshot, is_off: !hostsInUse.has(snapshot.host) }));
    },
    async reset(host, { name, reason }) {
      if (!hosts.includes(host)) {
        return {
          ok: false,
          reason: 'not_found',
          message: `There is no provider at "${host}": choose from ${hosts.join(', ')}.`,
        };
      }
      await breakers.reset(host, name);
      await recordSystemEvent(db, {
        kind: 'breaker_reset',
        subject: host,
        message: `The breaker of ${host} was closed by ${name}${reason ? ` (${reason})` : ''}.`,
      });
      return { ok: true, message: `The breaker of ${host} is closed: calls go out again.` };
    },
  };
}
