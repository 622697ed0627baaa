import { NoStoredBodyError, createStoredPipeline } from '../archive/stored-pipeline.ts';
import { type Replay, createReplay } from '../seeding/replay.ts';
import type { App } from './app.ts';
import { buildAdapters, buildClients } from './build-clients.ts';

/** The engine's parsers and adapters over what is stored instead of over the provider. */
export function buildReplay(app: App): Replay {
  const { clock, database, random } = app;
  const pipeline = createStoredPipeline({ db: database.db, clock, random });
  // Nobody else asks at the same time, so that a batch need not wait for others.
  const clients = buildClients(app, pipeline, { batchWindowMs: 0 });
  return createReplay({
    db: database.db,
    adapters: buildAdapters(app, clients, { sharesCalls: false }),
    isNothingStored: (error) => error instanceof NoStoredBodyError,
  });
}
