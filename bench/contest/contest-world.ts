import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { createControlChores } from '../../src/app/control-chores.ts';
import { loadControlParts } from '../../src/features/control-parts.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { games } from '../../src/db/schema/games.ts';
import { teams } from '../../src/db/schema/reference.ts';
import { seedingTasks } from '../../src/db/schema/tasks.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { slateCsv } from '../../simulator/demo/slate.ts';
import { generateNbaSeason } from '../../simulator/provider/nba/season-schedule.ts';
import type { GameRequest } from '../../simulator/provider/simulated-api.ts';
import { createSimulatedProvider } from '../../simulator/provider/simulated-provider.ts';
import { startBenchWorld, type BenchWorld } from '../world.ts';

/** The queue store of a contest: where the product's jobs live, and those of BullMQ alone. */
export const STORES = ['postgres', 'redis'] as const;
export type Store = (typeof STORES)[number];

/** A season that is over: every game of it is final. */
const FIRST_SEASON = 2025;

/** Seasons that were played in other months than the simulated ones: games of these would lie outside of them. */
const SHIFTED_SEASONS: ReadonlySet<number> = new Set([2020, 2019, 2011]);

/** No limit that a single machine could reach: how quickly a worker may call is not what is measured. */
export const CONTEST_LIMITS = { perSecond: 10_000, perMinute: 600_000, perDay: 10_000_000 };

/** An installation with games to seed, none of them published, and a provider that answers. */
export type ContestWorld = BenchWorld & {
  providerUrl: string;
  gameIds: readonly number[];
  /** When the provider was first asked about a game itself (not its slate), by our id. */
  firstCalls: ReadonlyMap<number, number>;
  /** Starts what a control process does beside answering. */
  startControl: () => Promise<void>;
};

/** Makes the world of one contest; undefined where the machine lacks the store. */
export async function makeContestWorld(options: {
  store: Store;
  games: number;
  latencyMs: number;
  /** More of the environment of all processes. */
  environment?: Readonly<Record<string, string>>;
}): Promise<ContestWorld | undefined> {
  const requests = seasonsOf(options.games);
  const firstCalls = new Map<number, number>();
  const ours = new Map<string, number>();
  const provider = createSimulatedProvider({
    sport: 'NBA',
    clock: systemClock(),
    logger: silentLogger(),
    plan: 'custom',
    games: requests,
    dials: { ...CONTEST_LIMITS, latencyMs: options.latencyMs },
    onQuestion(path, query) {
      const asked =
        path === '/players/statistics'
          ? query.get('game')
          : path === '/games/statistics'
            ? query.get('id')
            : null;
      const gameId = asked === null ? undefined : ours.get(asked);
      if (gameId !== undefined && !firstCalls.has(gameId)) firstCalls.set(gameId, Date.now());
    },
  });
  const { url } = await provider.start();
  const world = await startBenchWorld(options.store, {
    ...options.environment,
    API_SPORTS_NBA_URL: url,
    // A word of the bodies would be taken out of each of them, which has them packed anew; no real key is one.
    API_SPORTS_KEY: 'key-of-the-bench',
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
    CORRECTION_DELAYS_HOURS: '90000',
  });
  if (!world) {
    await provider.stop();
    return undefined;
  }
  await ingest(world, requests);
  await takeBack(world);
  const known = await gamesByName(world);
  for (const { id, homeCode, awayCode, startMs } of provider.games()) {
    const gameId = known.get(keyOf(homeCode, awayCode, startMs));
    if (gameId !== undefined) ours.set(String(id), gameId);
  }
  const chores = createControlChores(world.app, await loadControlParts());
  let hasControl = false;
  return {
    ...world,
    providerUrl: url,
    gameIds: [...known.values()],
    firstCalls,
    async startControl() {
      hasControl = true;
      await chores.start();
    },
    async close() {
      if (hasControl) await chores.stop();
      await world.close();
      await provider.stop();
    },
  };
}

