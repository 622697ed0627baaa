import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { buildApp } from '../src/app/build-app.ts';
import { buildControl } from '../src/app/build-control.ts';
import { loadControlParts } from '../src/features/control-parts.ts';
import { openDatabase } from '../src/db/database.ts';
import { firstRow } from '../src/db/rows.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { fillWithGames } from './page-data.ts';
import { startBenchWorld } from './world.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A statement that runs longer than this in the database is listed with its plan. */
const SLOW_STATEMENT_MS = 20;

/** Requests of each page that count; as many as a twentieth of them may be slower than the p95. */
const REQUESTS = 40;

/** Requests of each page before that, for plans and pages of the database to be in memory. */
const WARM_UP = 3;

/** How quickly one address answers, one request at a time, from the request to the end of its body. */
export type PageMeasurement = {
  path: string;
  status: number;
  p50Ms: number;
  p95Ms: number;
  /** Statements that ran over SLOW_STATEMENT_MS in the database, the slowest run of each. */
  slowStatements: readonly SlowStatement[];
};

export type SlowStatement = { durationMs: number; runs: number; plan: string };

/**
 * Fills a scratch database with `games` games and their tasks, and asks a control server for its pages: for those
 * whose address holds `only`, where that is given.
 */
export async function measurePages(games: number, only?: string): Promise<PageMeasurement[]> {
  const world = await startBenchWorld('postgres', { HTTP_REQUESTS_PER_MINUTE: '0', PORT: '0' });
  if (!world) throw new Error('there is no PostgreSQL to measure with');
  try {
    await fill(world.environment, games);
    await tellSlowStatements(world.app.database.db);
    return await askServer(world.environment, only);
  } finally {
    await world.close();
  }
}

/** On a connection that waits for as long as a million games take: those of a process give up sooner. */
async function fill(
  { DATABASE_URL: url = '' }: Readonly<Record<string, string>>,
  games: number,
): Promise<void> {
  const database = openDatabase({
    url,
    poolMax: 1,
    applicationName: 'scoracle-bench',
    logger: silentLogger(),
  });
  try {
    await fillWithGames(database.db, games);
  } finally {
    await database.close();
  }
}

/** Starts a control server of its own, whose connections tell what takes long, and asks it for its pages. */
export async function askServer(
  environment: Readonly<Record<string, string>>,
  only = '',
): Promise<PageMeasurement[]> {
  const app = await buildApp({
    processName: 'control',
    environment,
    projectRoot: PROJECT_ROOT,
    overrides: { logger: silentLogger() },
  });
  const slow = new Map<string, SlowStatement>();
  app.database.pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => note(slow, message));
  });
  const control = buildControl(app, await loadControlParts(), () => undefined);
  const server = control.services.find((service) => service.name === 'http-server');
  try {
    if (!server) throw new Error('the control process has no server');
    await server.start();
    const measured: PageMeasurement[] = [];
    const paths = await findPaths(app.database.db);
    for (const path of paths.filter((one) => one.includes(only))) {
      measured.push(await measurePage(control.url(), path, slow));
    }
    return measured;
  } finally {
    await server?.stop();
    await control.close();
    await app.close();
  }
}

/** PostgreSQL tells the connection itself, in a notice with the plan, what took long. */
async function tellSlowStatements(db: Parameters<typeof fillWithGames>[0]): Promise<void> {
  for (const [name, value] of [
    ['session_preload_libraries', 'auto_explain'],
    ['auto_explain.log_min_duration', String(SLOW_STATEMENT_MS)],
    ['auto_explain.log_level', 'notice'],
  ]) {
    await db.execute(sql.raw(`alter role current_user set ${name} = '${value}'`));
  }
}

