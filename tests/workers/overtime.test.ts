import { type Server, createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterAll, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { FIRST_EVENT_ID } from '../../simulator/provider/espn/board-game.ts';
import { createNbaLeague } from '../../simulator/provider/nba/league.ts';
import { createNflLeague } from '../../simulator/provider/nfl/league.ts';
import { resultOf } from '../../simulator/provider/results/play-result.ts';
import { createResultGames } from '../../simulator/provider/results/result-games.ts';
import type { GameRequest } from '../../simulator/provider/simulated-api.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../simulator/provider/simulated-provider.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { NO_PROVIDER } from '../support/no-provider.ts';
import { startProcess } from '../support/processes.ts';
import { createTestApp } from '../support/test-app.ts';

const MINUTE_MS = 60_000;

/** Two sides of each sport, with ESPN's folder of it. */
const NIGHTS = [
  { sport: 'NBA', folder: 'basketball', away: 'LAL', home: 'GSW', regulation: 4 },
  { sport: 'NFL', folder: 'football', away: 'JAX', home: 'LV', regulation: 4 },
  { sport: 'NHL', folder: 'hockey', away: 'TOR', home: 'BOS', regulation: 3 },
] as const;
const SEED = 7;
const FIRST_ID = 50_000;

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

it('a final whistle after regulation of a level game ends nothing, and the one after overtime does', async () => {
  const startMs = DateTime.utc().minus({ minutes: 190 }).startOf('minute').toMillis();
  const servers = new Map<string, { server: SimulatedProvider; id: string; port: number }>();
  for (const night of NIGHTS) {
    const { sport, folder, away, home } = night;
    const id = FIRST_EVENT_ID + idWithOvertime(night, startMs);
    const server = createSimulatedProvider({
      sport,
      provider: 'espn',
      seed: SEED,
      clock: systemClock(),
      logger: silentLogger(),
      games: [{ away, home, startMs, id }],
    });
    closing.push(() => server.stop());
    const { url } = await server.start();
    servers.set(folder, { server, id: String(id), port: Number(new URL(url).port) });
  }
  // Overtime is played for a while: the whole takes 200 minutes, and 190 are over.
  const dial = (patch: object): void => {
    for (const { server, id } of servers.values()) server.setDials({ games: { [id]: patch } });
  };
  dial({ notFinalUntilMs: startMs + 200 * MINUTE_MS, isCalledInOvertime: true });
  const gate = await startGate((folder) => servers.get(folder)?.port);
  closing.push(() => new Promise((resolve) => gate.close(resolve)));

  const test = await createTestApp({
    environment: {
      ...NO_PROVIDER,
      ESPN_ENABLED: 'on',
      ESPN_URL: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
      LIVE_SCORES: 'on',
      BOX_SCORE_SOURCES: 'espn',
      SEEDING_DELAY_MINUTES: '600',
      NOT_FINAL_STEP_SECONDS: '1',
      CORRECTION_DELAYS_HOURS: '',
    },
  });
  closing.push(() => test.close());
  const { db } = test.app.database;
  for (const { sport, away, home } of NIGHTS) {
    const start = DateTime.fromMillis(startMs, { zone: 'utc' });
    const csv = `date,time,home_team,away_team,timezone\n${start.toISODate()},${start.toFormat('HH:mm')},${home},${away},UTC`;
    await test.app.ingestService.ingest(ingestRequest(csv, { sport }));
  }
  const environment = { ...test.environment, LOG_LEVEL: 'info' };
  const worker = await startProcess('workers/main.ts', { environment });
  closing.push(() => worker.crash());
  const look = () =>
    db.execute(
      sql`update job_schedules set next_due_at = now() where name in ('finish-early', 'follow-results')`,
    );
  const stand = async () => {
    await look();
    return rowsOf<{ sport: string; status: string; live: string | null; period: number | null }>(
      db,
      sql`select sport.display_name as sport, game.status, live.status as live, live.period
          from games as game join sports as sport on sport.id = game.sport_id
          left join live_scores as live on live.game_id = game.id order by game.id`,
    );
  };
  const waits = { timeout: 90_000, interval: 1_000 };

  // Each of them is called over, and nobody believes it.
  const refused = async () => {
    await look();
    const lines = worker.log.filter(({ msg }) => msg === 'a final is not believed');
    return new Set(lines.map(({ gameId }) => gameId)).size;
  };
  await expect.poll(refused, waits).toBe(NIGHTS.length);
  for (const game of await stand()) {
    expect(game.status, game.sport).toMatch(/^(scheduled|in_progress)$/);
    expect(game.live, game.sport).not.toBe('completed');
  }
  expect(
    await rowsOf(db, sql`select id from seeding_tasks where status <> 'pending' or due_at < now()`),
  ).toEqual([]);

  dial({ isCalledInOvertime: false });
  await expect.poll(stand, waits).toEqual(
    NIGHTS.map(({ sport, regulation }) => ({
      sport,
      // Of the NHL, the job of results has told so in between.
      status: sport === 'NHL' ? expect.stringMatching(/^(scheduled|in_progress)$/) : 'scheduled',
      live: 'in_progress',
      period: sport === 'NHL' ? expect.toBeOneOf([null, regulation + 1]) : regulation + 1,
    })),
  );

  dial({ notFinalUntilMs: Date.now() - 1 });
  const open = async () => {
    await look();
    return rowsOf(
      db,
      sql`select game.id, game.status, task.status as task, coalesce(task.hold_detail, task.error_message) as why
          from games as game left join seeding_tasks as task on task.game_id = game.id
          where game.status <> 'completed' or task.status <> 'completed'`,
    );
  };
  await expect.poll(open, waits).toEqual([]);
  const ended = await rowsOf<{ sport: string; periods: number; home: number; away: number; seeding: string }>(
    db,
    sql`select sport.display_name as sport, cardinality(home_period_scores) as periods, home_score as home,
               away_score as away, seeding_status as seeding
        from games as game join sports as sport on sport.id = game.sport_id order by game.id`,
  );
  for (const [index, { sport, periods, home, away, seeding }] of ended.entries()) {
    expect(periods, sport).toBeGreaterThan(NIGHTS[index]?.regulation ?? 9);
    if (sport !== 'NFL') expect(home, sport).not.toBe(away);
    expect(seeding, sport).toBe(sport === 'NHL' ? 'skipped' : 'completed');
  }
}, 400_000);

/** The first id at which the seed has a game of two sides go into overtime. */
function idWithOvertime({ sport, away, home, regulation }: (typeof NIGHTS)[number], startMs: number): number {
  for (let id = FIRST_ID; id < FIRST_ID + 2_000; id += 1)
    if (periodsOf(sport, { id, away, home, startMs }) > regulation) return id;
  throw new Error(`no game of the ${sport} goes into overtime`);
}

function periodsOf(sport: (typeof NIGHTS)[number]['sport'], game: GameRequest): number {
  if (sport === 'NHL') {
    const games = createResultGames(sport);
    games.add([game]);
    return games.all().map((one) => resultOf(SEED, sport, one).home.length)[0] ?? 0;
  }
  if (sport === 'NBA') {
    const { games, resultOf: resultOfNba } = createNbaLeague(SEED);
    games.add([game]);
    return games.all().map((one) => resultOfNba(one).home.periods.length)[0] ?? 0;
  }
  const { games, resultOf: resultOfNfl } = createNflLeague(SEED);
  games.add([game]);
  return games.all().map((one) => resultOfNfl(one).home.periods.length)[0] ?? 0;
}

/** One address for the servers of all sports, as ESPN has one: the folder of the path says whose. */
async function startGate(portOf: (folder: string) => number | undefined): Promise<Server> {
  const gate = createServer((incoming, outgoing) => {
    const folder = /\/sports\/([a-z]+)\//.exec(incoming.url ?? '')?.[1] ?? '';
    const port = portOf(folder);
    if (port === undefined) return void outgoing.writeHead(404).end();
    const { method, headers, url: path } = incoming;
    const passed = ask({ host: '127.0.0.1', port, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return gate;
}
