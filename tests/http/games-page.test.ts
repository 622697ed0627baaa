import { sql } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type BusyNight, makeBusyNight } from './busy-night.ts';
import { call, startTestServer, type TestServer } from './http-support.ts';

describe('the list of games', () => {
  let test: TestServer;
  let night: BusyNight;
  let browser: Browser | undefined;

  beforeAll(async () => {
    test = await startTestServer();
    night = await makeBusyNight(test.app);
    const { db } = test.app.database;
    await db.execute(sql`
      update games set seeding_status = 'failed', last_seeding_error = 'the provider has no game' where id = ${night.failed}`);
    await db.execute(sql`update games set status = 'postponed' where id = ${night.upcoming}`);
    if (browserIsAvailable()) browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const page = async (path: string): Promise<string> => String((await call(`${test.url}${path}`)).body);
  const idsOn = (body: string): number[] =>
    [...body.matchAll(/class="game" href="\/games\/(\d+)"/g)].map((link) => Number(link[1]));
  const found = async (query: string): Promise<number[]> => {
    const { status, headers, body } = await call(`${test.url}/games?${query}`);
    const only = /^\/games\/(\d+)$/.exec(headers.get('location') ?? '')?.[1];
    return status === 303 ? [Number(only)] : idsOn(String(body)).toSorted((a, b) => a - b);
  };
  const idsWhere = async (where: string): Promise<number[]> =>
    (
      await rowsOf<{ id: number }>(
        test.app.database.db,
        sql.raw(`select id from games where ${where} order by id`),
      )
    ).map((row) => row.id);

  it('keeps its filter in the address, combines it and counts what matches', async () => {
    const [date] = (await call(`${test.url}/admin/games?limit=1`)).body.items.map(
      (game: { slate_date: string }) => game.slate_date,
    );
    const all = await idsWhere('true');
    const ofDay = await idsWhere(`slate_date = '${date}'`);
    expect(await found('sport=NBA&league=nba')).toEqual(all);
    expect(await found('sport=NFL&league=NBA')).toEqual([]);
    expect(await found('league=nowhere')).toEqual([]);
    const [{ season }] = (await call(`${test.url}/admin/games?limit=1`)).body.items;
    expect(await found(`season=${season}`)).toEqual(all);
    expect(await found(`season=${season}&sport=NFL`)).toEqual([]);
    expect(await found('season=1999')).toEqual([]);
    expect(await page('/games?season=1999')).toContain('0 games');
    expect(await found(`from=${date}&until=${date}`)).toEqual(ofDay);
    expect(await found(`until=${date}&status=completed&seeding_status=&q=`)).toEqual(
      await idsWhere(`slate_date <= '${date}' and status = 'completed'`),
    );
    expect(await found('seeding_status=failed')).toEqual([night.failed]);
    const filtered = await page(`/games?from=${date}&until=${date}&order=desc`);
    expect(filtered).toContain(`<span class="total">${ofDay.length} games</span>`);
    expect(filtered).toMatch(/<option value="desc" selected>/);
    expect(idsOn(filtered)).toEqual(idsOn(await page(`/games?from=${date}&until=${date}`)).toReversed());
    expect(await page('/games?league=%22%3E%3Cb%3E')).not.toContain('"><b>');
    const wrong = await call(`${test.url}/games?from=soon`, { headers: { Accept: 'text/html' } });
    expect([wrong.status, String(wrong.body)]).toEqual([400, expect.stringContaining('from')]);
  });

  it('finds by teams, day, state, words of an error and ids, with one box', async () => {
    expect(await found('q=76ers')).toEqual([night.failed]);
    expect(await found('q=postponed')).toEqual([night.upcoming]);
    expect(await found('q=failed')).toEqual([night.failed]);
    expect(await found('q=milwaukee+failed')).toEqual([night.failed]);
    expect(await found('q=boston+failed')).toEqual([]);
    expect((await found('q=held')).length).toBe(2);
    expect(await found('q=HTTP+503')).toEqual(
      await idsWhere(`id in (select game_id from seeding_tasks where error_message like '%HTTP 503%')`),
    );
    expect(await found('q=%22no+game%22+nothing')).toEqual([]);
    expect(await found('q=game_not_found')).toEqual([night.failed]);
    expect(await found('q=bucks+game_not_found')).toEqual([night.failed]);
    expect(await found(`q=%23${night.failed}`)).toContain(night.failed);
    await test.app.database.db.execute(
      sql`update games set provider_game_id = '771234' where id = ${night.held}`,
    );
    expect(await found('q=771234')).toEqual([night.held]);
    const [slate] = (await call(`${test.url}/admin/games?limit=1`)).body.items;
    expect(await found(`q=${slate.slate_date}`)).toEqual(
      await idsWhere(`slate_date = '${slate.slate_date}'`),
    );
  });

  it('goes on page by page with the same filter', async () => {
    const { body: first } = await call(`${test.url}/admin/games?from=2020-01-01&q=NBA_none`);
    expect(first.items).toEqual([]);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await call(
        `${test.url}/admin/games?league=NBA&from=2020-01-01&limit=5${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...body.items.map((game: { id: number }) => game.id));
      cursor = body.next_cursor;
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(await idsWhere('true'));
  });

  it.skipIf(!browserIsAvailable())(
    'is readable and usable by keyboard, on a phone in the dark too',
    async () => {
      const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;
      for (const options of [{}, phone]) {
        const context = await browser?.newContext(options);
        const opened = await context?.newPage();
        if (!context || !opened) throw new Error('the browser did not start');
        const complaints: string[] = [];
        opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
        await opened.goto(`${test.url}/games`, { waitUntil: 'domcontentloaded' });
        await opened.getByLabel('Statistics').selectOption('failed');
        await opened.getByLabel('Teams, a date').press('Enter');
        await opened.waitForURL(/seeding_status=failed/);
        expect(await opened.locator('.rows li').count()).toBe(1);
        expect(await opened.getByLabel('Statistics').inputValue()).toBe('failed');
        expect(await seriousFindings(opened)).toEqual([]);
        const width = await opened.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
        expect(width[0]).toBeLessThanOrEqual(width[1] ?? 0);
        expect(complaints).toEqual([]);
        await context.close();
      }
    },
    30_000,
  );
});
