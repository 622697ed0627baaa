import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';
import type { QuotaSnapshot } from '../../providers/client/quota-ledger.ts';
import type { CallsByPriority, QuotaDemand } from '../../providers/client/quota-sharing.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { readCallsPerGame } from './forecast-costs.ts';
import { readNeeds } from './forecast-needs.ts';
import { type ForecastNeed, type HostForecast, forecastQuota } from './quota-forecast.ts';

export type ForecastReader = {
  /** What the coming UTC days (default 7, today included) need and have, by host. */
  forecast: (days?: number) => Promise<readonly HostForecast[]>;
  /** What each league still needs of each host today; of one that is not named, nobody needs anything. */
  demands: () => Promise<ReadonlyMap<string, QuotaDemand>>;
};

export type ForecastReaderOptions = {
  db: Database;
  config: Config;
  registry: ProviderRegistry;
  /** The shared ledger's snapshot of a host; without it nothing counts as used. */
  quotaSnapshot?: ((host: string) => Promise<QuotaSnapshot>) | undefined;
  /** Calls for a game of each sport; without it they are read each time. */
  callsPerGame?: (() => Promise<Record<Sport, number>>) | undefined;
};

const DEFAULT_DAYS = 7;

export function createForecastReader({
  db,
  config,
  registry,
  quotaSnapshot,
  callsPerGame: costs = () => readCallsPerGame(db, config.seeding.strategy),
}: ForecastReaderOptions): ForecastReader {
  const sports = config.seeding.sportsEnabled;
  const hosts = registry.hosts.filter(({ leads }) => leads.some((sport) => sports.includes(sport)));

  async function needsOf(days: number): Promise<{ today: string; needs: readonly ForecastNeed[] }> {
    const { today, needs } = await readNeeds({ db, seeding: config.seeding, days });
    const own = needs.filter(({ sport }) => sports.includes(sport));
    const placed = own.flatMap((need) => {
      const lead = registry.leadOf(need.sport);
      return lead ? [{ ...need, host: lead.host }] : [];
    });
    return { today, needs: placed };
  }

  return {
    async forecast(days = DEFAULT_DAYS) {
      const [{ today, needs }, callsPerGame, quotas] = await Promise.all([
        needsOf(days),
        costs(),
        Promise.all(hosts.map(async ({ host }) => (await quotaSnapshot?.(host).catch(() => null)) ?? null)),
      ]);
      return forecastQuota({
        today,
        days,
        needs,
        callsPerGame,
        hosts: hosts.map(({ host, provider }, index) => {
          const day = quotas[index]?.day;
          return { host, perDay: day?.limit ?? provider.limits.perDay, usedToday: day?.used ?? 0 };
        }),
      });
    },
    async demands() {
      const [{ today, needs }, callsPerGame] = await Promise.all([needsOf(1), costs()]);
      const ofToday = needs.filter(({ day }) => day === today);
      return new Map(
        hosts.map(({ host }) => {
          const own = ofToday.filter((need) => need.host === host);
          return [host, { day: today, shares: sharesOf(own, callsPerGame) }];
        }),
      );
    },
  };
}

function sharesOf(
  needs: readonly ForecastNeed[],
  callsPerGame: Record<Sport, number>,
): Record<string, CallsByPriority> {
  const shares: Record<string, CallsByPriority> = {};
  for (const need of needs) {
    const share: CallsByPriority = shares[need.league] ?? {};
    const calls = need.games * (need.callsPerGame ?? callsPerGame[need.sport]);
    shares[need.league] = { ...share, [need.priority]: (share[need.priority] ?? 0) + calls };
  }
  return wholeCalls(shares);
}

/** Rounded up, because a call cannot be made in part; after everything is added up, so that nothing is rounded twice. */
function wholeCalls(shares: Readonly<Record<string, CallsByPriority>>): Record<string, CallsByPriority> {
  const whole = (calls: CallsByPriority): CallsByPriority =>
    Object.fromEntries(Object.entries(calls).map(([priority, count]) => [priority, Math.ceil(count - 1e-9)]));
  return Object.fromEntries(Object.entries(shares).map(([league, calls]) => [league, whole(calls)]));
}
