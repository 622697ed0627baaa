import { sql } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLineups } from '../../src/availability/lineups/write-lineups.ts';
import { firstRow } from '../../src/db/rows.ts';
import { players } from '../../src/db/schema/reference.ts';
import { writeOfficials } from '../../src/reference/officials/write-officials.ts';
import { ingestGames } from '../odds/odds-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';
import { DARK_PHONE, fits } from './night-pages.ts';

describe('the pages that say who plays', () => {
  let test: TestServer;
  let browser: Browser | undefined;
  let game: { id: number; home: number; away: number; sport: number };
  let player: number;
  const db = () => test.app.database.db;
  beforeAll(async () => {
    test = await startTestServer();
    await ingestGames(test, 'date,time,away,home\n2026-11-03,19:30,Miami Heat,Boston Celtics\n');
    const row = await firstRow<typeof game>(
      db(),
      sql`select id, home_team_id as home, away_team_id as away, sport_id as sport from games`,
    );
    if (!row) throw new Error('there is no game');
    game = row;
    const [added] = await db()
      .insert(players)
      .values({ sportId: game.sport, fullName: 'Jayson Tatum', currentTeamId: game.home })
      .returning({ id: players.id });
    player = added?.id ?? 0;
    await db().execute(sql`
      insert into injuries (sport_id, league_id, team_id, player_name, team_name, subject, status, source, valid)
      select sport_id, id, ${game.home}, 'Jason Tatum', 'Boston Celtics', '4000', 'Out', 'espn', tstzrange('2026-11-01', null)
      from leagues where name = 'NBA'`);
    const starters = ['Al Horford', 'Derrick White', '<Sam> Hauser', 'Luke Kornet', 'Jaylen Brown'];
    const side = {
      gameId: game.id,
      teamId: game.home,
      kind: 'confirmed' as const,
      source: 'nba-stats',
      formation: null,
      toldAtMs: Date.parse('2026-11-03T23:55Z'),
      players: starters.map((playerName, index) => ({
        subject: String(index),
        playerId: null,
        playerName,
        isStarter: true,
        position: 'F',
        shirtNumber: null,
        place: index + 1,
      })),
    };
    const official = { name: 'Zach Zarba', role: 'OFFICIAL1', externalId: '1', shirtNumber: '15' };
    await db().transaction(async (tx) => {
      await writeLineups(tx, [side], { startersPerSide: 5, runId: 'test' });
      await writeOfficials(tx, [{ gameId: game.id, source: 'nba-stats', officials: [official] }], 'test');
    });
    if (browserIsAvailable()) browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await test?.close();
  });
  const page = async (path: string) => String((await call(`${test.url}${path}`)).body);
  const wordsOf = (markup: string) => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

  it('ask who is meant by a report, with the button that answers', async () => {
    const markup = await page('/availability?league=nba');
    expect(wordsOf(markup)).toContain('Jason Tatum not recognised');
    expect(markup).toContain('action="/availability/link"');
    expect(markup).toContain(`Link Jason Tatum to Jayson Tatum, player ${player}`);
    expect(wordsOf(await page('/availability?from=2026-10-01&to=2026-10-31'))).toContain('0 reports');
    expect(wordsOf(await page('/availability?from=2026-10-01&to=2026-11-01'))).toContain('1 report');
    expect((await call(`${test.url}/availability?league=Nowhere`)).status).toBe(400);
  });

  it('have starters, officials and changes of teams, and so has the game', async () => {
    for (const path of ['/availability/lineups?date=2026-11-03', `/games/${game.id}`]) {
      const markup = await page(path);
      const words = wordsOf(markup);
      expect(words).toContain('Al Horford');
      expect(markup).toContain('&lt;Sam&gt; Hauser');
      expect(words).toContain('Officials: Zach Zarba (official 1)');
      expect(words).toMatch(/Miami Heat\s+no line-up yet/);
    }
    expect(wordsOf(await page(`/games/${game.id}`))).toMatch(
      /Jason Tatum not recognised Boston Celtics: Out/,
    );
    expect(wordsOf(await page('/availability/transactions?team=BOS'))).toMatch(
      /Jayson Tatum NBA .* appeared/,
    );
    expect(wordsOf(await page('/availability/transactions?kind=moved'))).toContain('0 changes of teams');
  });

  it('have what sources say differently, by league and slate, with how each difference ended', async () => {
    await db().execute(sql`
      insert into source_differences (game_id, source, field, ours, our_source, theirs, settled_at, settled_because)
      values (${game.id}, 'espn', 'home_score', '101', 'api-sports', '102', null, null),
             (${game.id}, 'goalserve', 'status', 'completed', 'api-sports', '<postponed>', now(), 'game_unlinked')`);
    await db().execute(sql`
      insert into source_line_differences (game_id, source, entity_type, entity_id, field, ours, theirs)
      values (${game.id}, 'espn', 'player', ${player}, 'points', '30', '31')`);
    const open = await page('/differences?league=nba');
    expect(open).toContain(`<a href="/games/${game.id}">Miami Heat @ Boston Celtics</a>`);
    expect(wordsOf(open)).toMatch(/1 fact, 1 figure .* NBA, 2026-11-03 1 game/);
    expect(wordsOf(open)).toMatch(
      /home score .* 101 here \(api-sports\), 102 at espn .* Jayson Tatum points 30/,
    );
    expect(open).not.toContain('postponed');
    const settled = await page('/differences?status=settled');
    expect(settled).toContain('&lt;postponed&gt;');
    expect(wordsOf(settled)).toMatch(/Settled .*: .* another game/);
    expect(wordsOf(await page('/differences?league=NFL'))).toMatch(/No two sources .* in NFL/);
    for (const wrong of ['league=Nowhere', 'status=gone'])
      expect((await call(`${test.url}/differences?${wrong}`)).status).toBe(400);
  });

  it.runIf(browserIsAvailable())(
    'fit a dark phone, and nothing on them is hard to use',
    async () => {
      const context = await browser?.newContext(DARK_PHONE);
      const opened = await context?.newPage();
      if (!opened) throw new Error('there is no browser');
      for (const path of [
        '/availability',
        '/availability/lineups?date=2026-11-03',
        '/availability/transactions',
        '/differences',
      ]) {
        await opened.goto(`${test.url}${path}`);
        expect(await seriousFindings(opened)).toEqual([]);
        expect(await fits(opened)).toBe(true);
      }
      await context?.close();
    },
    PAGE_PATIENCE_MS,
  );
});
