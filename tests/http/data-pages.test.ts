import type { Browser } from 'playwright-core';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedKeys } from '../../src/db/schema/datasets.ts';
import type { HttpServer } from '../../src/http/http-server.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { call, serve } from './http-support.ts';
import { fits } from './night-pages.ts';

const PLAYERS = 'nba_player_season_stats';

/** What a page says to a reader, without its markup. */
function textOf(markup: string): string {
  return markup
    .replace(/^[^]*<main/, '<main')
    .replace(/<\/main>[^]*$/, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
}

describe('the pages of data that a night has collected', () => {
  let world: SeedingWorld;
  let server: HttpServer;
  let browser: Browser | undefined;
  let gameId: number;

  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([
      ['LAL', 'GSW'],
      ['MIA', 'BOS'],
    ]);
    gameId = (await world.tasks())[0]?.gameId ?? 0;
    await world.startWorkers();
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 2`);
    await world.callsStored();
    const { db } = world.app.database;
    await createDatasetRefresher({ db, catalog: await loadDatasets(), logger: silentLogger() }).refresh();
    await db.execute(sql`analyze`);
    server = await serve(world.app);
    if (browserIsAvailable()) browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await world?.close();
  });

  const page = async (path: string) => {
    const { status, body } = await call(`${server.url()}${path}`);
    const markup = typeof body === 'string' ? body : JSON.stringify(body);
    return { status, markup, text: textOf(markup) };
  };
  const answer = async (path: string) => (await call(`${server.url()}${path}`)).body;
  const runOfGame = async () => {
    const { items } = await answer(`/admin/runs?game_id=${gameId}&kind=attempt`);
    return answer(`/admin/runs/${items[0].id}`);
  };

  it('list every dataset with its grain, rows, freshness and last refresh', async () => {
    const { markup, text } = await page('/datasets');
    const { items } = await answer('/admin/datasets');
    expect(items.length).toBeGreaterThan(20);
    for (const { name, grain } of items) {
      expect(markup).toContain(`href="/datasets/${name}"`);
      expect(text).toContain(`One row is ${grain}.`);
    }
    const players = items.find(({ name }: { name: string }) => name === PLAYERS);
    expect(players).toMatchObject({ freshness: 'fresh', pending: { changes: 0 } });
    expect(players.rows_about).toBeGreaterThan(10);
    expect(text).toContain(`about ${players.rows_about} rows`);
    expect(text).toMatch(new RegExp(`${PLAYERS} computed fresh about`));
    expect(text).toMatch(
      new RegExp(`Last refresh [-0-9: ]+UTC : ${players.last_refresh.rows_written} rows written`),
    );
  });

  it('show one with its columns, lineage in both directions and refreshes', async () => {
    const { markup, text } = await page(`/datasets/${PLAYERS}`);
    const { columns, refreshes } = await answer(`/admin/datasets/${PLAYERS}`);
    expect(columns.filter((one: { is_key: boolean }) => one.is_key).length).toBeGreaterThan(2);
    for (const { name } of columns) expect(markup).toContain(`<code>${name}</code>`);
    expect(text).toMatch(/Comes from nba_player_game_stats collected box score from providers/);
    expect(markup).toContain('href="/datasets/schedule_imports"');
    expect(text).toContain(`${refreshes[0].rows_written} rows written`);
    const lines = await page('/datasets/nba_player_game_stats');
    expect(lines.text).toMatch(/Used by .*nba_player_season_stats computed/);
    expect(lines.text).not.toContain('Last refreshes');
    const unknown = await page('/datasets/nba_player_season_stat');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toContain(PLAYERS);
  });

  it('show a dataset that is late first, and its failed refresh with the reason', async () => {
    const { db } = world.app.database;
    await db.insert(changedKeys).values({
      input: 'football_team_game_stats',
      seasonYear: 2025,
      entityIds: [1],
      dataset: 'football_team_season_stats',
      failures: 1,
      createdAt: sql`now() - interval '10 minutes'`,
    });
    const { text } = await page('/datasets');
    expect(text).toMatch(/runs \. football_team_season_stats computed late refresh failed/);
    expect(text).toMatch(/1 key waits .*10 min\. 1 change failed/);
    await db.delete(changedKeys);
  });

  it('list runs, and filter them', async () => {
    const all = await answer('/admin/runs');
    const { markup } = await page('/runs');
    for (const { id } of all.items) expect(markup).toContain(`href="/runs/${id}"`);
    const run = await runOfGame();
    const filtered = await page(`/runs?kind=attempt&status=completed&sport=NBA&league=&game_id=${gameId}`);
    expect(filtered.markup.match(/href="\/runs\/\d+"/g)).toEqual([`href="/runs/${run.id}"`]);
    expect(filtered.text).toMatch(new RegExp(`NBA, \\d{4}, game ${gameId}, from api-sports, \\d+ calls?`));
    expect((await page('/runs?kind=replay')).text).toContain('No run matches');
    expect((await page('/runs?kind=nonsense')).status).toBe(400);
  });

  it('show one run with the rows, calls and bodies that it stands for', async () => {
    const run = await runOfGame();
    expect(run.provider_calls.length).toBeGreaterThan(0);
    expect(run.provider_calls.length).toBeGreaterThanOrEqual(run.calls);
    const { text, markup } = await page(`/runs/${run.id}`);
    expect((await page(`/runs/${encodeURIComponent(run.run_id)}`)).text).toBe(text);
    expect(text).toContain(run.run_id);
    for (const [dataset, rows] of Object.entries(run.rows)) {
      expect(markup).toContain(`href="/datasets/${dataset}"`);
      expect(text).toMatch(new RegExp(`${dataset} ${String(rows)} rows?`));
    }
    for (const { endpoint, host } of run.provider_calls)
      expect(text).toMatch(new RegExp(`${endpoint} ok [^;]* ${host}`));
    for (const body of run.bodies) {
      expect(text).toContain(`body ${body.payload_id}`);
      expect(text).toContain(body.body_hash.slice(0, 12));
    }
    expect(markup).toContain(`href="/games/${gameId}"`);
    for (const none of ['999999', 'nonsense', '9'.repeat(40)])
      expect([none, (await page(`/runs/${none}`)).status]).toEqual([none, 404]);
  });

  it('tell of each line of a box score by which run it is', async () => {
    const run = await runOfGame();
    const { sides } = await answer(`/admin/games/${gameId}/box-score`);
    for (const side of sides) {
      expect(side.team_run_id).toBe(run.run_id);
      expect(side.players.length).toBeGreaterThan(3);
      for (const player of side.players) expect(player.run_id).toBe(run.run_id);
    }
    expect((await page(`/games/${gameId}`)).markup).toContain(`href="/runs/${run.id}"`);
  });

  it('are in the navigation, and fit wide and narrow, in light and dark, with scripts and without', async () => {
    const run = await runOfGame();
    const { markup } = await page('/');
    for (const path of ['/datasets', '/runs']) expect(markup).toContain(`<a href="${path}"`);
    if (!browser) return;
    for (const [colorScheme, width, javaScriptEnabled] of [
      ['light', 1_280, true],
      ['dark', 390, true],
      ['dark', 1_280, false],
      ['light', 390, false],
    ] as const) {
      const context = await browser.newContext({
        colorScheme,
        javaScriptEnabled,
        viewport: { width, height: 900 },
      });
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const tab = await context.newPage();
      for (const path of ['/datasets', `/datasets/${PLAYERS}`, '/runs', `/runs/${run.id}`]) {
        await tab.goto(`${server.url()}${path}`, { waitUntil: 'domcontentloaded' });
        expect([path, width, await fits(tab)]).toEqual([path, width, true]);
        // Without scripts a page loads itself anew, which a slow look would stumble over.
        if (javaScriptEnabled) expect([path, await seriousFindings(tab)]).toEqual([path, []]);
        expect(await tab.locator('main h1').count()).toBe(1);
        const folder = process.env['DATA_PAGE_PICTURES'];
        const name = `${path.replaceAll('/', '-')}-${colorScheme}-${width}.png`;
        if (folder) await tab.screenshot({ path: `${folder}/${name}`, fullPage: true });
      }
      await context.close();
    }
  }, 300_000);
});
