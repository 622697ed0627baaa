import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type BusyNight, makeBusyNight } from './busy-night.ts';
import { call, startTestServer, type TestServer } from './http-support.ts';

const ADMIN = 'the-admin-token';
const READER = 'the-reader-token';

describe('a reader', () => {
  let test: TestServer;
  let night: BusyNight;
  let browser: Browser | undefined;

  beforeAll(async () => {
    const environment = { ADMIN_TOKEN: ADMIN, READER_TOKEN: READER };
    test = await startTestServer({ environment });
    night = await makeBusyNight(test.app);
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const as = (token: string, path: string, method = 'GET') =>
    call(`${test.url}${path}`, { method, headers: { Authorization: `Bearer ${token}` } });

  it('sees everything', async () => {
    const paths = [
      '/',
      '/games',
      `/games/${night.done}`,
      '/quarantine',
      '/teams',
      '/admin/tasks',
      '/admin/usage',
    ];
    for (const path of [...paths, '/admin/queues', '/admin/queues/api/queues', '/metrics', '/reference']) {
      expect([path, (await as(READER, path)).status]).toEqual([path, 200]);
    }
  });

  it('changes nothing, and is told why', async () => {
    const paths = ['/admin/tasks/1/retry', '/admin/scheduler/pause', '/admin/reconcile', '/scheduler/pause'];
    for (const path of [...paths, '/quarantine/retry', `/games/${night.done}/seed`]) {
      const { status, body } = await as(READER, path, 'POST');
      expect([path, status]).toEqual([path, 403]);
      expect(body.detail).toContain('token of readers');
    }
    expect((await as(READER, '/admin/queues/api/queues/seeding-nba/pause', 'PUT')).status).toBe(403);
    expect((await as(ADMIN, '/admin/scheduler/resume', 'POST')).status).toBe(200);
  });

  it('is kept from the queues, while what an operator does to them stands among the events', async () => {
    const queue = '/admin/queues/api/queues/maintenance';
    expect((await as(ADMIN, `${queue}/concurrency`, 'PUT')).status).toBe(403);
    expect((await as(ADMIN, `${queue}/promote`, 'PUT')).status).toBe(200);
    await expect
      .poll(async () => (await as(READER, '/')).body)
      .toContain('&quot;promote&quot; to maintenance');
  });

  it('finds a Bull Board without buttons, where an operator has some', async () => {
    const rights = async (token: string) => {
      const { body } = await as(token, '/admin/queues/api/queues?page=1&jobsPerPage=1');
      return Object.fromEntries(
        body.queues.map((queue: { name: string; readOnlyMode: boolean; allowRetries: boolean }) => [
          queue.name,
          [queue.readOnlyMode, queue.allowRetries],
        ]),
      );
    };
    expect(await rights(ADMIN)).toMatchObject({ 'seeding-nba': [false, false], maintenance: [false, true] });
    expect(await rights(READER)).toMatchObject({ 'seeding-nba': [true, false], maintenance: [true, false] });
  });

  it.skipIf(!browserIsAvailable())('logs in to pages without buttons, live ones too', async () => {
    const context = await browser?.newContext();
    const page = await context?.newPage();
    page?.setDefaultTimeout(PAGE_PATIENCE_MS);
    if (!context || !page) throw new Error('the browser did not start');
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${test.url}/login`, { waitUntil: 'domcontentloaded' });
    await page.getByLabel('Token').fill(READER);
    await page.keyboard.press('Enter');
    await page.getByText('Read only').waitFor();
    await test.app.pauseControl.setPaused(true, 'NFL', { name: 'somebody', reason: 'bye week' });
    await page.locator('#sports', { hasText: 'somebody: bye week' }).waitFor();
    const buttons = () => page.locator('main button').allInnerTexts();
    expect(await buttons()).toEqual([]);
    for (const path of [`/games/${night.failed}`, '/quarantine']) {
      await page.goto(`${test.url}${path}`, { waitUntil: 'domcontentloaded' });
      expect([path, await buttons()]).toEqual([path, []]);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.goto(`${test.url}/tasks/bulk?action=retry&status=failed`, { waitUntil: 'domcontentloaded' });
    await page.getByText('Retry 1 task?').waitFor();
    expect(await page.locator('main form[method=post]').count()).toBe(0);
    await page.goto(`${test.url}/admin/queues/queue/seeding-nba?status=delayed`, {
      waitUntil: 'domcontentloaded',
    });
    await page.locator('a[href^="/games/"]').first().waitFor();
    expect(await page.getByRole('button', { name: /Promote all|Clean all/ }).count()).toBe(0);
    expect(await page.locator('main button[aria-haspopup=menu]').count()).toBe(0);
    await page.goto(`${test.url}/games`, { waitUntil: 'domcontentloaded' });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('the tokens', () => {
  it('must be two, and the one of operators must be there', async () => {
    await expect(startTestServer({ environment: { READER_TOKEN: READER } })).rejects.toThrow(
      /ADMIN_TOKEN is missing/,
    );
    await expect(
      startTestServer({ environment: { READER_TOKEN: READER, ADMIN_TOKEN: READER } }),
    ).rejects.toThrow(/are the same/);
  });
});
