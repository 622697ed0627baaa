import type { App } from '../../../src/app/app.ts';
import { type Providers, buildProviders } from '../../../src/app/build-providers.ts';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { oddsPolls } from '../../../src/db/schema/odds-polls.ts';
import { updateOdds } from '../../../src/odds/collect/update-odds.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../../simulator/provider/sports.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const KEY = 'a key of (collection)&more';

/** The collection over a real database and the simulated server, both by a clock that the test moves. */
export type World = {
  app: App;
  providers: Providers;
  server: SimulatedProvider;
  startMs: number;
  /** Sets the clock to so many minutes before the start. */
  goTo: (minutesBefore: number) => void;
  run: () => Promise<string>;
  polls: () => Promise<(typeof oddsPolls.$inferSelect)[]>;
  close: () => Promise<void>;
};

/** Which games a world has: away and home by names or codes that its sport knows. */
type Night = {
  sport: Sport;
  leagueName?: string;
  /** Who is asked; The Odds API unless said otherwise. */
  provider?: 'the-odds-api' | 'espn';
  pairs: readonly (readonly [away: string, home: string, hoursLater?: number])[];
  /** The start of those that are no hours later. */
  startMs?: number;
  /** The scoreboard of ESPN has the games as well. */
  hasResults?: boolean;
};

export const NBA_NIGHT: Night = {
  sport: 'NBA',
  pairs: [
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
  ],
};

export async function createWorld(
  environment: Record<string, string> = {},
  night: Night = NBA_NIGHT,
): Promise<World> {
  const { sport, provider = 'the-odds-api', hasResults = false } = night;
  const system = systemClock();
  // A night of the season, in the middle of a month; by the app's clock two days before it.
  const { startMs = Date.parse('2027-01-16T00:10:00Z') } = night;
  let shiftMs = startMs - 48 * HOUR_MS - system.nowMs();
  const clock = { ...system, nowMs: () => system.nowMs() + shiftMs };
  const games = night.pairs.map(([away, home, hoursLater = 0]) => {
    return { away, home, startMs: startMs + hoursLater * HOUR_MS };
  });
  const servers: SimulatedProvider[] = [];
  const settings: Record<string, string> = {};
  for (const name of hasResults ? ([provider, 'espn'] as const) : [provider]) {
    const of = { sport, provider: name, seed: 3, clock, logger: silentLogger(), key: KEY };
    const one = createSimulatedProvider(of);
    const { url } = await one.start();
    one.addGames(games);
    servers.push(one);
    Object.assign(settings, simulatedSport(sport, name).settings({ url, key: KEY }));
  }
  const [server] = servers;
  if (server === undefined) throw new Error('nobody is asked');
  const test: TestApp = await createTestApp({
    clock,
    environment: {
      ...NO_PROVIDER,
      ...settings,
      ...environment,
    },
  });
  const { app } = test;
  await ingest(app, night, games);
  const providers = buildProviders(app);
  return {
    app,
    providers,
    server,
    startMs,
    goTo: (minutesBefore) => {
      shiftMs = startMs - minutesBefore * MINUTE_MS - system.nowMs();
    },
    run: () => updateOdds(oddsCollection(app, providers), new AbortController().signal),
    polls: () => app.database.db.select().from(oddsPolls).orderBy(oddsPolls.plannedAt),
    async close() {
      await providers.close();
      await test.close();
      for (const one of servers) await one.stop();
    },
  };
}

type Listed = { away: string; home: string; startMs: number };

async function ingest(app: App, { sport, leagueName }: Night, listed: readonly Listed[]) {
  const lines = listed.map(({ away, home, startMs }) => {
    const start = new Date(startMs).toISOString();
    return `${start.slice(0, 10)},${start.slice(11, 16)},${home},${away},UTC`;
  });
  const csv = ['date,time,home_team,away_team,timezone', ...lines].join('\n');
  const seasonYear = new Date(listed[0]?.startMs ?? 0).getUTCFullYear();
  const inYear = sport === 'MLB' ? { seasonYear } : {};
  await app.ingestService.ingest(
    ingestRequest(csv, { sport, ...inYear, ...(leagueName ? { leagueName } : {}) }),
  );
}
