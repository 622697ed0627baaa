import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCliProcess } from '../cli/run-cli.ts';
import { type LoadedModules, TELLING_LOADS, loadedModules } from '../support/loaded-modules.ts';
import { NO_PROVIDER } from '../support/no-provider.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const environment = (): Record<string, string> => ({
  ...NO_PROVIDER,
  DATABASE_URL: database.url,
  API_SPORTS_KEY: 'test-key',
  PORT: '0',
});

async function loadedByCommand(...args: string[]): Promise<LoadedModules> {
  const run = await runCliProcess(args, { environment: { ...environment(), NODE_OPTIONS: TELLING_LOADS } });
  expect(run).toMatchObject({ exitCode: 0 });
  return loadedModules(run.stderr, PROJECT_ROOT);
}

/** Starts a process, waits until it says that it works, and stops it. */
async function loadedByProcess(entry: string, ready: string): Promise<LoadedModules> {
  const child = spawn(process.execPath, [TELLING_LOADS, entry, '--exit-with-parent'], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env['PATH'], ...environment() },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let told = '';
  for await (const chunk of child.stderr.setEncoding('utf8') as AsyncIterable<string>) {
    told += chunk;
    if (told.includes(ready)) break;
  }
  child.kill('SIGTERM');
  await exited;
  expect(told).toContain(ready);
  return loadedModules(told.slice(0, told.indexOf(ready)), PROJECT_ROOT);
}

const within = (loaded: LoadedModules, folder: string): readonly string[] =>
  loaded.own.filter((path) => path.startsWith(folder));

/** What serves pages and the queue's board. */
const WEB_PACKAGES = [
  'express',
  'helmet',
  '@bull-board/api',
  '@bull-board/express',
  '@remix-run/html-template',
];

describe('a command', () => {
  it('brings a database up to date that this release has not looked after yet, and only looks at it afterwards', async () => {
    const first = await loadedByCommand('list-tasks');
    expect(within(first, 'src/db/migrate.ts')).toHaveLength(1);
    const second = await loadedByCommand('list-tasks');
    expect(within(second, 'src/db/migrate.ts')).toEqual([]);

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`comment on table drizzle.__drizzle_migrations is 'scoracle of last year'`);
    await client.end();
    const third = await loadedByCommand('list-tasks');
    expect(within(third, 'src/reference/seed-reference-data.ts')).toHaveLength(1);
    expect(within(await loadedByCommand('list-tasks'), 'src/reference/seed-reference-data.ts')).toEqual([]);
  });

  it('imports its own module and what that needs, and no other command, page, queue or provider client', async () => {
    await loadedByCommand('list-tasks');
    const loaded = await loadedByCommand('list-tasks');
    expect(within(loaded, 'src/cli/commands/')).toEqual(['src/cli/commands/tasks.ts']);
    for (const folder of [
      'src/http/',
      'src/schedule/parse/presets/',
      'src/jobs/bullmq/',
      'src/backups/make-backup.ts',
    ])
      expect(within(loaded, folder)).toEqual([]);
    for (const large of [...WEB_PACKAGES, 'bullmq', 'ioredis', 'undici', 'prom-client', 'pino-pretty'])
      expect(loaded.packages).not.toContain(large);
    expect(loaded.packages).toContain('drizzle-orm');
  });
});

describe('a worker', () => {
  it('imports no command, page or route, nothing of backups and alerts, until it takes jobs', async () => {
    const loaded = await loadedByProcess('workers/main.ts', 'workers are taking jobs');
    const others = ['src/cli/', 'src/http/', 'src/backups/make-backup.ts', 'src/monitoring/alerts/'];
    for (const folder of others) expect(within(loaded, folder)).toEqual([]);
    for (const large of [...WEB_PACKAGES, 'commander', 'cli-table3', 'prom-client', 'pino-pretty'])
      expect(loaded.packages).not.toContain(large);
    expect(loaded.packages).toContain('bullmq');
  });
});

describe('a control process', () => {
  it('imports no command until it is ready, and the board of the queues when somebody looks at it', async () => {
    const loaded = await loadedByProcess('src/app/control-main.ts', 'control process is ready');
    expect(within(loaded, 'src/cli/')).toEqual([]);
    expect(within(loaded, 'workers/')).toEqual([]);
    for (const large of ['@bull-board/api', 'commander', 'cli-table3', 'pino-pretty'])
      expect(loaded.packages).not.toContain(large);
    expect(loaded.packages).toContain('express');
    expect(within(loaded, 'src/http/pages/')).not.toEqual([]);
  });

  it('serves without the client behind fetch, which an import of node:http would load', async () => {
    const program = `await import('./src/http/http-server.ts'); console.log(process.moduleLoadList.join('\\n'))`;
    const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: PROJECT_ROOT,
    });
    expect(run.stdout).toMatch(/NativeModule _http_server$/m);
    expect(run.stdout).not.toMatch(/undici$/m);
  });
});
