import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import type { BackupManifest } from '../../src/backups/backup-files.ts';
import type { BackupProgress } from '../../src/backups/backup-progress.ts';
import { runCli } from '../cli/run-cli.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const QUEUE = 'seeding-nba';
const OPERATOR = { isForced: true, actor: 'test' };

let folder: string;
let world: SeedingWorld;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-backups-'));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** Two games that are seeded and two that are due tomorrow. */
async function playedWorld(store: 'postgres' | 'redis'): Promise<void> {
  world = await createSeedingWorld({ store, environment: { BACKUP_DIR: folder } });
  await world.ingestDue([
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
  ]);
  const workers = await world.startWorkers();
  await world.until("(select count(*) from seeding_tasks where status = 'completed' and pass = 'first') = 2");
  await workers.stop();
  await world.ingestDue(
    [
      ['DEN', 'PHX'],
      ['NYK', 'CHI'],
    ],
    -20,
  );
}

async function openJobs(): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of world.app.store.listOpenJobs(QUEUE)) ids.push(...page.map((job) => job.jobId));
  return ids.toSorted();
}

async function openTaskJobs(): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    world.app.database.db,
    sql`select 'game-' || game_id || '-' || pass || '-r' || revision as id from seeding_tasks
        where status in ('pending', 'running')`,
  );
  return rows.map(({ id }) => id).toSorted();
}

describe.each(['postgres', 'redis'] as const)('a backup that is restored, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());

  test('brings everything back, publishes what is open, and takes the jobs of the future out', async () => {
    await playedWorld(store);
    const { app } = world;
    const [, , denver, newYork] = await world.tasks();
    // One of them runs at the moment of the backup.
    await app.database.db.execute(sql`
      update seeding_tasks set status = 'running', fence = 5, claimed_by = 'w', lease_expires_at = now() + interval '1 hour'
      where id = ${newYork?.id}`);
    const before = await firstRow(app.database.db, CONTENTS);
    const steps: BackupProgress[] = [];
    const { manifest } = await app.backups.create('portable', {
      onProgress: (progress) => steps.push(progress),
    });
    expect(manifest).toMatchObject({ format: 'portable', tables: { games: { rows: 4 } } });
    expect(lastOf(steps)).toEqual(wholeOf(manifest, ['counting', 'writing']));

    // The future that will not have been: moved, cancelled and new games, a lost line, a run that holds its task.
    await app.taskActions.reschedule(denver?.id ?? 0, new Date(Date.now() + 7_200_000), { name: 'test' });
    await app.taskActions.cancel(newYork?.id ?? 0, { name: 'test' });
    await world.ingestDue([['UTA', 'SAC']], -30);
    await app.database.db.execute(sql`delete from nba_player_game_stats`);
    expect(await openJobs()).toContain(`game-${denver?.gameId}-first-r2`);

    if (store === 'redis') {
      // This store was emptied meanwhile, the other one is old and full.
      for (const jobId of await openJobs()) await app.store.removeJob(QUEUE, jobId);
      await app.store.writeEpoch('of another store');
    }

    steps.length = 0;
    const onProgress = (progress: BackupProgress): number => steps.push(progress);
    const outcome = await app.backups.restore(manifest.name, { ...OPERATOR, onProgress });
    expect(lastOf(steps)).toEqual(wholeOf(manifest, ['loading', 'comparing']));
    expect(outcome).toMatchObject({ isQueueInOrder: true });
    expect(await firstRow(app.database.db, CONTENTS)).toEqual(before);
    expect(await openJobs()).toEqual(await openTaskJobs());
    expect(await openJobs()).toContain(`game-${denver?.gameId}-first-r1`);
    expect(await app.reconciler.run()).toMatchObject({
      drift: { missing: 0, orphaned: 0, mistimed: 0 },
    });
    expect(await app.reconciler.isStoreChanged()).toBe(false);
    const run = await firstRow<{ status: string; fence: number; claimed_by: string | null }>(
      app.database.db,
      sql`select status, fence, claimed_by from seeding_tasks where id = ${newYork?.id}`,
    );
    expect(run).toMatchObject({ status: 'pending', claimed_by: null });
    expect(run?.fence).toBeGreaterThan(1_000_000);

    // Ids go on behind those that came back, and work goes on.
    await world.ingestDue([['UTA', 'SAC']]);
    await world.startWorkers();
    await world.until(
      "(select count(*) from seeding_tasks where status = 'completed' and pass = 'first') = 3",
    );
  });
});

