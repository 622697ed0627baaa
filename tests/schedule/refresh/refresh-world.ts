import { DateTime } from 'luxon';
import { sql } from 'drizzle-orm';
import { type Providers, buildProviders } from '../../../src/app/build-providers.ts';
import { type Refreshers, buildRefreshers } from '../../../src/app/build-refreshers.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { fetchSeason } from '../../../src/schedule/provided/fetch-season.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { BUILT_IN } from '../../support/built-in-leagues.ts';

const DAY_MS = 86_400_000;

export type LeagueSample = {
  sport: Sport;
  league: string;
  /** Where the provider answers with a season. */
  path: string;
  pairs: readonly (readonly [away: string, home: string])[];
};

export const NBA: LeagueSample = {
  sport: 'NBA',
  league: 'NBA',
  path: '/games',
  pairs: [
    ['LAL', 'GSW'],
    ['BOS', 'NYK'],
    ['MIA', 'CHI'],
  ],
};

export const NFL: LeagueSample = {
  sport: 'NFL',
  league: 'NFL',
  path: '/games',
  pairs: [
    ['KC', 'BUF'],
    ['DAL', 'PHI'],
    ['SF', 'SEA'],
  ],
};

export const PREMIER_LEAGUE: LeagueSample = {
  sport: 'FOOTBALL',
  league: 'Premier League',
  path: '/fixtures',
  pairs: [
    ['Arsenal', 'Chelsea'],
    ['Liverpool', 'Everton'],
    ['Fulham', 'Brentford'],
  ],
};

/** A league as the provider lists it, in the middle of its season whatever day it is. */
export type RefreshWorld = SeedingWorld & {
  providers: Providers;
  refreshers: Refreshers;
  /** Noon in UTC of a day of the season, so that a shift of hours keeps the date. */
  noonMs: number;
  /** The provider's ids of the sample's games, two days from `noonMs` on, one a day. */
  ids: readonly number[];
  /** Brings the provider's list in, as somebody who starts with the API does. */
  ingest: (sample: LeagueSample, seasonYear?: number) => Promise<void>;
  season: number;
  /** Makes every league due again. */
  letADayPass: () => Promise<void>;
  leagueRow: (name: string) => Promise<LeagueRow>;
};

export type LeagueRow = { isFresh: boolean; retryInMs: number | null };

export async function createRefreshWorld(options: {
  sample: LeagueSample;
  store?: 'postgres' | 'redis';
  environment?: Record<string, string>;
}): Promise<RefreshWorld> {
  const { sample } = options;
  const system = systemClock();
  const noonMs = middleOfSeason(system.nowMs());
  const aheadMs = noonMs - system.nowMs();
  const world = await createSeedingWorld({
    store: options.store ?? 'postgres',
    sport: sample.sport,
    environment: { SCHEDULE_REFRESH_HOURS: '24', ...options.environment },
    clock: { ...system, nowMs: () => system.nowMs() + aheadMs },
  });
  const { app, provider } = world;
  const providers = buildProviders(app);
  const ids = provider.addGames(
    sample.pairs.map(([away, home], index) => ({ away, home, startMs: noonMs + (index + 2) * DAY_MS })),
  );
  const season = new Date(noonMs).getUTCFullYear();
  return {
    ...world,
    providers,
    refreshers: buildRefreshers(app, providers),
    noonMs,
    ids,
    season,
    async ingest({ sport, league: name }, seasonYear = season) {
      const league = BUILT_IN.find(sport, name);
      if (!league) throw new Error(name);
      await fetchSeason(
        { ingestService: app.ingestService, sources: providers.leagueSources },
        {
          league,
          seasonYear,
          priority: 'manual',
          runId: 'ingest_schedule/test/1',
          signal: AbortSignal.timeout(120_000),
          isSync: false,
          isDryRun: false,
          isStrict: false,
          past: 'none',
          actor: 'test',
        },
      );
    },
    async letADayPass() {
      await app.database.db.execute(sql`
        update leagues set schedule_refreshed_at = schedule_refreshed_at - interval '25 hours', schedule_retry_at = null`);
    },
    async leagueRow(name) {
      const [row] = await rowsOf<LeagueRow>(
        app.database.db,
        sql`select coalesce(schedule_refreshed_at > now() - interval '1 minute', false) as "isFresh",
                   (extract(epoch from schedule_retry_at - now()) * 1000)::float8 as "retryInMs"
            from leagues where name = ${name}`,
      );
      if (!row) throw new Error(name);
      return row;
    },
    async close() {
      await providers.close();
      await world.close();
    },
  };
}

/** Today's noon in autumn, when every league plays; else that of the next 15 September. */
function middleOfSeason(nowMs: number): number {
  const now = DateTime.fromMillis(nowMs, { zone: 'utc' });
  const isAutumn = now.month >= 9 && now.month <= 11;
  const day = isAutumn ? now : now.set({ month: 9, day: 15 }).plus({ years: now.month > 11 ? 1 : 0 });
  return day.startOf('day').plus({ hours: 12 }).toMillis();
}