function seasonsOf(count: number): readonly GameRequest[] {
  const requests: GameRequest[] = [];
  for (let season = FIRST_SEASON; requests.length < count; season -= 1)
    if (!SHIFTED_SEASONS.has(season)) requests.push(...generateNbaSeason({ seed: 1, season }));
  return requests.slice(0, count);
}

async function ingest({ app }: BenchWorld, requests: readonly GameRequest[]): Promise<void> {
  const bySeason = new Map<number, GameRequest[]>();
  for (const request of requests) {
    const year = seasonYear(request.startMs);
    bySeason.set(year, [...(bySeason.get(year) ?? []), request]);
  }
  for (const [seasonYear, season] of bySeason) {
    const csv = slateCsv(
      season.map(({ home, away, startMs }) => ({ league: 'NBA', home, away, tipOffMs: startMs })),
    );
    const result = await app.ingestService.ingest({
      source: Readable.from([Buffer.from(csv)]),
      sourceName: `contest-${seasonYear}.csv`,
      sport: 'NBA',
      seasonYear,
      isSync: false,
      isDryRun: false,
      isStrict: true,
      past: 'all',
      actor: 'bench',
    });
    if (result.games_added !== season.length) throw new Error(`not ingested: ${JSON.stringify(result)}`);
  }
}

/** A season is named by the year in which it starts; its games are from October to June. */
function seasonYear(startMs: number): number {
  const start = new Date(startMs);
  return start.getUTCMonth() >= 7 ? start.getUTCFullYear() : start.getUTCFullYear() - 1;
}

/**
 * Takes back what the ingest asked for, so that each contest says itself when a game is due. The tasks are closed as well:
 * a control process would publish open ones again, and games would be seeded before the contest begins.
 */
async function takeBack({ app }: BenchWorld): Promise<void> {
  await app.database.db.update(seedingTasks).set({ status: 'cancelled' });
  for (const queue of app.store.bullQueues()) await queue.obliterate({ force: true });
}

/** Opens the tasks of all games, each due at its time, as yet unpublished. The rows are the same for each contestant. */
export async function openTasks(
  { app, gameIds }: ContestWorld,
  dueAtMs: (index: number) => number,
): Promise<void> {
  const due = JSON.stringify(gameIds.map((gameId, index) => ({ gameId, dueMs: dueAtMs(index) })));
  await app.database.db
    .update(seedingTasks)
    .set({ status: 'pending', dueAt: sql`to_timestamp(due."dueMs" / 1000.0)`, enqueuedAt: null })
    .from(sql`json_to_recordset(${due}::json) as due("gameId" int, "dueMs" float8)`)
    .where(sql`${seedingTasks.gameId} = due."gameId"`);
}

/** Our ids by what names a game. */
async function gamesByName({ app }: BenchWorld): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ id: number; home: string; away: string; start_ms: number }>(
    app.database.db,
    sql`select ${games.id}, home.abbreviation as home, away.abbreviation as away,
               (extract(epoch from ${games.gameDatetime}) * 1000)::float8 as start_ms
        from ${games} join ${teams} as home on home.id = ${games.homeTeamId}
        join ${teams} as away on away.id = ${games.awayTeamId} order by ${games.id}`,
  );
  return new Map(rows.map(({ id, home, away, start_ms: startMs }) => [keyOf(home, away, startMs), id]));
}

function keyOf(home: string, away: string, startMs: number): string {
  return `${home} ${away} ${startMs}`;
}

/** How the tasks stand: when each first started and when it was completed, epoch milliseconds. */
export async function taskTimes({
  app,
}: BenchWorld): Promise<readonly { gameId: number; startedMs: number | null; doneMs: number | null }[]> {
  return rowsOf<{ gameId: number; startedMs: number | null; doneMs: number | null }>(
    app.database.db,
    sql`select ${seedingTasks.gameId} as "gameId",
               (extract(epoch from ${seedingTasks.executionTime}) * 1000)::float8 as "startedMs",
               (extract(epoch from ${seedingTasks.completedAt}) * 1000)::float8 as "doneMs"
        from ${seedingTasks} where ${seedingTasks.pass} = 'first' order by 1`,
  );
}
