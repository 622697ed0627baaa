import { loadControlParts } from '../src/features/control-parts.ts';
import { Readable } from 'node:stream';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { createControlChores } from '../src/app/control-chores.ts';
import { firstRow } from '../src/db/rows.ts';
import { type BoxScoreSport, sportSlug } from '../src/domain/sport.ts';
import { systemClock } from '../src/platform/clock.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { FOOTBALL_LEAGUES } from '../simulator/provider/football/clubs.ts';
import type { GameRequest } from '../simulator/provider/simulated-api.ts';
import { type SimulatedProvider, createSimulatedProvider } from '../simulator/provider/simulated-provider.ts';
import { simulatedSport } from '../simulator/provider/sports.ts';
import type { SimulatedProviderStats } from '../simulator/provider/usage-stats.ts';
import { type DemoProcess, startProcess } from '../simulator/demo/processes.ts';
import { type BlanketSweep, blanketSweep } from './blanket-sweep.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A season that is over, so that every window is open: the time between games is what is left out. */
const SEASON = 2025;

/** Limits of the season's account: the largest rate that is sold (1,200 a minute, 20 a second), and days enough. */
const LIMITS = { perSecond: 20, perMinute: 1_200, perDay: 1_000_000 };

const WORKERS = 4;

/** A worker is killed when this share of the games is seeded. */
const KILL_AT = 0.25;

export type SeasonMeasurement = {
  sport: BoxScoreSport;
  games: number;
  seeded: number;
  workers: number;
  wasOneKilled: boolean;
  calls: number;
  callsByEndpoint: Readonly<Record<string, number>>;
  callsPerGame: number;
  blanket: BlanketSweep;
  /** Calls saved against the blanket sweep, in percent. */
  reductionPercent: number;
  /** What the provider counted: calls over a limit, and the busiest minute. */
  limits: SimulatedProviderStats['limits'];
  durationSeconds: number;
};

export type SeasonOptions = {
  sport: BoxScoreSport;
  /** The first so many games only. */
  games?: number | undefined;
  /** Ends one of the workers as a crash would, on the way. */
  isOneKilled?: boolean | undefined;
};

