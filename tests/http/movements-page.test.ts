import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSlateMovements } from '../../src/odds/read/slate-movements.ts';
import { recordStatements } from '../support/recorded-statements.ts';
import { type LogRow, ingestGames, load, logOf } from '../odds/odds-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';
import { DARK_PHONE, fits } from './night-pages.ts';

/** Two games of a night, each in New York's time. */
const SCHEDULE = `date,time,away,home
2026-11-03,19:30,Miami Heat,Boston Celtics
2026-11-03,22:00,Phoenix Suns,Utah Jazz
2026-11-05,20:00,Boston Celtics,Miami Heat
`;
const START = '2026-11-04T00:30:00Z';
const BOOKS = ['draftkings', 'fanduel', 'betmgm'];

function spreads(at: string, line: number, home: string, away: string, start: string): LogRow[] {
  return BOOKS.flatMap((book) =>
    [home, away].map((outcome, side) => ({
      at,
      book,
      event: home.replaceAll(' ', '-'),
      start,
      home,
      away,
      market: 'spreads',
      outcome,
      price: -110,
      point: side === 0 ? line : -line,
    })),
  );
}
const boston = (at: string, line: number) => spreads(at, line, 'Boston Celtics', 'Miami Heat', START);
const utah = (at: string, line: number) =>
  spreads(at, line, 'Utah Jazz', 'Phoenix Suns', '2026-11-04T03:00:00Z');

describe('the page of line movements', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  beforeAll(async () => {
    test = await startTestServer();
    await ingestGames(test, SCHEDULE);
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });
  const page = async (query = '') => String((await call(`${test.url}/odds/movements${query}`)).body);
  const wordsOf = (markup: string) => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

  it('says how odds come where there are none', async () => {
    const markup = await page();
    expect(markup).toContain('THE_ODDS_API_KEY');
    expect(markup).toContain('ESPN_ENABLED');
    expect(markup).toContain('load --dataset odds');
  });

  it('has the games of the night by the size of their move, with what came before the start alone', async () => {
    await load(
      test,
      logOf([
        ...boston('2026-11-03T12:00:00Z', -2.5),
        ...boston('2026-11-03T18:00:00Z', -3),
        ...boston('2026-11-04T01:00:00Z', -22.5),
        ...utah('2026-11-03T12:00:00Z', 1.5),
        ...utah('2026-11-03T20:00:00Z', -1),
      ]),
    );
    const markup = await page('?date=2026-11-03');
    const rows = markup.split('<tr>').slice(2).map(wordsOf);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/Phoenix Suns at Utah Jazz .* \+1\.5 → -1 -2\.5 .* steam to home/);
    expect(rows[1]).toMatch(/Miami Heat at Boston Celtics .* -2\.5 → -3 -0\.5 /);
    // The day is that of the league, not of UTC.
    expect(wordsOf(await page('?date=2026-11-04'))).toContain('0 games with odds');
    expect(await page('?date=2026-11-04')).toContain('date=2026-11-03');
    expect(wordsOf(await page('?date=2026-11-03&league=NFL'))).toContain('0 games with odds');
    expect((await call(`${test.url}/odds/movements?date=2026-02-30`)).status).toBe(400);
  });

  it('reads a night with as many statements as a game', async () => {
    const back = spreads('2026-11-05T12:00:00Z', -4, 'Miami Heat', 'Boston Celtics', '2026-11-06T01:00:00Z');
    await load(test, logOf(back));
    const { db, pool } = test.app.database;
    const texts = recordStatements(pool);
    const countOf = async (date: string) => {
      const before = texts.length;
      const games = await readSlateMovements(db, { date });
      return [games.length, texts.length - before];
    };
    const [[night, ofNight], [one, ofGame]] = [await countOf('2026-11-03'), await countOf('2026-11-05')];
    expect([night, one]).toEqual([2, 1]);
    expect(ofNight).toBe(ofGame);
  });

  it('fits wide and narrow, in light and dark', async () => {
    if (!browser) return;
    for (const options of [DARK_PHONE, { viewport: { width: 1280, height: 900 } }]) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const tab = await context.newPage();
      await tab.goto(`${test.url}/odds/movements?date=2026-11-03`, { waitUntil: 'domcontentloaded' });
      expect(await fits(tab)).toBe(true);
      expect(await seriousFindings(tab)).toEqual([]);
      await context.close();
    }
  });
});
