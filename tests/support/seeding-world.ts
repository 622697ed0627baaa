import { loadWorkerParts } from '../../src/features/worker-parts.ts';
import { createJobRunner } from '../../src/jobs/schedules/runner.ts';
import { DateTime } from 'luxon';
import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import type { ProviderLimits } from '../../src/app/build-limits.ts';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type Sport, sportSlug } from '../../src/domain/sport.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import type { ConfiguredProvider } from '../../src/providers/registry.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../../simulator/provider/sports.ts';
import { createActiveRuns } from '../../workers/run-registry.ts';
import { whileRunning } from '../../workers/while-running.ts';
import { createWorkerSet } from '../../workers/worker-set.ts';
import { NO_PROVIDER } from './no-provider.ts';
import { type TestApp, createTestApp } from './test-app.ts';
import { ingestRequest } from './ingest-request.ts';

/** A league with one slate, whose games started some hours ago: real app, real store, simulated provider. */
/** No call is under way, and every body that a call of a game names is kept. */
const CALLS_STORED = `
  not exists (select from api_usage where outcome = 'in_flight')
  and exists (select from api_usage where body_hash is not null and game_id is not null)
  and not exists (
    select from api_usage as asked where asked.body_hash is not null and asked.endpoint <> '/status'
    and not exists (select from provider_payloads as kept where kept.body_hash = asked.body_hash))`;

export type SeedingWorld = {
  test: TestApp;
  app: App;
  provider: SimulatedProvider;
  /** Starts a worker set in this process. */
  startWorkers: (
    concurrency?: number,
    /** Takes the recurrent jobs of workers as well, where it says so. */
    options?: { runsJobs?: boolean },
  ) => Promise<{ stop: () => Promise<void>; workerId: string }>;
  /** Has a recurrent job of workers come all the time, as soon as workers are started. */
  recur: (name: string) => Promise<void>;
  /** Ingests games whose windows opened a moment ago; the pairs are abbreviations, away first. */
  ingestDue: (
    pairs: readonly (readonly [string, string])[],
    hoursAgo?: number,
    past?: 'all' | 'none',
  ) => Promise<void>;
  /** Resolves when `condition` (an SQL expression over the database) is true; rejects after `timeoutMs`. */
  until: (condition: string, timeoutMs?: number) => Promise<void>;
  /** Resolves when calls and bodies are stored: workers write them together, a moment after their game. */
  callsStored: () => Promise<void>;
  tasks: () => Promise<TaskView[]>;
  close: () => Promise<void>;
};

export type TaskView = {
  id: number;
  gameId: number;
  status: string;
  holdReason: string | null;
  holdDetail: string | null;
  errorType: string | null;
  errorMessage: string | null;
  retryCount: number;
  players: number | null;
  teams: number | null;
  calls: number;
  seedingStatus: string;
  gameStatus: string;
};

