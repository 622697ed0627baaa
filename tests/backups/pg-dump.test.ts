import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import { firstRow } from '../../src/db/rows.ts';
import { chooseServerUser } from '../../src/platform/embedded-postgres/server-user.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';

const PASSWORD = 'not-on-a-command-line';
const tools = installedTools();
if (!tools)
  process.stderr.write('no PostgreSQL with pg_dump is installed: backups by pg_dump are not tested\n');

describe.skipIf(!tools)('a backup by pg_dump', () => {
  let folder: string;
  let server: ChildProcess;
  let app: App;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-pg-dump-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    server = await startServer(tools ?? '', folder, port);
    await recordCalls(tools ?? '', path.join(folder, 'tools'));
    app = await buildApp({
      processName: 'control',
      environment: {
        DATABASE_URL: `postgres://scoracle:${PASSWORD}@127.0.0.1:${port}/postgres`,
        BACKUP_DIR: path.join(folder, 'backups'),
        BACKUP_TOOLS_DIR: path.join(folder, 'tools'),
        LOG_LEVEL: 'silent',
      },
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger() },
    });
  });
  afterAll(async () => {
    await app.close();
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await gone;
    await rm(folder, { recursive: true, force: true });
  });

  it('is chosen where the tool is new enough, comes back whole, and tells the password to nobody', async () => {
    const csv = 'date,time,home_team,away_team\n2026-12-01,19:30,Lakers,Suns\n2026-12-02,19:30,Heat,Bulls';
    await app.ingestService.ingest(ingestRequest(csv));
    const told: number[] = [];
    const { manifest } = await app.backups.create('auto', {
      onProgress({ step, fraction }) {
        if (step === 'writing') told.push(fraction);
      },
    });
    expect(told).not.toEqual([]);
    expect(told.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(manifest).toMatchObject({ format: 'pg_dump', tables: { games: { rows: 2 } } });
    await app.backups.verify(undefined);
    await app.database.db.execute(sql`delete from games`);
    expect(await app.backups.restore(undefined, { isForced: false, actor: 'test' })).toMatchObject({
      isQueueInOrder: true,
    });
    expect(await firstRow(app.database.db, sql`select count(*) as games from games`)).toEqual({ games: 2 });
    expect(await app.reconciler.run()).toMatchObject({ openTasks: 2, queuedJobs: 2 });

    const calls = await readFile(path.join(folder, 'tools', 'calls'), 'utf8');
    expect(calls).toMatch(/pg_dump .*--snapshot=[^]*pg_restore .*--single-transaction/);
    expect(calls).not.toContain(PASSWORD);
  });
});

/** The folder of the newest PostgreSQL that is installed with its tools. */
function installedTools(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const majors = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
  return majors
    .map((major) => path.join(root, major, 'bin'))
    .find((bin) =>
      ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((tool) => existsSync(path.join(bin, tool))),
    );
}

async function startServer(bin: string, folder: string, port: number): Promise<ChildProcess> {
  const identity = await chooseServerUser();
  const data = path.join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, PASSWORD);
  if (identity) await chown(data, identity.uid, identity.gid);
  const as = { cwd: '/', ...identity };
  const settings = ['--username=scoracle', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
  execFileSync(
    path.join(bin, 'initdb'),
    [`--pgdata=${data}`, '--encoding=UTF8', '--locale=C', ...settings],
    as,
  );
  const child = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data, '-c', 'fsync=off'],
    { ...as, stdio: 'ignore' },
  );
  const url = `postgres://scoracle:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await vi.waitFor(
    async () => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      await client.end();
    },
    { timeout: 120_000, interval: 100 },
  );
  return child;
}

/** Tools that write down how they are called and then do their work. */
async function recordCalls(bin: string, folder: string): Promise<void> {
  await mkdir(folder);
  for (const tool of ['pg_dump', 'pg_restore']) {
    const script = `#!/bin/sh\necho "${tool} $*" >> ${folder}/calls\nexec ${bin}/${tool} "$@"\n`;
    await writeFile(path.join(folder, tool), script, { mode: 0o755 });
  }
}
