import { NoStoredBodyError, createStoredPipeline } from '../archive/stored-pipeline.ts';
import { createRunCounts } from '../monitoring/quota/run-counts.ts';
import { type Replay, createReplay } from '../seeding/replay.ts';
import type { App } from './app.ts';
import { buildAdapters, openPorts } from './build-adapters.ts';
import { buildRunSources } from './run-sources.ts';

/**
 * The engine's parsers and adapters over what is stored instead of over the provider; with `onlySource`, over what is
 * stored of that source of box scores alone.
 */
export function buildReplay(app: App, { onlySource }: { onlySource?: string } = {}): Replay {
  const { clock, database, random, registry } = app;
  const onlyGamesOf = (host: string) =>
    registry.atHost(host)?.provider.definition.bodies.onlyGames ?? noneLeftOut;
  const counts = createRunCounts(buildRunSources(app));
  const onRead = counts.addBody;
  const pipeline = createStoredPipeline({ db: database.db, onlyGamesOf, clock, random, onRead });
  // Nobody else asks at the same time, so that a batch need not wait for others.
  const ports = openPorts(app, pipeline, { batchWindowMs: 0 });
  return createReplay({
    db: database.db,
    adapters: buildAdapters(app, ports, { sharesCalls: false, isNothingStored, onlySource }),
    readingOf: counts.readingOf,
    clock,
    isNothingStored,
  });
}

const isNothingStored = (error: unknown): boolean => error instanceof NoStoredBodyError;

const noneLeftOut = (response: unknown): unknown => response;