/** Seeds a simulated season with four worker processes that start cold, and counts what the provider was asked. */
export async function measureSeason({
  sport,
  games,
  isOneKilled,
}: SeasonOptions): Promise<SeasonMeasurement> {
  const requests = simulatedSport(sport).generateSeason({ seed: 1, season: SEASON }).slice(0, games);
  const provider = createSimulatedProvider({
    sport,
    clock: systemClock(),
    logger: silentLogger(),
    plan: 'custom',
    games: requests,
    dials: { ...LIMITS, latencyMs: 30 },
  });
  const { url } = await provider.start();
  const world = await startBenchWorld('postgres', {
    ...simulatedSport(sport).settings({ url, key: 'key-of-the-bench' }),
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
    // The first pass only: what is read again later is another question.
    CORRECTION_DELAYS_HOURS: '90000',
  });
  if (!world) throw new Error('there is no PostgreSQL to measure with');
  const chores = createControlChores(world.app, await loadControlParts());
  const workers: DemoProcess[] = [];
  try {
    await ingest(world, sport, requests);
    await chores.start();
    const startedAt = performance.now();
    for (let number = 1; number <= WORKERS; number += 1) workers.push(startWorker(world, sport, url, number));
    if (isOneKilled) {
      await untilSeeded(world, Math.ceil(requests.length * KILL_AT));
      workers[0]?.child.kill('SIGKILL');
    }
    const seeded = await untilSeeded(world, requests.length);
    const durationSeconds = (performance.now() - startedAt) / 1000;
    return describe({
      sport,
      provider,
      requests,
      seeded,
      durationSeconds,
      wasOneKilled: isOneKilled === true,
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await chores.stop();
    await world.close();
    await provider.stop();
  }
}

function describe(run: {
  sport: BoxScoreSport;
  provider: SimulatedProvider;
  requests: readonly GameRequest[];
  seeded: number;
  durationSeconds: number;
  wasOneKilled: boolean;
}): SeasonMeasurement {
  const { sport, provider, requests, seeded, durationSeconds, wasOneKilled } = run;
  const { byEndpoint, limits, total } = provider.stats();
  // The account's status is free of charge.
  const calls = total - (byEndpoint['/status']?.total ?? 0);
  const blanket = blanketSweep(sport, requests);
  return {
    sport,
    games: requests.length,
    seeded,
    workers: WORKERS,
    wasOneKilled,
    calls,
    callsByEndpoint: Object.fromEntries(
      Object.entries(byEndpoint).map(([endpoint, count]) => [endpoint, count.total]),
    ),
    callsPerGame: calls / requests.length,
    blanket,
    reductionPercent: 100 * (1 - calls / blanket.calls),
    limits,
    durationSeconds,
  };
}

function startWorker(world: BenchWorld, sport: BoxScoreSport, url: string, number: number): DemoProcess {
  return startProcess({
    name: `worker-${number}`,
    entry: 'workers/main.ts',
    args: ['--queues', `seeding-${sportSlug(sport)},maintenance`, '--concurrency', '10'],
    environment: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...world.environment,
      ...simulatedSport(sport).settings({ url, key: 'key-of-the-bench' }),
      API_SPORTS_PLAN: 'custom',
      API_SPORTS_PER_SECOND: String(LIMITS.perSecond),
      API_SPORTS_PER_MINUTE: String(LIMITS.perMinute),
      API_SPORTS_PER_DAY: String(LIMITS.perDay),
      LOG_LEVEL: 'warn',
    },
    logFile: path.join(world.folder, `worker-${number}.log`),
    projectRoot: PROJECT_ROOT,
  });
}

/** Ingests the season as schedules tell it: one file, or one for each league of football. */
async function ingest(
  { app }: BenchWorld,
  sport: BoxScoreSport,
  requests: readonly GameRequest[],
): Promise<void> {
  const leagueOf = new Map(
    FOOTBALL_LEAGUES.flatMap((league) => league.clubs.map((club) => [club.name, league] as const)),
  );
  const files = new Map<string | undefined, GameRequest[]>();
  for (const request of requests) {
    const found = sport === 'FOOTBALL' ? leagueOf.get(request.home)?.name : undefined;
    const league = found === 'Major League Soccer' ? 'MLS' : found;
    files.set(league, [...(files.get(league) ?? []), request]);
  }
  for (const [league, games] of files) {
    const rows = games.map(({ home, away, startMs }) => {
      const start = new Date(startMs).toISOString();
      return {
        date: start.slice(0, 10),
        time: start.slice(11, 19),
        home_team: home,
        away_team: away,
        timezone: 'UTC',
      };
    });
    const result = await app.ingestService.ingest({
      source: Readable.from([Buffer.from(JSON.stringify({ sport, season: SEASON, games: rows }))]),
      sourceName: `${league ?? sport}.json`,
      sport,
      ...(league === undefined ? {} : { leagueName: league }),
      seasonYear: SEASON,
      format: 'json',
      isSync: false,
      isDryRun: false,
      isStrict: false,
      past: 'all',
      actor: 'bench',
    });
    if (result.games_added !== games.length) {
      const { quarantined, ...counts } = result;
      throw new Error(`not ingested: ${JSON.stringify({ counts, quarantined: quarantined.slice(0, 3) })}`);
    }
  }
}

/** Resolves with the number of seeded games when so many are, or when nothing moves any more. */
async function untilSeeded({ app }: BenchWorld, wanted: number): Promise<number> {
  let last = { seeded: -1, atMs: Date.now() };
  for (;;) {
    const row = await firstRow<{ seeded: number; failed: number }>(
      app.database.db,
      sql`select count(*) filter (where status = 'completed') as seeded, count(*) filter (where status = 'failed') as failed
          from seeding_tasks where pass = 'first'`,
    );
    const seeded = row?.seeded ?? 0;
    if (seeded + (row?.failed ?? 0) >= wanted) return seeded;
    if (seeded !== last.seeded) last = { seeded, atMs: Date.now() };
    if (Date.now() - last.atMs > 120_000) return seeded;
    await systemClock().sleep(250);
  }
}

/** A season's figures as people read them. */
export function seasonLines(season: SeasonMeasurement): string {
  const { limits, blanket } = season;
  const over = limits.overDay + limits.overCalendarMinute + limits.overSlidingMinute + limits.overSecond;
  const endpoints = Object.entries(season.callsByEndpoint)
    .map(([endpoint, count]) => `${endpoint} ${count}`)
    .join(', ');
  return [
    `${season.sport} ${SEASON}: ${season.seeded} of ${season.games} games seeded by ${season.workers} workers in ${season.durationSeconds.toFixed(0)} s${season.wasOneKilled ? ', one of them killed on the way' : ''}`,
    `  calls ${season.calls} (${endpoints}), ${season.callsPerGame.toFixed(3)} a game`,
    `  blanket sweep ${blanket.calls} calls (${blanket.teams} teams and ${blanket.players} players on ${blanket.days} days): ${season.reductionPercent.toFixed(2)} % fewer`,
    `  over a limit, as the provider counted: ${over}; refused ${limits.refused}; busiest minute ${limits.maxPerSlidingMinute} of ${LIMITS.perMinute}`,
    '',
  ].join('\n');
}