/** The pages that people and tools ask for most, with words that stand in the data. */
async function findPaths(db: Parameters<typeof fillWithGames>[0]): Promise<readonly string[]> {
  const found = await firstRow<{ team: string; other: string; game: number; date: string; season: number }>(
    db,
    sql`
      select home.abbreviation as team, away.abbreviation as other, game.id as game, game.slate_date::text as date,
             season.year as season
      from games as game join sports as sport on sport.id = game.sport_id
      join seasons as season on season.id = game.season_id
      join teams as home on home.id = game.home_team_id join teams as away on away.id = game.away_team_id
      where sport.display_name = 'NBA' and game.slate_date = current_date - 100 limit 1`,
  );
  if (!found) throw new Error('the scratch database has no games');
  const { team, other, game, date, season } = found;
  const searches = [
    '',
    `?q=${team}`,
    `?q=${team}+%40+${other}`,
    `?q=${date}`,
    `?q=%23${game}`,
    `?q=${team}+%40+${other}+${date}`,
  ];
  const tasks = [
    'status=completed',
    'status=failed',
    'status=cancelled',
    'status=pending',
    'days=7',
    'days=7&status=failed',
    'sport=NBA',
    'sport=NFL&status=failed',
    'sport=FOOTBALL&status=completed',
    'error_type=timeout',
    'q=box+score',
    'q=nothing-of-this-name',
  ].map((query) => `?${query}`);
  const year = Number(date.slice(0, 4)) - 5;
  const filters = [
    'league=NBA',
    `season=${year}`,
    `sport=NBA&season=${year}&status=completed`,
    'seeding_status=pending',
    'status=postponed',
    `from=${year}-01-01&until=${year}-03-31&order=desc`,
    `q=${team}+timeout`,
    'q=held',
  ].map((query) => `?${query}`);
  return [
    '/',
    ...[...tasks, ...searches].map((query) => `/tasks${query}`),
    ...[...searches, '?q=nothing-of-this-name', ...filters].map((query) => `/games${query}`),
    '/admin/tasks',
    '/admin/tasks?status=completed&limit=500',
    '/admin/games',
    '/admin/games?sport=NFL&status=completed',
    `/admin/games?season=${season}`,
    `/admin/games?season=${season}&sport=FOOTBALL&limit=500`,
    `/admin/games?date=${date}`,
    '/metrics',
    `/games/${game}`,
  ];
}

async function measurePage(
  url: string,
  path: string,
  slow: Map<string, SlowStatement>,
): Promise<PageMeasurement> {
  const timesMs: number[] = [];
  let status = 0;
  for (let request = 0; request < WARM_UP + REQUESTS; request += 1) {
    if (request === WARM_UP) slow.clear();
    const startedAt = performance.now();
    const response = await fetch(url + path, { redirect: 'manual' });
    await response.arrayBuffer();
    if (request >= WARM_UP) timesMs.push(performance.now() - startedAt);
    ({ status } = response);
    // A page that takes seconds has told enough.
    if (timesMs.length >= 5 && timesMs.reduce((sum, one) => sum + one, 0) > 5_000) break;
  }
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number => timesMs[Math.ceil(timesMs.length * share) - 1] ?? Number.NaN;
  return { path, status, p50Ms: at(0.5), p95Ms: at(0.95), slowStatements: [...slow.values()] };
}

function note(slow: Map<string, SlowStatement>, message: string): void {
  const [, duration = '', plan = ''] = /^duration: ([\d.]+) ms\s+plan:\n(.*)$/s.exec(message) ?? [];
  if (plan === '') return;
  const durationMs = Number(duration);
  const [text = plan] = plan.split('\n', 1);
  const known = slow.get(text);
  const runs = (known?.runs ?? 0) + 1;
  slow.set(text, known && known.durationMs >= durationMs ? { ...known, runs } : { durationMs, runs, plan });
}

/** The measurements as lines of text: one for each page, and below it what took long in the database. */
export function pageLines(pages: readonly PageMeasurement[], hasPlans: boolean): string {
  return pages
    .map(({ path, status, p50Ms, p95Ms, slowStatements }) => {
      const statements = slowStatements.map(({ durationMs, runs, plan }) => {
        const text = hasPlans ? plan : plan.replaceAll(/\s+/g, ' ').slice(0, 160);
        return `    ${durationMs.toFixed(0)} ms, ${runs} of ${REQUESTS} over ${SLOW_STATEMENT_MS} ms: ${text}\n`;
      });
      const times = `p50 ${p50Ms.toFixed(1).padStart(7)} ms  p95 ${p95Ms.toFixed(1).padStart(7)} ms`;
      return `${path.padEnd(46)} ${status}  ${times}\n${statements.join('')}`;
    })
    .join('');
}
