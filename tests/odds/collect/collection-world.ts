import type { App } from '../../../src/app/app.ts';
import { type Providers, buildProviders } from '../../../src/app/build-providers.ts';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { games } from '../../../src/db/schema/games.ts';
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
  pairs: readonly (readonly [away: string, home: string])[];
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
  const { sport, pairs, provider = 'the-odds-api' } = night;
  const system = systemClock();
  // A night of the season, in the middle of a month; by the app's clock two days before it.
  const startMs = Date.parse('2027-01-16T00:10:00Z');
  let shiftMs = startMs - 48 * HOUR_MS - system.nowMs();
  const clock = { ...system, nowMs: () => system.nowMs() + shiftMs };
  const server = createSimulatedProvider({
    sport,
    provider,
    seed: 3,
    clock,
    logger: silentLogger(),
    key: KEY,
  });
  const { url } = await server.start();
  const test: TestApp = await createTestApp({
    clock,
    environment: {
      ...NO_PROVIDER,
      ...simulatedSport(sport, provider).settings({ url, key: KEY }),
      ...environment,
    },
  });
  const { app } = test;
  server.addGames(pairs.map(([away, home]) => ({ away, home, startMs })));
  await ingest(app, night, startMs);
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
      await server.stop();
    },
  };
}

async function ingest(app: App, { sport, leagueName, pairs }: Night, startMs: number) {
  const local = new Date(startMs - 5 * HOUR_MS).toISOString();
  const lines = pairs.map(([away, home]) => `${local.slice(0, 10)},${local.slice(11, 16)},${home},${away}`);
  const csv = ['date,time,home_team,away_team', ...lines].join('\n');
  await app.ingestService.ingest(ingestRequest(csv, { sport, ...(leagueName ? { leagueName } : {}) }));
  await app.database.db.update(games).set({ gameDatetime: new Date(startMs) });
}
