import type { App } from '../../src/app/app.ts';
import type { Providers } from '../../src/app/build-providers.ts';
import type { Sport } from '../../src/domain/sport.ts';
import { withLogFields } from '../../src/platform/log-fields.ts';
import { withAllowance } from '../../src/providers/client/quota-class.ts';
import { dailyAllowance } from '../../src/providers/client/quota-windows.ts';
import { type JobKind, OUTDATED_REPEATING_KINDS } from '../../src/jobs/catalog.ts';
import type { KindCatalog } from '../../src/jobs/kinds.ts';
import type { Witness } from '../../src/jobs/ledger/abandoned-claims.ts';
import { createWorkDelivery } from '../../src/jobs/ledger/deliver-work.ts';
import type { Delivery, DeliveryOutcome } from '../../src/jobs/store.ts';
import { createSeedDelivery } from '../../src/seeding/deliver.ts';
import type { DayOfCalls } from '../../src/seeding/fallback.ts';
import { createRosterFetcher } from '../../src/seeding/fetch-roster.ts';
import { createGiveUp } from '../../src/seeding/give-up.ts';
import { createSeedRunner } from '../../src/seeding/run-seed.ts';
import { beginFallback } from '../../src/history/begin-season.ts';
import { startFallbackBackfill } from '../../src/seeding/backfill/fallback-backfill.ts';
import type { ActiveRuns } from '../run-registry.ts';
import { createPaceReader } from '../../src/app/pace-reader.ts';

export type Handler = (delivery: Delivery) => Promise<DeliveryOutcome>;
export type Handlers = { [K in JobKind]: Handler };

export type HandlerOptions = {
  app: App;
  providers: Providers;
  runs: ActiveRuns;
  workerId: string;
  kinds: KindCatalog;
  /** Whether this process may call another worker missing. */
  isWitness: Witness;
  /** Told when a run could not do its work for want of something on this machine. */
  onLocalFailure?: (problem: string) => void;
};

/** One handler for each kind of the catalog; a kind without one does not compile. */
export function createHandlers(options: HandlerOptions): Handlers {
  return { 'seed-game': createSeedHandler(options), 'work-item': createWorkHandler(options) };
}

/** Gives a delivery to the handler of its kind; what it logs names the job. */
export async function dispatch(handlers: Handlers, delivery: Delivery): Promise<DeliveryOutcome> {
  if (OUTDATED_REPEATING_KINDS.some((kind) => kind === delivery.kind))
    return { kind: 'done', note: 'it comes by the schedule of jobs now: see `jobs list`' };
  const handler = Object.entries(handlers).find(([kind]) => kind === delivery.kind)?.[1];
  if (!handler) return { kind: 'giveUp', note: `there is no handler for jobs of kind ${delivery.kind}` };
  return withLogFields({ jobId: delivery.jobId, jobKind: delivery.kind }, () => handler(delivery));
}

function createWorkHandler({ app, kinds, runs, workerId, isWitness }: HandlerOptions): Handler {
  const { config, clock, random, logger, database } = app;
  return createWorkDelivery({
    db: database.db,
    kinds,
    runs,
    workerId,
    leaseMs: config.queue.leaseMs,
    maxLostStarts: config.seeding.maxLostStarts,
    isWitness,
    // Its calls count as its kind says, whatever its code asks for: a low class leaves quota for the higher ones.
    within: ({ name, quotaClass }, work) =>
      withAllowance(
        quotaClass === undefined
          ? { refusedBecause: `work of the kind ${name} names no quotaClass, and may ask no provider` }
          : { atMost: quotaClass },
        work,
      ),
    clock,
    random,
    logger,
  });
}

function createSeedHandler(options: HandlerOptions): Handler {
  const { app, providers, runs, workerId, isWitness, onLocalFailure } = options;
  const { config, clock, random, logger, tracer, database, publisher } = app;
  const { db } = database;
  const { adapters } = providers;
  const runSeed = createSeedRunner({
    db,
    adapters,
    runCalls: providers.usage,
    seeding: config.seeding,
    fetchRoster: createRosterFetcher({ db, sources: providers.leagueSources }),
    giveUp: createGiveUp({
      db,
      adapters,
      seeding: config.seeding,
      callsToday: (sport) => callsToday(app, providers, sport),
      startBackfill: (tx, claim) =>
        startFallbackBackfill(tx, claim, { begin: beginFallback, actor: workerId }),
      publish: publisher.tryPublishPending,
      logger,
      workerId,
    }),
    clock,
    random,
    logger,
    workerId,
    ...(onLocalFailure ? { onLocalFailure } : {}),
    paceOf: createPaceReader(app, providers),
  });
  return createSeedDelivery({
    db,
    runSeed,
    runs,
    runCalls: providers.usage,
    workerId,
    leaseMs: config.queue.leaseMs,
    maxLostStarts: config.seeding.maxLostStarts,
    isWitness,
    clock,
    logger,
    tracer,
  });
}

/** What of a sport's day is used, and what back-filling may use of it. */
async function callsToday(app: App, { ledger }: Providers, sport: Sport): Promise<DayOfCalls> {
  const lead = app.registry.leadOf(sport);
  if (!lead) throw new RangeError(`no provider has box scores of ${sport}`);
  const { day } = await ledger.snapshot(lead.host);
  return { used: day.used, allowance: dailyAllowance(day.limit, 'backfill') };
}
