import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { browserIsAvailable, seriousFindings } from './browser.ts';
import { call } from './http-support.ts';
import { DARK_PHONE, fits, useNightPages } from './night-pages.ts';

describe('the list of games', () => {
  const pages = useNightPages(async ({ app }, night) => {
    const { db } = app.database;
    await db.execute(sql`
      update games set seeding_status = 'failed', last_seeding_error = 'the provider has no game' where id = ${night.failed}`);
    await db.execute(sql`update games set status = 'postponed' where id = ${night.upcoming}`);
  });

  const idsOn = (body: string): number[] =>
    [...body.matchAll(/class="game" href="\/games\/(\d+)"/g)].map((link) => Number(link[1]));
  const found = async (query: string): Promise<number[]> => {
    const { status, headers, body } = await call(`${pages.test.url}/games?${query}`);
    const only = /^\/games\/(\d+)$/.exec(headers.get('location') ?? '')?.[1];
    return status === 303 ? [Number(only)] : idsOn(String(body)).toSorted((a, b) => a - b);
  };
  const idsWhere = async (where: string): Promise<number[]> =>
    (
      await rowsOf<{ id: number }>(
        pages.test.app.database.db,
        sql.raw(`select id from games where ${where} order by id`),
      )
    ).map((row) => row.id);

  it('keeps its filter in the address, combines it and counts what matches', async () => {
    const [date] = (await call(`${pages.test.url}/admin/games?limit=1`)).body.items.map(
      (game: { slate_date: string }) => game.slate_date,
    );
    const all = await idsWhere('true');
    const ofDay = await idsWhere(`slate_date = '${date}'`);
    expect(await found('sport=NBA&league=nba')).toEqual(all);
    expect(await found('sport=NFL&league=NBA')).toEqual([]);
    expect(await found('league=nowhere')).toEqual([]);
    const [{ season }] = (await call(`${pages.test.url}/admin/games?limit=1`)).body.items;
    expect(await found(`season=${season}`)).toEqual(all);
    expect(await found(`season=${season}&sport=NFL`)).toEqual([]);
    expect(await found('season=1999')).toEqual([]);
    expect(await pages.markup('/games?season=1999')).toContain('0 games');
    expect(await found(`from=${date}&until=${date}`)).toEqual(ofDay);
    expect(await found(`until=${date}&status=completed&seeding_status=&q=`)).toEqual(
      await idsWhere(`slate_date <= '${date}' and status = 'completed'`),
    );
    expect(await found('seeding_status=failed')).toEqual([pages.night.failed]);
    const filtered = await pages.markup(`/games?from=${date}&until=${date}&order=desc`);
    expect(filtered).toContain(`<span class="total">${ofDay.length} games</span>`);
    expect(filtered).toMatch(/<option value="desc" selected>/);
    expect(idsOn(filtered)).toEqual(
      idsOn(await pages.markup(`/games?from=${date}&until=${date}`)).toReversed(),
    );
    const order = /<option value="([a-z]+)" selected>(\w+ first)</;
    expect(order.exec(await pages.markup('/games'))?.slice(1)).toEqual(['desc', 'latest first']);
    expect(order.exec(await pages.markup('/games?q=held'))?.slice(1)).toEqual(['asc', 'earliest first']);
    expect(idsOn(await pages.markup('/games?order=desc'))).toEqual(idsOn(await pages.markup('/games')));
    expect(await found('q=76ers&order=desc')).toEqual([pages.night.failed]);
    expect(await pages.markup('/games?league=%22%3E%3Cb%3E')).not.toContain('"><b>');
    const wrong = await call(`${pages.test.url}/games?from=soon`, { headers: { Accept: 'text/html' } });
    expect([wrong.status, String(wrong.body)]).toEqual([400, expect.stringContaining('from')]);
  });

  it('finds by teams, day, state, words of an error and ids, with one box', async () => {
    expect(await found('q=76ers')).toEqual([pages.night.failed]);
    expect(await found('q=postponed')).toEqual([pages.night.upcoming]);
    expect(await found('q=failed')).toEqual([pages.night.failed]);
    expect(await found('q=milwaukee+failed')).toEqual([pages.night.failed]);
    expect(await found('q=boston+failed')).toEqual([]);
    expect((await found('q=held')).length).toBe(2);
    expect(await found('q=HTTP+503')).toEqual(
      await idsWhere(`id in (select game_id from seeding_tasks where error_message like '%HTTP 503%')`),
    );
    expect(await found('q=%22no+game%22+nothing')).toEqual([]);
    expect(await found('q=game_not_found')).toEqual([pages.night.failed]);
    expect(await found('q=bucks+game_not_found')).toEqual([pages.night.failed]);
    expect(await found(`q=%23${pages.night.failed}`)).toContain(pages.night.failed);
    await pages.test.app.database.db.execute(
      sql`update games set provider_game_id = '771234' where id = ${pages.night.held}`,
    );
    expect(await found('q=771234')).toEqual([pages.night.held]);
    const [slate] = (await call(`${pages.test.url}/admin/games?limit=1`)).body.items;
    expect(await found(`q=${slate.slate_date}`)).toEqual(
      await idsWhere(`slate_date = '${slate.slate_date}'`),
    );
  });

  it('goes on page by page with the same filter', async () => {
    const { body: first } = await call(`${pages.test.url}/admin/games?from=2020-01-01&q=NBA_none`);
    expect(first.items).toEqual([]);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await call(
        `${pages.test.url}/admin/games?league=NBA&from=2020-01-01&limit=5${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...body.items.map((game: { id: number }) => game.id));
      cursor = body.next_cursor;
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(await idsWhere('true'));
  });

  it('leads to the tasks of exactly the games that it shows, whatever the filter', async () => {
    const { body } = await call(`${pages.test.url}/admin/games?limit=1`);
    const [{ slate_date: date, season }] = body.items;
    const filters = [
      `from=${date}&until=${date}`,
      `until=${date}&status=completed`,
      `season=${season}&league=nba&order=desc`,
      'season=1999',
      'league=epl',
      'status=postponed',
      'seeding_status=failed&sport=NBA',
      'q=HTTP+503',
      'q=76ers',
      'q=bucks+game_not_found',
      'q=held&sport=NBA',
      `q=%23${pages.night.held}&until=2099-01-01`,
    ];
    for (const filter of filters) {
      const shown = await found(filter);
      const list = await pages.markup(`/games?${filter}`);
      const link = /href="(\/tasks\?games=[^"]+)"/.exec(list)?.[1];
      const games = new URLSearchParams(filter);
      games.delete('order');
      const { body: tasks } = await call(
        `${pages.test.url}/admin/tasks?${new URLSearchParams({ games: games.toString() }).toString()}`,
      );
      const ids = tasks.items.map((task: { game_id: number }) => task.game_id);
      expect([filter, ids.toSorted((a: number, b: number) => a - b)]).toEqual([filter, shown]);
      if (shown.length < 2) continue;
      expect([filter, await pages.markup(link ?? '')]).toEqual([
        filter,
        expect.stringContaining(`<h1>Tasks <span class="total">${shown.length} tasks</span>`),
      ]);
    }
    const wrong = await call(`${pages.test.url}/admin/tasks?games=from%3Dsoon%26colour%3Dred`);
    expect([wrong.status, wrong.body.errors.map((error: { detail: string }) => error.detail)]).toEqual([
      400,
      [expect.stringContaining('from: must be a day'), expect.stringContaining('colour: ')],
    ]);
  });

  it.skipIf(!browserIsAvailable())(
    'is readable and usable by keyboard, on a phone in the dark too',
    async () => {
      for (const options of [{}, DARK_PHONE]) {
        await pages.withPage(
          '/games',
          async (page) => {
            await page.getByLabel('Statistics').selectOption('failed');
            await page.getByLabel('Teams, a date').press('Enter');
            await page.waitForURL(/seeding_status=failed/);
            expect(await page.locator('.rows li').count()).toBe(1);
            expect(await page.getByLabel('Statistics').inputValue()).toBe('failed');
            expect(await seriousFindings(page)).toEqual([]);
            expect(await fits(page)).toBe(true);
          },
          options,
        );
      }
    },
  );

  it.skipIf(!browserIsAvailable())(
    'lets all that match be acted on, and the tasks keep the filter of the games',
    async () => {
      await pages.withPage('/games?q=held&sport=NBA', async (page) => {
        await page.getByRole('link', { name: 'Act on the tasks of these games…' }).click();
        await page.getByText('NBA, the words held.').waitFor();
        await page.getByLabel('Status').selectOption('pending');
        await page.getByRole('button', { name: 'Filter' }).click();
        await page.waitForURL(/status=pending/);
        expect(await page.locator('h1').innerText()).toBe('Tasks 2 tasks');
        await page.getByRole('link', { name: 'Seed all…' }).click();
        await page.getByLabel('Reason').fill('they are over');
        expect(await seriousFindings(page)).toEqual([]);
        await page.getByRole('button', { name: 'Seed 2 tasks' }).click();
        await page.locator('.notice', { hasText: 'Brought forward 2 tasks.' }).waitFor();
      });
      expect(await found('q=held')).toEqual([]);
    },
  );
});
