import { loadControlParts } from '../../src/features/control-parts.ts';
import { eq, sql } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createControlChores } from '../../src/app/control-chores.ts';
import { jobSchedules } from '../../src/db/schema/job-schedules.ts';
import type { Service } from '../../src/platform/service.ts';
import { runHere } from '../cli/run-here.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

const ADMIN = 'the-admin-token';

describe('recurrent jobs of an installation', () => {
  let test: TestServer;
  let chores: Service;
  let browser: Browser | undefined;

  beforeAll(async () => {
    test = await startTestServer({ environment: { ADMIN_TOKEN: ADMIN, READER_TOKEN: 'a-reader-token' } });
    chores = createControlChores(test.app, await loadControlParts());
    await chores.start();
    if (browserIsAvailable()) browser = await launchBrowser();
    await vi.waitFor(async () => expect((await job('reconcile')).runs).toBeGreaterThan(0), 30_000);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await chores?.stop();
    await test?.close();
  });

  const ask = (path: string, method = 'GET', body?: object) =>
    call(`${test.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  const job = async (name: string) => (await ask(`/admin/jobs/${name}`)).body;

  const cli = async (...args: string[]) => {
    const { exitCode, stdout } = await runHere([...args, '--json'], test.environment);
    return { exitCode, document: JSON.parse(stdout) };
  };

  /** Makes a job look as if no process had taken it for a day, or as if it kept failing. */
  const pretend = (name: string, set: Partial<typeof jobSchedules.$inferInsert>) =>
    test.app.database.db.update(jobSchedules).set(set).where(eq(jobSchedules.name, name));

  it('are listed by the API and the command line, those of workers as well', async () => {
    const { status, body } = await ask('/admin/jobs');
    expect(status).toBe(200);
    const names = body.jobs.map(({ name }: { name: string }) => name);
    for (const name of ['backup', 'deliver-alerts', 'reconcile', 'refresh-schedules', 'watch-queue-store'])
      expect(names).toContain(name);
    expect(await job('refresh-schedules')).toMatchObject({
      state: 'off',
      problem: expect.stringMatching(/SCHEDULE/),
    });
    expect(await job('prune-records')).toMatchObject({ cron: expect.any(String), time_zone: 'UTC' });
    const listed = await cli('jobs', 'list');
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(listed.document.jobs.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(await cli('jobs', 'show', 'reconcile')).toMatchObject({
      exitCode: 0,
      document: { runs_on: 'both' },
    });
  });

  it('run when somebody asks for it, paused or not, and the command line waits for the end', async () => {
    const before = await job('prune-records');
    expect(await cli('jobs', 'run', 'prune-records', '--wait')).toMatchObject({
      exitCode: 0,
      document: { failed: false, job: { runs: before.runs + 1 } },
    });
    expect(await cli('jobs', 'pause', 'prune-records', '--reason', 'a trial')).toMatchObject({ exitCode: 0 });
    const again = await cli('jobs', 'pause', 'prune-records', '--reason', 'another');
    expect([again.exitCode, again.document.message]).toEqual([0, expect.stringMatching(/already.*a trial/)]);
    expect((await runHere(['jobs', 'show', 'prune-records'], test.environment)).stdout).toMatch(
      /paused +since .* by operator.*: a trial/,
    );
    expect(String((await ask('/jobs/prune-records')).body)).toMatch(/Paused[^]*operator[^]*a trial/);
    const { status, body } = await ask('/admin/jobs/prune-records/run', 'POST', { reason: 'to see' });
    expect([status, body.message]).toEqual([200, expect.stringContaining('stays paused')]);
    await expect.poll(async () => (await job('prune-records')).runs).toBe(before.runs + 2);
    expect(await job('prune-records')).toMatchObject({ state: 'paused' });
    expect(await ask('/admin/jobs/prune-records/resume', 'POST', {})).toMatchObject({ status: 200 });
    expect(await ask('/admin/jobs/prune-records/resume', 'POST', {})).toMatchObject({
      status: 200,
      body: { message: expect.stringContaining('not paused'), job: { pause_reason: null } },
    });
  });

  it('that do not exist or are off are refused with what helps', async () => {
    for (const act of ['run', 'pause', 'resume'])
      expect(await ask(`/admin/jobs/nonsense/${act}`, 'POST', {})).toMatchObject({ status: 404 });
    expect(await ask('/admin/jobs/nonsense')).toMatchObject({ status: 404 });
    expect(await ask('/admin/jobs/backup/run', 'POST', {})).toMatchObject({ status: 409 });
    expect(await ask('/admin/jobs/reconcile/run', 'POST', { resaon: 'x' })).toMatchObject({ status: 400 });
    const unknown = await cli('jobs', 'show', 'nonsense');
    expect(unknown.exitCode).toBe(64);
    expect(unknown.document.error.remedy).toContain('reconcile');
    expect((await cli('jobs', 'run', 'backup')).exitCode).toBe(1);
  });

  it('of every day are waited for, by either spelling, alone or all in their order', async () => {
    for (const name of ['update_games', 'update_odds'])
      await pretend(name, { offBecause: 'there is no worker' });
    const before = await job('refresh_cache');
    expect(before).toMatchObject({ cron: '0 */6 * * *', time_zone: 'America/New_York' });
    expect(await job('update-games')).toMatchObject({ name: 'update_games', cron: '0 3 * * *' });
    expect(await cli('jobs', 'run', 'refresh-cache')).toMatchObject({
      exitCode: 0,
      document: { name: 'refresh_cache', failed: false, job: { runs: before.runs + 1 } },
    });
    const { exitCode, document } = await cli('jobs', 'run', 'all');
    expect([exitCode, document.jobs.map(({ name }: { name: string }) => name)]).toEqual([
      0,
      ['update_games', 'refresh_cache', 'update_odds'],
    ]);
    expect(document.jobs).toMatchObject([
      { message: expect.stringContaining('there is no worker') },
      { failed: false, job: { runs: before.runs + 2 } },
      { message: expect.stringContaining('there is no worker') },
    ]);
    expect((await cli('jobs', 'run', 'update_games')).exitCode).toBe(1);
    expect((await cli('jobs', 'run', 'refresh_cache', '--no-wait')).document).not.toHaveProperty('failed');
  });

  it('have a history of their runs, for programs, for people and on the command line', async () => {
    const { body } = await ask('/admin/jobs/prune-records/runs?limit=1');
    expect(body.runs).toMatchObject([{ outcome: 'done', is_requested: true }]);
    const older = await ask(`/admin/jobs/prune-records/runs?before=${body.next_before}`);
    expect(older.body.runs.length).toBeGreaterThan(0);
    expect(older.body.runs[0].id).toBeLessThan(body.runs[0].id);
    expect(await ask('/admin/jobs/nonsense/runs')).toMatchObject({ status: 404 });
    expect(await ask('/admin/jobs/reconcile/runs?before=x')).toMatchObject({ status: 400 });
    const { document } = await cli('jobs', 'show', 'prune-records');
    expect(document.history.slice(0, 1)).toMatchObject([{ id: body.runs[0].id, outcome: 'done' }]);
    expect((await runHere(['jobs', 'show', 'prune-records'], test.environment)).stdout).toMatch(/OUTCOME/);
    const page = String((await ask('/jobs/prune-records')).body);
    expect(page).toMatch(/records removed/);
    expect((await ask('/jobs/nonsense')).status).toBe(404);
  });

  it('are run, paused and resumed by no reader', async () => {
    const answer = await call(`${test.url}/admin/jobs/reconcile/run`, {
      method: 'POST',
      headers: { Authorization: 'Bearer a-reader-token' },
    });
    expect(answer.status).toBe(403);
  });

  it('that are late or fail again and again stand in doctor and in the metrics', async () => {
    // No process takes a job any more.
    await chores.stop();
    await pretend('take-up-backfills', { nextDueAt: new Date(Date.now() - 86_400_000) });
    await pretend('prune-payloads', { failuresInARow: 2, lastError: 'the disk is full' });
    const { document } = await cli('doctor');
    const found = document.findings.filter(({ name }: { name: string }) => name === 'recurrent jobs');
    expect(found.map(({ status }: { status: string }) => status)).toEqual(['warn', 'warn']);
    expect(JSON.stringify(found)).toMatch(/take-up-backfills.*24 h|the disk is full/);
    await expect
      .poll(async () => (await ask('/metrics')).body)
      .toMatch(/scoracle_schedule_is_late\{job="take-up-backfills"\} 1/);
    const lateness = await cli('monitor', 'jobs');
    const of = (name: string) => lateness.document.jobs.find((one: { name: string }) => one.name === name);
    expect(of('take-up-backfills')).toMatchObject({ state: 'late' });
    expect(of('take-up-backfills').lateness_ms).toBeGreaterThan(86_000_000);
    expect(of('prune-records').runs).toBeGreaterThan(1);
    const dashboard = String((await ask('/')).body);
    expect(dashboard).toMatch(/late<\/span>\s*<a href="\/jobs\/take-up-backfills">/);
    const { body } = await ask('/metrics');
    expect(body).toMatch(/scoracle_schedule_failures_in_a_row\{job="prune-payloads"\} 2/);
    expect(body).toMatch(/scoracle_schedule_last_run_seconds\{job="reconcile"\} \d+/);
    expect(body).not.toMatch(/scoracle_schedule_lateness_seconds\{job="backup"\}/);
  });

  it('stand on a page that shows what is wrong first, wide and narrow, light and dark', async () => {
    await pretend('prune-payloads', { failuresInARow: 2, lastError: 'the disk is full' });
    const { body } = await ask('/jobs');
    expect(body.indexOf('prune-payloads')).toBeLessThan(body.indexOf('cut-far-leases'));
    expect(body).toContain('the disk is full');
    if (!browser) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1_280, 390]) {
        const context = await browser.newContext({
          colorScheme,
          viewport: { width, height: 900 },
          extraHTTPHeaders: { Authorization: `Bearer ${ADMIN}` },
        });
        const page = await context.newPage();
        await page.goto(`${test.url}/jobs/prune-records`, { timeout: PAGE_PATIENCE_MS });
        expect(await seriousFindings(page)).toEqual([]);
        await page.goto(`${test.url}/jobs`, { timeout: PAGE_PATIENCE_MS });
        expect(await seriousFindings(page)).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect([colorScheme, width, Number(overflow) <= 0]).toEqual([colorScheme, width, true]);
        const folder = process.env['JOBS_PAGE_PICTURES'];
        if (folder)
          await page.screenshot({ path: `${folder}/jobs-${colorScheme}-${width}.png`, fullPage: true });
        await context.close();
      }
    }
  });

  it('stand in the footer of every page where they are late or fail', async () => {
    const footer = async (path: string) =>
      /<footer[^]*<\/footer>/.exec(String((await ask(path)).body))?.[0] ?? '';
    for (const path of ['/', '/games', '/jobs']) {
      // A page shows what was read last, and has it read anew.
      await expect.poll(() => footer(path)).toMatch(/take-up-backfills/);
      expect(await footer(path)).toMatch(/1 failing[^]*prune-payloads/);
    }
    await pretend('take-up-backfills', { nextDueAt: new Date(Date.now() + 3_600_000) });
    await expect.poll(() => footer('/games'), { timeout: 20_000 }).not.toMatch(/take-up-backfills/);
    expect(await footer('/games')).toMatch(/1 failing/);
    await pretend('prune-payloads', { failuresInARow: 0 });
    await expect.poll(() => footer('/games'), { timeout: 20_000 }).toMatch(/come in time/);
    const open = await call(`${test.url}/login`);
    expect(String(open.body)).not.toMatch(/come in time/);
  });

  it('keep a record of who asked for what', async () => {
    const events = await test.app.database.db.execute(
      sql`select kind from system_events where subject = 'prune-records' order by id`,
    );
    expect(events.rows.map(({ kind }) => kind)).toEqual([
      'job_requested',
      'job_paused',
      'job_requested',
      'job_resumed',
    ]);
  });
});
