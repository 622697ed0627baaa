import type { Sport } from '../domain/sport.ts';
import type { QuotaSnapshot } from '../providers/client/quota-ledger.ts';
import { dailyAllowance } from '../providers/client/quota-windows.ts';
import { releaseQuotaHolds, sportsWaitingForDay } from '../seeding/release-quota-holds.ts';
import type { App } from './app.ts';
import type { QuotaPriority } from '../providers/client/quota-priority.ts';

/** What decides whether tasks go on: where they are kept, who serves them, and what a game costs. */
type HoldParts = Pick<App, 'config' | 'database' | 'store' | 'registry' | 'logger'> & {
  callsPerGame: () => Promise<Record<Sport, number>>;
};

/** Lets tasks that wait for a new day go on where this one has room for whole games; gives how many. */
export async function releaseHolds(parts: HoldParts, snapshots: readonly QuotaSnapshot[]): Promise<number> {
  const waiting = await sportsWaitingForDay(parts.database.db);
  let all = 0;
  for (const snapshot of waiting.length === 0 ? [] : snapshots) {
    const tasks = await releaseOfHost(parts, waiting, snapshot);
    if (tasks > 0) parts.logger.info({ host: snapshot.host, tasks }, 'the day has calls again: games go on');
    all += tasks;
  }
  return all;
}

async function releaseOfHost(
  { config, database, store, registry, callsPerGame: costs }: HoldParts,
  waiting: readonly Sport[],
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
  const sports = config.seeding.sportsEnabled.filter((sport) => registry.leadOf(sport)?.host === host);
  if (callsLeft.manual < 1 || !sports.some((sport) => waiting.includes(sport))) return 0;
  const known = await costs();
  const callsPerGame = Math.max(1, ...sports.map((sport) => known[sport]));
  const released = await releaseQuotaHolds({ db: database.db, store }, { sports, callsLeft, callsPerGame });
  return released.length;
}
