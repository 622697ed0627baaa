import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Preparation, Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, SOMETHING_RUNS } from './conditions.ts';

const run = promisify(execFile);

async function startBusy(world: CrashWorld): Promise<void> {
  await world.addDueGames();
  await world.addGamesDueIn(3_600, 15);
  await world.startControl();
  await Promise.all([world.startWorker(), world.startWorker()]);
  await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
}

/** What goes wrong with PostgreSQL. */
export const postgresScenarios: readonly Scenario[] = [
  {
    id: 'postgres-backends-killed',
    what: 'PostgreSQL may end every connection again and again',
    short: ['postgres'],
    async play(world) {
      await startBusy(world);
      for (let round = 0; round < (world.isFull ? 6 : 2); round += 1) {
        await killBackends(databaseUrl(world));
        await world.until('(select true)');
        await world.recovers();
      }
    },
  },
  {
    id: 'postgres-crashed',
    what: 'PostgreSQL may crash and come back',
    short: ['redis'],
    world: { hasOwnPostgres: true },
    async play(world) {
      await startBusy(world);
      for (let round = 0; round < (world.isFull ? 3 : 1); round += 1) {
        await killPostmaster(world);
        await world.until('(select true)');
        await world.recovers();
      }
    },
  },
  {
    id: 'postgres-away-for-a-minute',
    what: 'PostgreSQL may be out of reach for a minute',
    world: { proxies: ['postgres'] },
    async play(world) {
      await startBusy(world);
      world.proxy('postgres').setMode({ kind: 'refuse' });
      await world.sleep(60_000);
      world.proxy('postgres').setMode({ kind: 'pass' });
      await world.recovers();
    },
  },
  {
    id: 'postgres-pool-exhausted',
    what: 'others may take every connection that PostgreSQL has',
    world: { hasOwnPostgres: true, maxConnections: 90 },
    async play(world) {
      await startBusy(world);
      for (let round = 0; round < 2; round += 1) {
        const strangers = await takeEveryConnection(databaseUrl(world));
        await world.sleep(12_000);
        await Promise.all(strangers.map((client) => client.end()));
        await world.recovers();
      }
    },
  },
  {
    id: 'postgres-disk-full',
    what: 'the disk of PostgreSQL may be full for a while',
    world: { hasOwnPostgres: true },
    prepare: mountSmallDisk,
    async play(world) {
      await startBusy(world);
      const filler = path.join(path.dirname(world.ownPostgres().dataDirectory), 'filler');
      await fill(filler);
      await world.sleep(15_000);
      await rm(filler);
      await world.until('(select true)', 60_000);
      await world.recovers();
    },
  },
];

function databaseUrl(world: CrashWorld): string {
  return world.test.environment['DATABASE_URL'] ?? '';
}

/** Ends every session of the world's own database but the one that does it. */
async function killBackends(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}

/** Kills the server's first process; its guard starts another one. */
async function killPostmaster(world: CrashWorld): Promise<void> {
  const file = path.join(world.ownPostgres().dataDirectory, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
}

/** Connects until PostgreSQL refuses; then takes what others let go, for a moment. */
async function takeEveryConnection(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch {
      // What is left now is kept for superusers.
      return taken;
    }
  }
}

/** A file system of 400 MB, which only root can make. */
async function mountSmallDisk(): Promise<Preparation> {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    return { ok: false, reason: 'a small disk can only be made by root on Linux (mount -t tmpfs)' };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-crash-disk-'));
  const undo = async (): Promise<void> => {
    await run('umount', ['--lazy', folder]).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'scoracle-crash', folder]);
    return { ok: true, postgresFolder: path.join(folder, 'postgres'), undo };
  } catch (error) {
    await undo();
    return { ok: false, reason: `a small disk cannot be mounted here: ${String(error)}` };
  }
}

/** Writes until there is no byte left. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) await handle.write(block);
  } catch {
    // Full, as wanted.
  } finally {
    await handle.close();
  }
}
