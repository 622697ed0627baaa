import { readCallsPerGame } from '../monitoring/quota/forecast-costs.ts';
import type { QuotaSnapshot } from '../providers/client/quota-ledger.ts';
import { dailyAllowance } from '../providers/client/quota-windows.ts';
import { releaseQuotaHolds } from '../seeding/release-quota-holds.ts';
import type { App } from './app.ts';
import type { QuotaPriority } from '../providers/client/quota-priority.ts';

/** Lets tasks that wait for a new day go on where this one has room for whole games; gives how many. */
export async function releaseHolds(
  { config, database, store, registry }: Pick<App, 'config' | 'database' | 'store' | 'registry'>,
  { host, day, blockedUntilMs, doubtedSinceMs, earmarked }: QuotaSnapshot,
): Promise<number> {
  // What is in doubt is settled first: until then those who wait ask again by themselves.
  if (doubtedSinceMs !== null || blockedUntilMs.day !== null) return 0;
  const left = (priority: QuotaPriority): number =>
    dailyAllowance(day.limit, priority) - day.used - earmarked;
  const callsLeft = {
    manual: left('manual'),
    first_pass: left('first_pass'),
    correction: left('correction'),
    backfill: left('backfill'),
  };
  if (callsLeft.manual < 1) return 0;
  const sports = config.seeding.sportsEnabled.filter((sport) => registry.leadOf(sport)?.host === host);
  const costs = await readCallsPerGame(database.db, config.seeding.strategy);
  const callsPerGame = Math.max(1, ...sports.map((sport) => costs[sport]));
  const released = await releaseQuotaHolds({ db: database.db, store }, { sports, callsLeft, callsPerGame });
  return released.length;
}
