import type { App } from '../../../src/app/app.ts';
import { openPorts } from '../../../src/app/build-adapters.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createBreakerRegistry } from '../../../src/providers/client/breaker-registry.ts';
import { createHttpClient } from '../../../src/providers/client/http-client.ts';
import { createProviderPipeline } from '../../../src/providers/client/pipeline.ts';
import type { SportPorts } from '../../../src/providers/ports.ts';
import { DEFAULT_DIALS } from '../../../simulator/provider/dials.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../../simulator/provider/sports.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { createTestApp } from '../../support/test-app.ts';
import { createMemoryLedger } from '../client/memory-ledger.ts';

/** Means something to URLs and to patterns. */
export const KEY = 'conformance.+(k)*y%2F&a=b';

const HOUR_MS = 3_600_000;

/** A sport at a provider: its simulated server, and our client of it over the real pipeline. */
export type ProviderWorld = {
  server: SimulatedProvider;
  app: App;
  /** Fresh ports, whose breakers and quota know of nothing yet, with all that the pipeline records of their calls. */
  open: () => { ports: SportPorts; records: unknown[]; close: () => Promise<void> };
  /** The games of the example, over for hours, or yet to begin where the provider has nothing of what is over. */
  ids: readonly string[];
  startMs: number;
  /** The server as it was at the start. */
  calm: () => void;
  close: () => Promise<void>;
};

export async function createProviderWorld(
  name: string,
  sport: Sport,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProviderWorld> {
  const simulated = simulatedSport(sport, name);
  // On a full hour, most often in the past, and all of them on one day in UTC.
  const { startsInHours = -8 } = simulated.example;
  const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + startsInHours * HOUR_MS;
  const calmDials = { ...DEFAULT_DIALS, plan: 'ultra', perSecond: null, movedStartRate: 0 } as const;
  const server = createSimulatedProvider({
    sport,
    provider: name,
    seed: 7,
    clock: systemClock(),
    logger: silentLogger(),
    key: KEY,
    dials: calmDials,
  });
  const { url } = await server.start();
  const added = server.addGames(simulated.example.pairs.map(([away, home]) => ({ away, home, startMs })));
  const ids = server
    .games()
    .filter(({ id }) => added.includes(id))
    .map(({ id, writtenId = String(id) }) => writtenId);
  const test = await createTestApp({
    environment: {
      ...NO_PROVIDER,
      API_SPORTS_PLAN: 'ultra',
      ...simulated.settings({ url, key: KEY }),
      ...environment,
    },
  });
  return {
    server,
    app: test.app,
    ids,
    startMs,
    open: () => openWorld(test.app, name, sport),
    calm() {
      server.setDials(calmDials);
      server.reset();
    },
    async close() {
      await server.stop();
      await test.close();
    },
  };
}

function openWorld(app: App, name: string, sport: Sport): ReturnType<ProviderWorld['open']> {
  const { clock } = app;
  const httpClient = createHttpClient();
  const breakers = createBreakerRegistry({ clock });
  const records: unknown[] = [];
  const pipeline = createProviderPipeline({
    httpClient,
    ledger: createMemoryLedger(clock, { perSecond: 1_000, perMinute: 1_000, perDay: 7_500 }),
    breakers,
    clock,
    random: () => 0.5,
    logger: silentLogger(),
    onCallStart: (start) => records.push(start),
    onCall: (record) => records.push(record),
  });
  const ports = openPorts(app, pipeline).get(name)?.[sport];
  if (!ports) throw new Error(`${name} opens nothing for ${sport}`);
  return {
    ports,
    records,
    async close() {
      await httpClient.close();
      breakers.shutdown();
    },
  };
}
