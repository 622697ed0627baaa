import { asc } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { games } from '../../src/db/schema/games.ts';
import { type LogRow, ingestGames, load, logOf } from '../odds/odds-world.ts';
import { NBA_HEADER, loadLines } from '../odds/published/published-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';
import { DARK_PHONE, fits } from './night-pages.ts';

/** Boston at home to Miami, which starts at 2026-11-04T00:30Z. */
const spread = (at: string, line: number, books: readonly string[], start?: string): LogRow[] =>
  books.flatMap((book) =>
    ['Boston Celtics', 'Miami Heat'].map((outcome, side) => ({
      at,
      book,
      market: 'spreads',
      outcome,
      price: -110,
      point: side === 0 ? line : -line,
      ...(start === undefined ? {} : { start }),
    })),
  );
const moneyline = (at: string, home: number, away: number, book: string): LogRow[] => [
  { at, book, price: home },
  { at, book, outcome: 'Miami Heat', price: away },
];
const ALL = ['draftkings', 'fanduel', 'betmgm'];
const LOG = logOf([
  ...spread('2026-11-03T12:00:00Z', -2.5, ALL),
  ...moneyline('2026-11-03T12:00:00Z', -150, 130, 'draftkings'),
  ...spread('2026-11-03T23:30:00Z', -4.5, ALL, '2026-11-04T00:40:00Z'),
  ...spread('2026-11-04T01:00:00Z', -17.5, ['fanduel']),
  ...moneyline('2026-11-04T01:10:00Z', -2500, 1100, 'draftkings'),
]);

describe('the page of odds of a game', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  let ids: number[];
  beforeAll(async () => {
    test = await startTestServer();
    await ingestGames(test);
    await load(test, LOG);
    const rows = await test.app.database.db
      .select({ id: games.id })
      .from(games)
      .orderBy(asc(games.gameDatetime));
    ids = rows.map(({ id }) => id);
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });

  const page = async (query = '', id = ids[0]) =>
    String((await call(`${test.url}/games/${id}/odds${query}`)).body);
  const cellsOf = (markup: string, row: string) =>
    (markup.split('<tr>').find((part) => part.includes(row)) ?? '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();

  it('has what stands by book, with the visitors’ own handicap and what is from after the start', async () => {
    const markup = await page();
    expect(cellsOf(markup, 'draftkings')).toMatch(
      /^draftkings 12\.00 in play 1\.040 in play \+4\.5 1\.91 gone -4\.5 1\.91 gone 20/,
    );
    expect(cellsOf(markup, 'fanduel')).toContain('+17.5 1.91 in play -17.5 1.91 in play');
    expect(cellsOf(await page('?prices=american'), 'draftkings')).toContain(
      '+1100 in play -2500 in play +4.5 -110',
    );
  });

  it('has a consensus, opening and close of what was captured before the start', async () => {
    const markup = await page();
    expect(cellsOf(markup, 'Consensus before the start')).toContain('2.30 1.67 +4.5 1.91 -4.5 1.91');
    expect(cellsOf(markup, 'Spread, home')).toMatch(
      /-2\.5 1\.91 .* -4\.5 1\.91 .* 50\.0 % 60 min before the start/,
    );
    expect(cellsOf(markup, 'Moneyline, home')).toMatch(/1\.67 .* 1\.67/);
  });

  it('has what archives say beside it, marked as published without a time', async () => {
    const row = '2027,2026-11-0X,True,False,mia,bos,,,home,3.5,200.5,150,-170,1,100,,';
    const file = ['3', '7'].map((day) =>
      row.replace('X', day).replace('mia,bos', day === '7' ? 'bos,mia' : 'mia,bos'),
    );
    await loadLines(test, `${NBA_HEADER}\n${file.join('\n')}\n`);
    const both = await page();
    const [captured = '', ...rest] = both.split('Published lines');
    const published = rest.join(' ');
    expect(captured).toContain('60 min before the start');
    expect(captured.replaceAll(/\s+/g, ' ')).toMatch(/published, no time<\/span> nba-betting, 1 book/);
    expect(published.replaceAll(/<[^>]+>|\s+/g, ' ')).toMatch(/nba-betting +not named +closing/);
    const alone = await page('', ids[2]);
    expect(alone).toContain('were captured');
    expect(alone).toContain('published, no time');
  });

  it('draws the movement with the start, the start as told and the play, and says the same in words', async () => {
    const markup = await page('?market=spreads');
    expect(markup.match(/class="line book"/g)).toHaveLength(3);
    expect(markup).toMatch(/class="line consensus" d="M0\.0 [\d.]+H[\d.]+V/);
    for (const kind of ['start', 'moved']) expect(markup).toContain(`<line class="${kind}"`);
    expect(markup).toMatch(/<rect\s+class="live"/);
    expect(markup).toMatch(/aria-label="Spread of 3 books [^"]*opened at -2\.5, last -4\.5/);
    expect(markup).toMatch(/steam to home:\s+(betmgm|draftkings|fanduel)/);
    const [, table = ''] = markup.split('Changes of the consensus');
    expect(table.replaceAll(/<[^>]+>/g, ' ')).toMatch(/-2\.5 1\.91\s[^]*-4\.5 1\.91\s/);
    expect(table).not.toContain('17.5');
  });

  it('leads from the game and back, and says how odds come where there are none', async () => {
    expect(String((await call(`${test.url}/games/${ids[0]}`)).body)).toContain(
      `href="/games/${ids[0]}/odds"`,
    );
    expect(await page()).toContain(`href="/games/${ids[0]}"`);
    expect(await page('', ids[1])).toContain('load --dataset odds');
    expect((await call(`${test.url}/games/999999/odds`)).status).toBe(404);
    expect((await call(`${test.url}/games/${ids[0]}/odds?market=nonsense`)).status).toBe(400);
  });

  it('fits wide and narrow, in light and dark', async () => {
    if (!browser) return;
    for (const options of [DARK_PHONE, { viewport: { width: 1280, height: 900 } }]) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const tab = await context.newPage();
      const complaints: string[] = [];
      tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      for (const span of ['all', 'hours']) {
        await tab.goto(`${test.url}/games/${ids[0]}/odds?span=${span}`, { waitUntil: 'domcontentloaded' });
        expect(await fits(tab)).toBe(true);
        expect(await seriousFindings(tab)).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  });
});
