import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { advisoryLock } from '../../src/db/locks.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { PROJECT_ROOT, redisIsAvailable } from '../support/test-app.ts';
import { createTestDatabase } from '../support/test-database.ts';

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** Far above what an end takes, and far below the minutes for which forgotten processes stay. */
const END_TIMEOUT_MS = 45_000;

const cleanUps: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Starts one of our programs with its stdin in our hand. */
function start(entry: string, args: readonly string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(NODE, [path.join(PROJECT_ROOT, entry), ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  cleanUps.push(() => void child.kill('SIGKILL'));
  child.stdin?.on('error', () => undefined);
  return child;
}

/** Resolves when the program has written a line like this, to wherever. */
function untilLine(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${lines.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (pattern.test(line)) resolve();
      });
    }
  });
}

function untilEnd(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

describe.each(['workers/main.ts', 'src/app/control-main.ts'])('%s, before it works', (entry) => {
  /** An address at which nobody is. */
  async function awayDatabase(): Promise<string> {
    return `postgres://nobody@127.0.0.1:${await freePort()}/nothing`;
  }

  /** An address at which somebody takes connections and never says a word. */
  async function silentDatabase(): Promise<string> {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => void server.close());
    const address = server.address();
    return `postgres://nobody@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/nothing`;
  }

  it('follows its parent while it waits for a database that is away', async () => {
    const environment = { DATABASE_URL: await awayDatabase(), LOG_LEVEL: 'info', PORT: '0' };
    const child = start(entry, ['--exit-with-parent'], environment);
    await untilLine(child, /waiting for it/);
    child.stdin?.end();
    expect(await untilEnd(child)).toBe(0);
  });

  it('follows a parent that was gone before it looked', async () => {
    const environment = { DATABASE_URL: await silentDatabase(), LOG_LEVEL: 'info', PORT: '0' };
    const child = start(entry, ['--exit-with-parent'], environment);
    child.stdin?.end();
    expect([0, null]).toContain(await untilEnd(child));
  });

  it('ends with 0 on SIGTERM while it waits for a database that is away', async () => {
    const environment = { DATABASE_URL: await awayDatabase(), LOG_LEVEL: 'info', PORT: '0' };
    const child = start(entry, [], environment);
    await untilLine(child, /waiting for it/);
    child.kill('SIGTERM');
    expect(await untilEnd(child)).toBe(0);
  });

  it('ends with 0 on SIGTERM while another process migrates', async () => {
    const database = await createTestDatabase();
    cleanUps.push(database.drop);
    const migrating = new pg.Client({ connectionString: database.url });
    await migrating.connect();
    cleanUps.push(() => migrating.end());
    await migrating.query('select pg_advisory_lock($1)', [advisoryLock('migrate')]);
    const child = start(entry, [], { DATABASE_URL: database.url, LOG_LEVEL: 'info', PORT: '0' });
    await expect
      .poll(
        async () => {
          const { rows } = await migrating.query<{ count: number }>(
            `select count(*)::int as count from pg_stat_activity
             where datname = current_database() and application_name = 'scoracle-migrate'`,
          );
          return rows[0]?.count;
        },
        { timeout: END_TIMEOUT_MS },
      )
      .toBe(1);
    child.kill('SIGTERM');
    expect(await untilEnd(child)).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')(
  'a demonstration that ends while it starts (needs /proc)',
  () => {
    const atSteps = [
      ['SIGKILL', 'Starting PostgreSQL', []],
      ['SIGKILL', 'Starting the control process', []],
      ['SIGKILL', 'Starting 2 workers', ['--redis']],
      ['SIGTERM', 'Starting PostgreSQL', []],
      ['SIGTERM', 'Starting the control process', []],
      ['SIGTERM', 'Starting 2 workers', []],
    ] as const;

    it.each(atSteps)(
      'by %s at "%s" leaves no process behind',
      { timeout: 120_000 },
      async (signal, step, args) => {
        if (args.length > 0 && !redisIsAvailable()) return;
        const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-early-end-'));
        cleanUps.push(() => rm(folder, { recursive: true, force: true }));
        // All that it starts names this folder, in its arguments or its environment.
        const demo = start('simulator/demo.ts', ['--games', '3', '--port', '0', ...args], { TMPDIR: folder });
        await untilLine(demo, new RegExp(step));
        demo.kill(signal);
        await untilEnd(demo);
        await expect
          .poll(() => processesNaming(folder), { timeout: END_TIMEOUT_MS, interval: 250 })
          .toEqual([]);
      },
    );
  },
);

/** The processes, ourselves apart, whose arguments or environment name this text. */
function processesNaming(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = readProc(pid, 'cmdline');
      return command.includes(text) || readProc(pid, 'environ').includes(text) ? [`${pid} ${command}`] : [];
    });
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // Gone meanwhile, or somebody else's.
    return '';
  }
}
