import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { ProcessIdentity } from '../../src/platform/embedded-postgres/run-command.ts';
import { chooseServerUser } from '../../src/platform/embedded-postgres/server-user.ts';
import { freePort } from '../../src/platform/free-port.ts';

/** A PgBouncer in transaction mode before one PostgreSQL. */
export type PgBouncer = {
  /** The same address by way of the pooler. */
  through: (url: string) => string;
  /** Transactions that it has carried, and its connections to PostgreSQL now. */
  figures: () => Promise<{ transactions: number; serverConnections: number }>;
  /** Kills it and starts it anew in its place. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Connections to PostgreSQL for each database: fewer than there are clients, so that they are really shared. */
export const POOLER_SIZE = 5;

/** The pgbouncer of this machine, or undefined where none is installed. Debian keeps it out of users' search path. */
export function findPgBouncer(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .concat('/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin')
    .map((folder) => path.join(folder, 'pgbouncer'))
    .find((file) => existsSync(file));
}

/** Starts one with nothing but what it needs: it ignores no setting that a connection brings along. */
export async function startPgBouncer(serverUrl: string): Promise<PgBouncer> {
  const binary = findPgBouncer();
  if (!binary) throw new Error('pgbouncer is not installed');
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const port = await freePort();
  // It refuses to run as root: then it runs as the user that PostgreSQL gets.
  const identity = await chooseServerUser();
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-pgbouncer-'));
  const users = path.join(folder, 'users.txt');
  const configuration = path.join(folder, 'pgbouncer.ini');
  await writeFile(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`);
  await writeFile(
    configuration,
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
admin_users = ${decodeURIComponent(username)}
pool_mode = transaction
default_pool_size = ${POOLER_SIZE}
max_client_conn = 400
`,
  );
  await chmod(users, 0o600);
  if (identity)
    for (const file of [folder, users, configuration]) await chown(file, identity.uid, identity.gid);
  let server = await launch(binary, configuration, identity);

  function through(url: string): string {
    const pooled = new URL(url);
    pooled.hostname = '127.0.0.1';
    pooled.port = String(port);
    return pooled.href;
  }

  return {
    through,
    async figures() {
      const url = new URL(through(serverUrl));
      url.pathname = '/pgbouncer';
      const console = new pg.Client({ connectionString: url.href });
      await console.connect();
      try {
        const stats = await console.query<{ database: string; total_xact_count: string }>('show stats');
        const servers = await console.query('show servers');
        const carried = stats.rows.filter(({ database }) => database !== 'pgbouncer');
        return {
          transactions: carried.reduce((sum, row) => sum + Number(row.total_xact_count), 0),
          serverConnections: servers.rows.length,
        };
      } finally {
        await console.end();
      }
    },
    async restart() {
      await server.end('SIGKILL');
      server = await launch(binary, configuration, identity);
    },
    async stop() {
      await server.end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts it and waits until it takes connections. */
async function launch(
  binary: string,
  configuration: string,
  identity: ProcessIdentity | undefined,
): Promise<{ end: (signal: NodeJS.Signals) => Promise<void> }> {
  const child = spawn(binary, [configuration], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`pgbouncer ended with ${code}; it said:\n${said.join('\n')}`)),
    );
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('process up')) resolve();
    });
  });
  return {
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
