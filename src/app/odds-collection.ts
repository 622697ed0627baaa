import type { CreditsUsed } from '../odds/collect/odds-source.ts';
import type { CollectionDeps } from '../odds/collect/plan-sources.ts';
import type { Sport } from '../domain/sport.ts';
import { creditMonth } from '../domain/credit-month.ts';
import { readProviderAccounts } from '../monitoring/providers/provider-accounts.ts';
import type { Database } from '../db/database.ts';
import type { App } from './app.ts';
import { spentSince } from './past-credits.ts';
import type { Providers } from './build-providers.ts';
import { liveLookCosts } from './live-look-costs.ts';

/** What the collection of odds works with. */
export function oddsCollection(app: App, providers: Providers): CollectionDeps {
  const { config, database, clock, logger } = app;
  const { markets, regions, leagues, creditsPerMonth, eventLooks, liveCreditsPerMonth } = config.odds;
  const { isEarlyFinishOn } = config.seeding;
  const lookOf = (provider: string, sport: Sport) =>
    liveLookCosts(app, sport).find(({ name, cost }) => name === provider && cost.counts === 'credits');
  return {
    db: database.db,
    clock,
    logger,
    runCalls: providers.usage,
    sources: providers.oddsSources,
    creditsUsed: creditsUsedOf(app, providers),
    sports: config.seeding.sportsEnabled,
    leagueNames: leagues,
    request: { markets, regions },
    creditsPerMonth,
    eventLooks,
    ...(isEarlyFinishOn && {
      liveLooks: {
        creditsPerMonth: liveCreditsPerMonth,
        lookOf(provider, sport) {
          const look = lookOf(provider, sport);
          return look && { credits: look.cost.most, stepMs: look.stepMs };
        },
      },
    }),
  };
}

/** Tells what is used of the month of credits at a source's host. */
export function creditsUsedOf(
  { database, clock, registry }: Pick<App, 'database' | 'clock' | 'registry'>,
  { ledger }: Pick<Providers, 'ledger'>,
): CreditsUsed {
  return async ({ hosts }) => {
    const [host] = Object.values(hosts);
    const { more = [] } = host === undefined ? {} : await ledger.snapshot(host);
    const month = more.find(
      ({ window: { counts, span } }) =>
        counts === 'credits' && 'calendar' in span && span.calendar === 'month',
    );
    if (month === undefined || host === undefined) return undefined;
    const resetDay = registry.atHost(host)?.provider.creditsResetDay;
    return accountMonth(
      database.db,
      { host, used: month.used, resetDay },
      { most: month.window.most, nowMs: clock.nowMs() },
    );
  };
}

/**
 * What is used of an account's month, and when it begins anew: on the day that is set, else on the one that was learned,
 * else on the first. At the change of a calendar month our own count begins anew while the account's goes on: what the
 * account was seen to have used in its month counts as well.
 */
async function accountMonth(
  db: Database,
  { host, used, resetDay: setDay }: { host: string; used: number; resetDay: number | undefined },
  { most, nowMs }: { most: number; nowMs: number },
): Promise<{ used: number; most: number; resetDay: number }> {
  const account = (await readProviderAccounts(db)).find((one) => one.host === host);
  const resetDay = setDay ?? account?.credits_reset_day ?? 1;
  const readAtMs = account?.read_at?.getTime();
  const isOfMonth = readAtMs !== undefined && readAtMs >= creditMonth(nowMs, resetDay).startMs;
  const usedByAll = Math.max(used, isOfMonth ? (account?.used ?? 0) : 0);
  // Back-fills of the past leave the collection what is its own: what they spend is none of its month.
  const { byBackfills } = await spentSince(db, host, creditMonth(nowMs, resetDay).startMs);
  return {
    used: Math.max(0, usedByAll - byBackfills),
    most: Math.max(0, most - byBackfills),
    resetDay,
  };
}
