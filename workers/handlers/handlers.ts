import type { App } from '../../src/app/app.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import type { JobKind } from '../../src/queue/catalog.ts';
import type { Delivery, DeliveryOutcome } from '../../src/queue/store.ts';
import { createSeedDelivery } from '../../src/seeding/deliver.ts';
import { createSeedRunner } from '../../src/seeding/run-seed.ts';
import type { ActiveRuns } from '../run-registry.ts';
import { createRefreshHandlers } from './refresh.ts';

export type Handler = (delivery: Delivery) => Promise<DeliveryOutcome>;
export type Handlers = { [K in JobKind]: Handler };

export type HandlerOptions = { app: App; providers: Providers; runs: ActiveRuns; workerId: string };

/** One handler for each kind of the catalog; a kind without one does not compile. */
export function createHandlers(options: HandlerOptions): Handlers {
  const { app } = options;
  return {
    'seed-game': createSeedHandler(options),
    async reconcile() {
      const report = await app.reconciler.run();
      return { kind: 'done', note: JSON.stringify(report.drift) };
    },
    ...createRefreshHandlers(options),
  };
}

/** Gives a delivery to the handler of its kind. */
export async function dispatch(handlers: Handlers, delivery: Delivery): Promise<DeliveryOutcome> {
  const handler = Object.entries(handlers).find(([kind]) => kind === delivery.kind)?.[1];
  if (!handler) return { kind: 'giveUp', note: `there is no handler for jobs of kind ${delivery.kind}` };
  return handler(delivery);
}

function createSeedHandler({ app, providers, runs, workerId }: HandlerOptions): Handler {
  const { config, clock, random, logger, database } = app;
  const runSeed = createSeedRunner({
    db: database.db,
    adapters: providers.adapters,
    takeCallCount: providers.usage.takeCallCount,
    seeding: config.seeding,
    clock,
    random,
    logger,
    workerId,
  });
  return createSeedDelivery({
    db: database.db,
    runSeed,
    runs,
    workerId,
    leaseMs: config.queue.leaseMs,
    maxLostStarts: config.seeding.maxLostStarts,
    clock,
    logger,
  });
}
