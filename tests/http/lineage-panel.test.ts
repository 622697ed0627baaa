import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpServer } from '../../src/http/http-server.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { browserIsAvailable, launchBrowser, seriousFindings } from './browser.ts';
import { call, serve } from './http-support.ts';
import { DARK_PHONE, fits } from './night-pages.ts';

describe('the page of a game that was seeded', () => {
  let world: SeedingWorld;
  let server: HttpServer;
  let gameId: number;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([
      ['LAL', 'GSW'],
      ['MIA', 'BOS'],
    ]);
    gameId = (await world.tasks())[0]?.gameId ?? 0;
    server = await serve(world.app);
  });
  afterAll(async () => {
    await server?.stop();
    await world?.close();
  });

  const panelText = async (): Promise<string> => {
    const markup = await (await fetch(`${server.url()}/games/${gameId}`)).text();
    const [, panel = ''] = /id="lineage">([^]*?)<\/section>/.exec(markup) ?? [];
    return panel.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  };
  const lineage = async () => (await call(`${server.url()}/admin/games/${gameId}/lineage`)).body;

  it('says nothing of figures before there are any', async () => {
    expect(await panelText()).toBe('');
  });

  it('says of each part its source, run, parsers and bodies', async () => {
    await world.startWorkers();
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 2`);
    await world.callsStored();
    const { lines, runs } = await lineage();
    const [run] = runs.filter((one: { run_id: string }) => one.run_id === lines[0].run_id);
    const text = await panelText();
    expect(text).toMatch(/from 1 part api-sports run \d+ \d+ player lines of /);
    expect(text).toContain(`run ${run.id} `);
    expect(text).toContain(run.run_id);
    expect(text).toContain(run.parser_version);
    expect(text).toMatch(/the team line of .*, the team line of .*, the result; written /);
    expect(run.bodies.length).toBeGreaterThan(1);
    for (const body of run.bodies) {
      expect(text).toContain(`Body #${body.payload_id}: ${body.endpoint}`);
      expect(text).toContain(body.body_hash.slice(0, 12));
    }
  });

  it('tells parts of several runs and sources apart, and what an older version wrote', async () => {
    await world.app.database.db.execute(sql`
      update nba_team_game_stats set run_id = null, source = 'espn' where game_id = ${gameId}`);
    const text = await panelText();
    expect(text).toMatch(/from 2 parts/);
    expect(text).toMatch(/espn the team line of .*, the team line of [^,]*; written .* older version/);
    expect(text).toMatch(
      /api-sports run \d+ \d+ player lines of [^,]*, \d+ player lines of [^,]*, the result/,
    );
  });

  it('says of a run without an entry whether it is under way, pruned, or lost', async () => {
    const { db } = world.app.database;
    const run = (text: string) => db.execute(sql.raw(text));
    const lost = 'seed_game/999/1';
    await run(
      `update nba_player_game_stats set run_id = '${lost}', updated_at = now() where game_id = ${gameId}`,
    );
    const missing = async () => (await lineage()).missing_runs;
    expect(await missing()).toMatchObject([{ run_id: lost, reason: 'under_way' }]);
    expect(await panelText()).toMatch(/seed_game\/999\/1 is under way/);
    await run(
      `update nba_player_game_stats set updated_at = now() - interval '3 days' where game_id = ${gameId}`,
    );
    const [pruned] = await missing();
    expect(pruned).toMatchObject({ run_id: lost, reason: 'pruned' });
    const [oldest] = (await run('select min(created_at) as at from sync_log')).rows;
    expect(new Date(pruned.kept_since)).toEqual(new Date(String(oldest?.['at'])));
    expect(await panelText()).toMatch(/was pruned: .* since \d{4}/);
    await run(
      `update sync_log set created_at = now() - interval '10 days' where id = (select min(id) from sync_log)`,
    );
    expect(await missing()).toMatchObject([{ run_id: lost, reason: 'lost' }]);
    expect(await panelText()).toMatch(/seed_game\/999\/1 has no entry/);
    await run(`update nba_player_game_stats set run_id = (select run_id from sync_log where game_id = ${gameId} limit 1)
               where game_id = ${gameId}`);
    expect(await missing()).toEqual([]);
  });

  it.skipIf(!browserIsAvailable())('fits on a phone', async () => {
    await world.app.database.db.execute(sql`
      update sync_log set run_id = 'ingest_schedule/FOOTBALL/0d9f5a52-6f2b-4cb9-9a39-77f2f5b7a0aa'
      where game_id = ${gameId}`);
    await world.app.database.db.execute(sql`
      update nba_player_game_stats set run_id = 'ingest_schedule/FOOTBALL/0d9f5a52-6f2b-4cb9-9a39-77f2f5b7a0aa'
      where game_id = ${gameId}`);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage(DARK_PHONE);
      await page.goto(`${server.url()}/games/${gameId}`);
      await page.locator('#lineage code', { hasText: 'ingest_schedule/' }).waitFor();
      expect(await fits(page)).toBe(true);
      expect(await seriousFindings(page)).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