export async function createSeedingWorld(options: {
  store: 'postgres' | 'redis';
  /** NBA by default. */
  sport?: Sport;
  environment?: Record<string, string>;
  /** Providers beside the simulated one. */
  providers?: readonly ConfiguredProvider[];
  /** The clock of the app; the provider's is the system's. */
  clock?: Clock;
  /** Statements that change the fresh database before the app opens it. */
  prepareDatabase?: readonly string[];
  /** The search path of its connections, where it is another than ours. */
  searchPath?: string;
  /** What in-process workers share about the provider's limits, where it is not what the app makes of its store. */
  limitsOf?: (app: App) => ProviderLimits;
  /** Puts something between us and the provider: gives the address to use instead of its own. */
  reachProvider?: (url: string) => Promise<string>;
}): Promise<SeedingWorld> {
  const { sport = 'NBA', reachProvider = async (own: string) => own } = options;
  const simulated = simulatedSport(sport);
  const provider = createSimulatedProvider({
    sport,
    seed: 7,
    clock: systemClock(),
    logger: silentLogger(),
    dials: { plan: 'ultra', perSecond: null },
  });
  const { url } = await provider.start();
  const test = await createTestApp({
    store: options.store,
    providers: options.providers ?? [],
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.prepareDatabase ? { prepareDatabase: options.prepareDatabase } : {}),
    ...(options.searchPath === undefined ? {} : { searchPath: options.searchPath }),
    environment: {
      ...NO_PROVIDER,
      ...simulated.settings({ url: await reachProvider(url), key: 'simulated' }),
      API_SPORTS_PLAN: 'ultra',
      RETRY_BACKOFF_SECONDS: '1,1,1',
      // Most tests are about the first pass and wait for all tasks to end.
      CORRECTION_DELAYS_HOURS: '',
      NOT_FINAL_STEP_SECONDS: '1',
      LEASE_SECONDS: '4',
      SHUTDOWN_DEADLINE_SECONDS: '5',
      // What a plan does alone is seen best where no other takes over.
      SEEDING_FALLBACK: 'off',
      ...options.environment,
    },
  });
  const { app } = test;
  const stops: (() => Promise<void>)[] = [];
  const waitingJobs: string[] = [];
  let areWorkersThere = false;

  async function startWorkers(concurrency = 4, { runsJobs = false } = {}) {
    const providers: Providers = buildProviders(app, options.limitsOf?.(app));
    const queues = [`seeding-${sportSlug(sport)}`, 'work', ...(runsJobs ? ['maintenance'] : [])];
    const workers = createWorkerSet({ app, providers, parts: await loadWorkerParts(), queues, concurrency });
    await workers.start();
    areWorkersThere = true;
    for (const name of waitingJobs.splice(0)) await startJob(name);
    const stop = async (): Promise<void> => {
      await workers.stop();
      await providers.close();
    };
    stops.push(stop);
    return { stop, workerId: workers.workerId };
  }

  async function recur(name: string): Promise<void> {
    if (areWorkersThere) await startJob(name);
    else waitingJobs.push(name);
  }

  async function startJob(name: string): Promise<void> {
    const providers: Providers = buildProviders(app, options.limitsOf?.(app));
    const runs = createActiveRuns(app.clock);
    const { jobs } = await loadWorkerParts();
    const job = jobs.declare(app.config, { ...app.registry, canAsk: () => true })[name];
    const work = jobs.workers({ app, providers, whileRunning: whileRunning(runs) })[name];
    if (!job || !work) throw new Error(`workers have no job ${name}`);
    const runner = createJobRunner({
      db: app.database.db,
      jobs: { [name]: { ...job, cadence: { everyMs: 300 }, offBecause: undefined } },
      work: { [name]: work },
      holder: 'test',
      clock: app.clock,
      logger: app.logger,
      tracer: app.tracer,
      pollMs: 100,
    });
    await runner.start();
    stops.push(async () => {
      await runner.stop();
      await providers.close();
    });
  }

  async function until(condition: string, timeoutMs = 120_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const row = await firstRow<{ met: boolean }>(app.database.db, sql.raw(`select (${condition}) as met`));
      if (row?.met) return;
      if (Date.now() > deadline) {
        throw new Error(`not met in time: ${condition}\n${JSON.stringify(await tasks(), null, 1)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async function tasks(): Promise<TaskView[]> {
    return rowsOf<TaskView>(
      app.database.db,
      sql`select task.id, task.game_id as "gameId", task.status, task.hold_reason as "holdReason",
                 task.hold_detail as "holdDetail", task.error_type as "errorType",
                 task.error_message as "errorMessage", task.retry_count as "retryCount", task.player_count as players,
                 task.team_count as teams, task.api_calls_made as calls, game.seeding_status as "seedingStatus",
                 game.status as "gameStatus"
          from seeding_tasks as task join games as game on game.id = task.game_id order by task.id`,
    );
  }

  return {
    test,
    app,
    provider,
    startWorkers,
    recur,
    until,
    callsStored: () => until(CALLS_STORED),
    tasks,
    async ingestDue(pairs, hoursAgo = 4, past = 'all') {
      const start = DateTime.utc().minus({ hours: hoursAgo, seconds: 5 }).startOf('second');
      provider.addGames(pairs.map(([away, home]) => ({ away, home, startMs: start.toMillis() })));
      const csv = [
        'date,time,home_team,away_team,timezone,league',
        ...pairs.map(
          ([away, home]) =>
            `${start.toISODate()},${start.toFormat('HH:mm:ss')},${home},${away},UTC,${simulated.example.league}`,
        ),
      ].join('\n');
      const result = await app.ingestService.ingest(
        ingestRequest(csv, { sport, seasonYear: start.month >= 7 ? start.year : start.year - 1, past }),
      );
      if (result.games_added !== pairs.length) throw new Error(`not ingested: ${JSON.stringify(result)}`);
      // Whatever the calendar says of the day on which the test runs.
      await app.database.db.execute(sql`update games set game_type = 'regular' where game_type <> 'regular'`);
    },
    async close() {
      for (const stop of stops) await stop();
      await provider.stop();
      await test.close();
    },
  };
}
