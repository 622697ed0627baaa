import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

async function startWithWaitingRows(): Promise<TestServer> {
  const test = await startTestServer();
  const games = [
    { date: '2027-03-01', time: '19:30', home_team: 'Windy City Hoopers', away_team: 'Knicks' },
    { date: '2027-03-02', time: '19:30', home_team: 'Suns', away_team: 'windy-city hoopers' },
    { date: '2027-03-03', time: '19:30', home_team: 'Windy City Hoopers', away_team: 'Hobbits <b>' },
    { date: '2027-03-05', time: '19:30', home_team: 'Suns', away_team: 'Jazz' },
  ];
  const body = { sport: 'NBA', season: 2026, past: 'all', games };
  expect((await call(`${test.url}/admin/games`, { body })).status).toBe(207);
  return test;
}

describe('the buttons of the quarantine, over HTTP', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startWithWaitingRows();
  });
  afterAll(() => test.close());

  const page = async (): Promise<string> => String((await call(`${test.url}/quarantine`)).body);

  async function post(path: string, fields: Record<string, string>): Promise<string> {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page())?.[1] ?? '';
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, back: '/quarantine', ...fields }),
    });
    const text = await response.text();
    return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? `${response.status}: ${text}`;
  }

  const waiting = async (): Promise<{ id: number; team_name: string }[]> =>
    (await call(`${test.url}/admin/quarantine`)).body.items;

  it('are refused without the token of the page', async () => {
    const paths = ['retry', '1/retry', '1/discard', 'teach', 'answer'].map((path) => `/quarantine/${path}`);
    for (const path of [...paths, '/imports/1/undo']) {
      const fields = new URLSearchParams({ csrf: 'made-up', reason: 'none' });
      const response = await fetch(`${test.url}${path}`, { method: 'POST', body: fields });
      expect([path, response.status]).toEqual([path, 403]);
    }
    expect(await waiting()).toHaveLength(3);
  });

  it('retry all rows, or one, and tell what came of it', async () => {
    expect(await post('/quarantine/retry', {})).toBe('0 rows went in, 3 still wait.');
    expect(await post('/quarantine/retry', { sport: 'NFL', kind: 'unknown_team' })).toBe(
      'No row waits any more.',
    );
    const [row] = await waiting();
    expect(await post(`/quarantine/${row?.id}/retry`, {})).toMatch(
      /^0 rows went in, 1 still waits: home team/,
    );
  });

  it('teach the name that a row asks for and bring in the rows with it, however it is spelt', async () => {
    const lesson = { sport: 'NBA', league: 'NBA', alias: 'Windy City Hoopers', reason: 'their new name' };
    expect(await post('/quarantine/teach', { ...lesson, team: 'Shire' })).toContain('has no team');
    expect(await post('/quarantine/teach', { ...lesson, team: 'Chicago Bulls' })).toMatch(
      /&quot;Windy City Hoopers&quot; means Chicago Bulls .*2 rows .*1 still/,
    );
    const { rows } = await test.app.database.pool.query<{ message: string }>(
      'select message from system_events order by id desc limit 2',
    );
    expect(rows.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^3 .*by operator \(their new name\): 2 /),
      expect.stringMatching(/"Windy City Hoopers" means Chicago Bulls .*by operator \(their new name\)/),
    ]);
    // The row that is left asks for its other team now.
    expect(await waiting()).toMatchObject([{ team_name: 'Hobbits <b>' }]);
    expect(await page()).toContain('name="alias" value="Hobbits &lt;b&gt;"');
  });

  it('take an import back, once', async () => {
    const id = Number(/action="\/imports\/(\d+)\/undo"/.exec(await page())?.[1]);
    expect(await post(`/imports/${id}/undo`, { reason: 'the wrong file' })).toContain(
      'is taken back: 2 games removed',
    );
    expect(await waiting()).toHaveLength(3);
    expect(await page()).not.toContain(`/imports/${id}/undo`);
    expect(await post(`/imports/${id}/undo`, { reason: 'again' })).toContain('was taken back already');
  });

  it('give the answer that all rows of a file wait for', async () => {
    const body = { sport: 'NBA', season: 2026, past: 'all' };
    const games = ['12/6/2026', '12/8/2026'].map((date) => ({
      date,
      time: '19:30',
      home_team: 'Kings',
      away_team: 'Spurs',
    }));
    expect((await call(`${test.url}/admin/games`, { body: { ...body, games } })).status).toBe(207);
    expect(await page()).toContain('12/8/2026 is December 8, 2026');
    const where = { sport: 'NBA', season: '2026', kind: 'day_or_month_first', source: 'POST /admin/games' };
    const answer = { ...where, field: 'date_format', value: 'MM/dd/yyyy' };
    expect(await post('/quarantine/answer', { ...answer, field: 'sport' })).toMatch(/^400/);
    expect(await post('/quarantine/answer', { ...answer, source: 'other.csv' })).toMatch(/^400.*other\.csv/s);
    expect(await post('/quarantine/answer', answer)).toMatch(/^2 rows went in, 0 /);
  });

  it('discard a row with a reason, which they insist on', async () => {
    const id = (await waiting())[0]?.id;
    expect(await post(`/quarantine/${id}/discard`, { reason: ' ' })).toMatch(/^400/);
    expect(await post(`/quarantine/${id}/discard`, { reason: 'an exhibition' })).toBe(
      `Row ${id} is discarded.`,
    );
    expect(await waiting()).toHaveLength(2);
  });
});

describe.skipIf(!browserIsAvailable())('the page of the quarantine', () => {
  let test: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    test = await startWithWaitingRows();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const notice = (page: Page, text: string) => page.locator('.notice', { hasText: text }).waitFor();

  it('mends, discards and takes back with the keyboard, and is readable for everybody', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${test.url}/quarantine`, { waitUntil: 'domcontentloaded' });
    for (const summary of await page.locator('summary').all()) {
      await summary.press('Enter');
      // What opens takes the focus, and the next key must not find it there.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    }
    expect(await seriousFindings(page)).toEqual([]);

    const team = page.getByLabel('“Windy City Hoopers” is this team of NBA').first();
    await team.fill('Chicago Bulls');
    await page.locator('form[action$="/teach"]').first().getByLabel('Reason').fill('their new name');
    await page.keyboard.press('Enter');
    await notice(page, '2 rows went in, 1 still waits.');
    await page.locator('summary', { hasText: 'Discard' }).press('Enter');
    await page.locator('form[action$="/discard"]').getByLabel('Reason').fill('no such team');
    await page.keyboard.press('Enter');
    await notice(page, 'is discarded');
    await page.getByText('Nothing is in quarantine.').waitFor();
    await page.locator('summary[aria-label^="Undo import"]').first().press('Enter');
    const undo = page.locator('form[action$="/undo"]').first();
    expect(await undo.innerText()).toMatch(/^Take import \d+ .* back\?/);
    await undo.getByLabel('Reason').fill('the wrong file');
    await page.keyboard.press('Enter');
    await notice(page, 'is taken back');
    expect(complaints).toEqual([]);
  });
});
