import { mkdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { hostOf } from '../../src/providers/client/provider-api.ts';
import { runCli } from '../cli/run-cli.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

/** Where pictures of the pages go, for people; nowhere unless it is set. */
const PICTURES = process.env['SCORACLE_PICTURES'];

let browser: Browser | undefined;
beforeAll(async () => {
  if (browserIsAvailable()) browser = await launchBrowser();
});
afterAll(() => browser?.close());

let test: TestServer | undefined;
afterEach(() => test?.close());

/** Nine games of tonight, a worker that lives on, and what `hold` says of all of them. */
async function nineGames({ hold = '', isKeyless = false }: { hold?: string; isKeyless?: boolean }) {
  test = await startTestServer(isKeyless ? { environment: { API_SPORTS_KEY: '' } } : {});
  const { app } = test;
  const teams = 'ATL BOS BKN CHA CHI CLE DAL DEN DET GSW HOU IND LAC LAL MEM MIA MIL MIN'.split(' ');
  const games = Array.from({ length: 9 }, (_, index) => ({
    // Any night: the windows are set below.
    date: '2027-01-15',
    time: '19:30',
    away_team: teams[2 * index],
    home_team: teams[2 * index + 1],
  }));
  await app.ingestService.ingest({
    source: (async function* () {
      yield Buffer.from(JSON.stringify({ sport: 'NBA', season: 2026, games }));
    })(),
    sourceName: 'tonight.json',
    sport: 'NBA',
    seasonYear: 2026,
    format: 'json',
    isSync: false,
    isDryRun: false,
    isStrict: false,
    past: 'all',
    actor: 'operator',
  });
  const { pool } = app.database;
  await pool.query(`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   state, started_at, last_seen_at)
    values ('w1', 'host', 1, '0', '{}', 1, '{}', 'running', now(), now() + interval '1 hour')`);
  await pool.query(`update seeding_tasks set scheduled_time = now() - interval '20 minutes',
                           due_at = now() + interval '5 minutes', created_at = now() - interval '1 day'`);
  if (hold !== '') await pool.query(`update seeding_tasks set ${hold}`);
  await app.reconciler.run();
  return test;
}

const failedCalls = (server: TestServer) =>
  server.app.database.pool.query(
    `insert into api_usage (request_id, host, endpoint, outcome, detail, duration_ms, started_at)
     select gen_random_uuid(), $1, '/games', 'unavailable', 'HTTP 503', 1, now() - minutes * interval '1 minute'
     from unnest('{25,15,5}'::int[]) as minutes`,
    [hostOf(server.app.config.provider.baseUrls.NBA)],
  );

type Night = {
  what: string;
  hold?: string;
  isKeyless?: boolean;
  prepare?: (server: TestServer) => Promise<unknown>;
  level: 'safe' | 'watch' | 'danger';
  headline: RegExp;
};

const NIGHTS: readonly Night[] = [
  { what: 'a quiet night', level: 'safe', headline: /^Tonight is safe: 9 games due/ },
  {
    what: 'a provider that is down',
    hold: "hold_reason = 'breaker_open', hold_detail = 'HTTP 503', error_type = 'unavailable'",
    prepare: failedCalls,
    level: 'danger',
    headline: /at risk: 9 of 9 games .* down since .*\d\d:\d\d UTC$/,
  },
  {
    what: 'no key',
    isKeyless: true,
    hold: "hold_reason = 'breaker_open', error_type = 'credential'",
    level: 'danger',
    headline: /at risk: 9 of 9 games .* no key /,
  },
  {
    what: 'a day without calls',
    hold: "hold_reason = 'quota', due_at = now() + interval '3 hours'",
    level: 'danger',
    headline: /at risk: 9 of 9 games .* today's calls /,
  },
];

describe('whether tonight is safe', () => {
  it.each(NIGHTS)(
    'is one decision on the page, in health, doctor and commands: $what',
    async ({ what, hold = '', isKeyless = false, prepare, level, headline }) => {
      const server = await nineGames({ hold, isKeyless });
      await prepare?.(server);
      const { environment } = server;
      const health = await call(`${server.url}/health/detailed`);
      expect(health.body.tonight).toMatchObject({ level, headline: expect.stringMatching(headline) });
      const said = String(health.body.tonight.headline);
      const check = health.body.checks.find(({ name }: { name: string }) => name === 'tonight');
      expect(check).toMatchObject({ status: level === 'danger' ? 'degraded' : 'ok', detail: said });

      // A machine under load may take longer than the two seconds that a queue store gets: then it is said once more.
      const runUntilSaid = async (...args: string[]) => {
        let run = await runCli(args, { environment });
        for (let tries = 0; tries < 5 && !run.stdout.includes(said); tries += 1)
          run = await runCli(args, { environment });
        return run;
      };
      const doctor = await runUntilSaid('doctor', '--json');
      const upcoming = await runUntilSaid('monitor', 'upcoming', '--json');
      const status = await runUntilSaid('scheduler', 'status');
      const findings: { name: string; status: string; detail: string }[] =
        JSON.parse(doctor.stdout).findings ?? [];
      const finding = findings.find(({ name }) => name === 'tonight');
      expect(finding?.detail.startsWith(said), doctor.stdout).toBe(true);
      expect(finding?.status).toBe(level === 'danger' ? 'fail' : 'ok');
      expect(JSON.parse(upcoming.stdout).tonight).toMatchObject({ level, headline: said });
      expect(status.stdout.split('\n')[0]).toBe(`${said}.`);

      if (!browser) return;
      const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
      page.setDefaultTimeout(PAGE_PATIENCE_MS);
      await page.goto(`${server.url}/`, { waitUntil: 'domcontentloaded' });
      // What is read first: at the top of the page, in the largest letters, with its level as a word.
      const line = page.locator('.state .headline');
      expect(await line.innerText()).toContain(said);
      expect(await page.locator(`.state.${level}`).count()).toBe(1);
      // The live view puts a new line in place of the old one: between the two there is none.
      await expect.poll(async () => (await line.boundingBox())?.y ?? Infinity).toBeLessThan(300);
      expect(await seriousFindings(page)).toEqual([]);
      if (PICTURES) {
        await mkdir(PICTURES, { recursive: true });
        await page.screenshot({ path: `${PICTURES}/${what.replaceAll(' ', '-')}.png` });
      }
      await page.close();
    },
  );
});
