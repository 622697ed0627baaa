import { eq, sql } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { changedKeys } from '../../src/db/schema/datasets.ts';
import { workItems } from '../../src/db/schema/work-items.ts';
import type { HttpServer } from '../../src/http/http-server.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PAGE_PATIENCE_MS, browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { call, serve } from './http-support.ts';
import { fits } from './night-pages.ts';

const ADMIN = 'an-admin-token-of-this-test';
const READER = 'a-reader-token-of-this-test';
const PLAYERS = 'nba_player_season_stats';
const TEAMS = 'nba_team_season_stats';

describe('a refresh of a dataset that is handed over', () => {
  let world: SeedingWorld;
  let server: HttpServer;
  let browser: Browser | undefined;
  let season: number;
  let workers: Awaited<ReturnType<SeedingWorld['startWorkers']>>;

  beforeAll(async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { ADMIN_TOKEN: ADMIN, READER_TOKEN: READER },
    });
    await world.ingestDue([['LAL', 'GSW']]);
    workers = await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 1");
    await world.callsStored();
    await workers.stop();
    // No worker of it is heard of any more.
    await world.until("not exists (select from worker_heartbeats where state not in ('stopped', 'dead'))");
    const [game] = await rowsOf<{ season: number }>(
      db(),
      sql`select season_year as season from nba_team_game_stats`,
    );
    season = game?.season ?? 0;
    server = await serve(world.app);
    if (browserIsAvailable()) browser = await launchBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await world?.close();
  });

  const db = () => world.app.database.db;
  const ask = (path: string, body?: object, token = ADMIN) =>
    call(`${server.url()}${path}`, {
      ...(body === undefined ? {} : { body }),
      headers: { Authorization: `Bearer ${token}` },
    });
  const order = (name: string, body: object, token = ADMIN) =>
    ask(`/admin/datasets/${name}/refresh`, body, token);
  const lastOrder = async (name: string) => (await ask(`/admin/datasets/${name}`)).body.last_order;
  const players = async () =>
    (await rowsOf<{ n: number }>(db(), sql`select count(*)::int as n from nba_player_game_stats`))[0]?.n;

  it('is refused where it is not said what, or nobody knows it, or it is not computed, or asked by a reader', async () => {
    for (const body of [
      {},
      { all: true, season },
      { season: 'soon' },
      { entity_ids: [] },
      { everything: true },
    ])
      expect([body, (await order(PLAYERS, body)).status]).toEqual([body, 400]);
    const unclear = await order(PLAYERS, {});
    expect(unclear.body.errors[0].remedy).toMatch(/all.*season/);
    const unknown = await order('nba_player_season_stat', { all: true });
    expect([unknown.status, unknown.body.detail]).toEqual([404, expect.stringContaining(PLAYERS)]);
    const collected = await order('nba_player_game_stats', { all: true });
    expect([collected.status, collected.body.remedy]).toEqual([409, expect.stringContaining(PLAYERS)]);
    expect((await order(PLAYERS, { all: true }, READER)).status).toBe(403);
    expect((await order(PLAYERS, { all: true }, 'nobody')).status).toBe(401);
    expect(await rowsOf(db(), sql`select from work_items where kind = 'refresh-dataset'`)).toEqual([]);
    expect(await db().$count(changedKeys, eq(changedKeys.dataset, PLAYERS))).toBe(0);
  });

  it('waits for workers, says so, and is one with what is asked for already', async () => {
    expect((await ask(`/admin/datasets/${PLAYERS}`)).body).toMatchObject({
      can_be_ordered: true,
      last_order: null,
    });
    const first = await order(PLAYERS, { season, reason: 'a trial' });
    expect(first).toMatchObject({
      status: 202,
      body: { name: PLAYERS, keys: await players(), is_new: true },
    });
    expect(first.body.message).toMatch(/worker.*none is alive/);
    const again = await order(PLAYERS, { season });
    expect(again.body).toMatchObject({ item_id: first.body.item_id, is_new: false });
    expect(again.body.message).toContain('already');
    const other = await order(PLAYERS, { season, entity_ids: [1_000_000] });
    expect(other).toMatchObject({ status: 200, body: { keys: 0, item_id: null } });
    expect(await lastOrder(PLAYERS)).toMatchObject({
      item_id: first.body.item_id,
      status: 'pending',
      part: `season ${season}, everybody`,
    });
    expect((await ask('/datasets')).body).toMatch(new RegExp(`Under way: season ${season}`));
    const events = await rowsOf<{ message: string }>(
      db(),
      sql`select message from system_events where kind = 'dataset_refresh_requested' and subject = ${PLAYERS} order by id`,
    );
    expect(events[0]?.message).toMatch(/a trial/);
    const [item] = (await ask(`/admin/work/${first.body.item_id}`)).body.history;
    expect(item).toMatchObject({ event: 'enqueue', actor: 'api' });
  });

  it('says that its queue is paused', async () => {
    await world.app.store.setPaused('work', true);
    workers = await world.startWorkers();
    await world
      .until(`exists (select from worker_heartbeats where state = 'running')`)
      .catch(() => undefined);
    await expect
      .poll(async () => (await order(PLAYERS, { season })).body.message)
      .toMatch(/queue work .*paused/);
    await world.app.store.setPaused('work', false);
    await world.until(
      `(select bool_and(status = 'completed') from work_items where kind = 'refresh-dataset')`,
    );
    expect(await lastOrder(PLAYERS)).toMatchObject({
      status: 'completed',
      detail: expect.stringContaining(String(await players())) as string,
    });
    expect((await order(TEAMS, { all: true })).body.message).not.toMatch(/as soon as/);
  });

  it('is asked for with a button, which shows what is under way and what it came to', async () => {
    if (!browser) return;
    await db().update(workItems).set({ updatedAt: sql`now() - interval '1 day'` });
    for (const [path, width, name] of [
      ['/datasets', 1_280, TEAMS],
      [`/datasets/${PLAYERS}`, 390, PLAYERS],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      context.setDefaultTimeout(PAGE_PATIENCE_MS);
      const tab = await context.newPage();
      await logIn(tab);
      await tab.goto(`${server.url()}${path}`, { waitUntil: 'domcontentloaded' });
      await tab.locator(`summary[aria-label="Refresh ${name}"]`).click();
      await tab.locator(`#season-${name}`).fill(String(season));
      expect([path, await fits(tab), await seriousFindings(tab)]).toEqual([path, true, []]);
      const folder = process.env['DATA_PAGE_PICTURES'];
      if (folder) await tab.screenshot({ path: `${folder}/refresh-${width}.png`, fullPage: true });
      await tab.locator(`button[aria-label="Confirm: Refresh ${name}"]`).click();
      await tab.getByText(`of ${name} noted as changed`).waitFor();
      await world.until(`not exists (select from work_items where status in ('pending', 'running'))`);
      await tab.goto(`${server.url()}${path}`, { waitUntil: 'domcontentloaded' });
      await tab.getByText(`Last asked for by hand: season ${season}, everybody`).first().waitFor();
      await context.close();
    }
  });

  it('is no button for readers, and nothing without the token of the page', async () => {
    const page = (await ask('/datasets', undefined, READER)).body;
    expect(page).toContain(PLAYERS);
    expect(page).not.toContain('/refresh"');
    if (!browser) return;
    const context = await browser.newContext();
    context.setDefaultTimeout(PAGE_PATIENCE_MS);
    const tab = await context.newPage();
    await logIn(tab);
    const forged = await context.request.post(`${server.url()}/datasets/${PLAYERS}/refresh`, {
      form: { csrf: 'wrong', back: '/datasets' },
      maxRedirects: 0,
    });
    expect(forged.status()).toBe(403);
    await context.close();
  });

  async function logIn(tab: Page): Promise<void> {
    await tab.goto(`${server.url()}/login`, { waitUntil: 'domcontentloaded' });
    await tab.getByLabel('Token').fill(ADMIN);
    await tab.keyboard.press('Enter');
    await tab.locator('#sports').waitFor();
  }
});
