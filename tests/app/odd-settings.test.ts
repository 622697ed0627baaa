import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { rowsOf } from '../../src/db/rows.ts';
import { runCliProcess } from '../cli/run-cli.ts';
import { serve } from '../http/http-support.ts';
import { oddDefaults } from '../support/odd-settings.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { createEmptyDatabase } from '../support/test-database.ts';

describe('an installation on a database with odd defaults', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function oddWorld(): Promise<SeedingWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-odd-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const world = await createSeedingWorld({
      store: 'postgres',
      prepareDatabase: [oddDefaults()],
      environment: { BACKUP_DIR: folder },
    });
    cleanUps.push(world.close);
    return world;
  }

  it('brings in games, seeds them, shows them and makes a backup that is the same when it comes back', async () => {
    const world = await oddWorld();
    const { app } = world;
    await world.ingestDue([
      ['LAL', 'GSW'],
      ['BOS', 'NYK'],
    ]);
    await world.startWorkers();
    await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')");
    const server = await serve(app);
    cleanUps.push(server.stop);
    for (const page of ['/', '/games', '/tasks', '/readyz', '/admin/tasks?limit=5']) {
      const response = await fetch(new URL(page, server.url()));
      expect({ page, status: response.status }).toEqual({ page, status: 200 });
    }
    const made = await app.backups.create('portable');
    expect(made.manifest.tables['games']).toMatchObject({ rows: 2 });
    await app.backups.verify(made.manifest.name);
    const lines = await rowsOf<{ count: number }>(
      app.database.db,
      sql`select count(*)::int as count from nba_player_game_stats`,
    );
    expect(lines[0]?.count).toBeGreaterThan(20);
  });

  it('is set up by the command line, from nothing', async () => {
    const database = await createEmptyDatabase();
    cleanUps.push(database.drop);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(oddDefaults());
    await admin.end();
    const environment = { DATABASE_URL: database.url };
    const migrated = await runCliProcess(['migrate', '--json'], { environment });
    expect(migrated).toMatchObject({ exitCode: 0 });
    const upcoming = await runCliProcess(['monitor', 'upcoming', '--json'], { environment });
    expect(upcoming).toMatchObject({ exitCode: 0 });
    const doctor = await runCliProcess(['doctor', '--json'], { environment });
    const findings = JSON.parse(doctor.stdout) as { findings: { name: string; status: string }[] };
    expect(findings.findings.find(({ name }) => name === 'sessions')).toMatchObject({ status: 'ok' });
  });
});