describe('a backup', () => {
  it('is proven by bringing it back elsewhere, and a damaged or altered one is found', async () => {
    await playedWorld('postgres');
    const { app } = world;
    const { manifest } = await app.backups.create('portable');
    const file = path.join(folder, `${manifest.name}.jsonl.gz`);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length - 100));
    await expect(app.backups.verify(undefined)).rejects.toMatchObject({
      name: 'BackupError',
      code: 'damaged',
    });

    const newer = { ...manifest, migrations: [...manifest.migrations, Date.now()] };
    await writeFile(file, whole);
    await writeFile(path.join(folder, `${manifest.name}.manifest.json`), JSON.stringify(newer));
    await expect(app.backups.verify(undefined)).rejects.toMatchObject({ code: 'refused' });
    await writeFile(path.join(folder, `${manifest.name}.manifest.json`), JSON.stringify(manifest));

    const altered = gunzipSync(whole).toString('utf8').replace('"full_name":"', '"full_name":"X');
    await writeFile(file, gzipSync(altered));
    await forgeChecksum(manifest.name);
    await expect(app.backups.verify(undefined)).rejects.toMatchObject({
      code: 'differs',
      message: expect.stringMatching(/players has other contents/),
    });
    const leftOver = await rowsOf(
      app.database.db,
      sql`select 1 from pg_database where datname like 'scoracle_verify_%' and not exists (
            select 1 from pg_stat_activity where datname = pg_database.datname)`,
    );
    expect(leftOver).toEqual([]);
  });

  it('is not restored over games, nor while a worker is alive, unless somebody insists', async () => {
    await playedWorld('postgres');
    const { app } = world;
    await app.backups.create('portable');
    const gently = { isForced: false, actor: 'test' };
    await expect(app.backups.restore(undefined, gently)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('4 games'),
    });
    await world.startWorkers();
    await world.until('(select count(*) from worker_heartbeats) = 1');
    await expect(app.backups.restore(undefined, gently)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('worker'),
    });
    await world.until('(select count(*) from games) = 4', 0);
  });

  it('is made, listed, verified and removed by command, and no password is told', async () => {
    await playedWorld('postgres');
    const environment = { ...world.test.environment, LOG_LEVEL: 'debug' };
    const created = await runCli(['backup', 'create', '--json'], { environment });
    expect(created.exitCode).toBe(0);
    const { name } = JSON.parse(created.stdout) as { name: string };
    const listed = await runCli(['backup', 'list', '--json'], { environment });
    expect(JSON.parse(listed.stdout)).toMatchObject({ folder, backups: [{ name, tables: { games: 4 } }] });
    const verified = await runCli(['backup', 'verify', name], { environment });
    expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is sound') });
    const refused = await runCli(['backup', 'restore'], { environment });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('--force') });
    const pruned = await runCli(['backup', 'prune', '--json'], {
      environment: { ...environment, BACKUP_KEEP: '1', BACKUP_RETENTION_DAYS: '0' },
    });
    expect(JSON.parse(pruned.stdout)).toEqual({ dry_run: false, removed: [] });
    const missing = await runCli(['backup', 'verify', 'no-such'], { environment });
    expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('backup list') });

    const password = new URL(world.test.databaseUrl).password;
    const said = [created, listed, verified, refused].flatMap((run) => [run.stdout, run.stderr]);
    const written = await Promise.all(
      (await readdir(folder))
        .filter((file) => file.endsWith('.json'))
        .map((file) => readFile(path.join(folder, file), 'utf8')),
    );
    expect(password.length).toBeGreaterThan(5);
    expect([...said, ...written].filter((text) => text.includes(password))).toEqual([]);
  });
});

/** What was said last of each step. */
function lastOf(steps: readonly BackupProgress[]): BackupProgress[] {
  return [...new Map(steps.map((progress) => [progress.step, progress])).values()];
}

/** The end of each of these steps: every row, and all of it. */
function wholeOf({ tables }: BackupManifest, steps: readonly BackupProgress['step'][]): BackupProgress[] {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  return steps.map((step) => ({ step, rows, fraction: 1 }));
}

/** Everything that a restore has to bring back, as one digest. */
const CONTENTS = sql`
  select (select jsonb_agg(to_jsonb(game) - 'updated_at' order by id) from games as game) as games,
         (select jsonb_agg(jsonb_build_array(id, replace(status, 'running', 'pending'), revision, due_at, player_count) order by id) from seeding_tasks) as tasks,
         (select md5(string_agg(to_jsonb(line)::text, '' order by game_id, player_id)) from nba_player_game_stats as line) as lines,
         (select count(*) from game_events) as events`;

async function forgeChecksum(name: string): Promise<void> {
  const { digestFile } = await import('../../src/backups/backup-files.ts');
  const file = path.join(folder, `${name}.manifest.json`);
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  Object.assign(manifest, await digestFile(path.join(folder, `${name}.jsonl.gz`)));
  await writeFile(file, JSON.stringify(manifest));
}
