import { afterEach, expect, it } from 'vitest';
import { FEATURES } from '../../src/features/all-features.ts';
import { loadJobs } from '../../src/features/job-parts.ts';
import { judgeFeatures } from '../../src/monitoring/doctor/feature-checks.ts';
import { runHere } from '../cli/run-here.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

let test: TestServer | undefined;
afterEach(() => test?.close());

const PAGE = { headers: { Accept: 'text/html' } };

it('an installation without an odds side has no odds pages, routes, jobs or commands, and says why', async () => {
  test = await startTestServer({ environment: { ENABLE_BETTING_LINES: 'false' } });
  const { url, app, environment } = test;
  const home = await call(`${url}/`, PAGE);
  expect(home.body).toContain('href="/ratings"');
  expect(home.body).not.toContain('href="/odds/');

  for (const path of ['/odds/movements', '/odds/efficiency', '/odds/events', '/games/1/odds']) {
    const page = await call(`${url}${path}`, PAGE);
    expect([path, page.status]).toEqual([path, 404]);
    expect(page.body).toContain('ENABLE_BETTING_LINES');
  }
  const route = await call(`${url}/admin/games/1/odds`);
  expect(route).toMatchObject({ status: 404, body: { detail: expect.stringContaining('BETTING_LINES') } });
  expect((await call(`${url}/admin/leagues`)).status).toBe(200);

  const jobs = await loadJobs();
  const off = Object.entries(jobs.declare(app.config, app.registry)).filter(([, job]) =>
    job.offBecause?.startsWith('ENABLE_BETTING_LINES'),
  );
  expect(off.map(([name]) => name)).toContain('compute-closing-lines');

  const { exitCode, stderr } = await runHere(['odds', 'lines', '--game-id', '1'], environment);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('ENABLE_BETTING_LINES')]);
  const fair = await runHere(['odds', 'fair', '--prices', '1.9,1.9'], environment);
  expect(fair.exitCode).toBe(0);
});

it('a switch without a source behind it is told of', () => {
  const [verdict, ...others] = judgeFeatures({
    hasOdds: true,
    wantsShotCharts: true,
    wantsPlayByPlay: false,
  });
  expect([verdict?.status, others]).toEqual(['warn', []]);
  expect(FEATURES.filter(({ offBecause }) => offBecause).map(({ name }) => name)).toEqual(['odds']);
});
