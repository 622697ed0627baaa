import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { chooseDataHome, reachableBinaries } from './data-home.ts';
import { DATABASE_NAME, initialiseData } from './initialise-data.ts';
import type { GuardOptions } from './guard-protocol.ts';
import { instancePaths } from './layout.ts';
import { stopLeftoverPostmaster } from './leftover-postmaster.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';
import { chooseServerUser, ownerOfData } from './server-user.ts';

export type EmbeddedServer = {
  url: string;
  port: number;
  dataDirectory: string;
  /** Resolves when the server's process is gone, for whatever reason. */
  exited: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * From nothing, or from what an earlier run left, to a running server with its database. Needs the instance
 * lock. Throws EmbeddedPostgresError; when `signal` aborts, everything begun is undone and its reason thrown.
 */
export async function startEmbeddedServer(
  { instanceDirectory, projectRoot, isDurable, maxConnections }: GuardOptions,
  preferredPort: number | undefined,
  signal: AbortSignal,
): Promise<EmbeddedServer> {
  const paths = instancePaths(instanceDirectory);
  const installed: PostgresBinaries = await findBinaries(projectRoot);
  const unprivileged = await chooseServerUser();
  const binaries = await reachableBinaries(installed, projectRoot, unprivileged);
  const home = await chooseDataHome(paths, projectRoot, unprivileged);
  const serverUser = await ownerOfData(join(home, 'data'), unprivileged);
  await stopLeftoverPostmaster(join(home, 'data'));
  const { dataDirectory, password } = await initialiseData({ binaries, home, serverUser, isDurable, signal });
  const postmaster = await startPostmaster({
    binaries,
    paths,
    dataDirectory,
    serverUser,
    preferredPort,
    maxConnections,
    isDurable,
    signal,
  });
  const baseUrl = `postgres://${DATABASE_NAME}:${password}@127.0.0.1:${postmaster.port}`;
  await createDatabase(`${baseUrl}/postgres`, postmaster);
  return { ...postmaster, url: `${baseUrl}/${DATABASE_NAME}`, dataDirectory };
}

async function createDatabase(adminUrl: string, postmaster: Postmaster): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`create database ${DATABASE_NAME}`);
  } catch (error) {
    await postmaster.stop();
    throw error;
  } finally {
    await client.end();
  }
}

/** Removes all that belongs to a temporary instance, wherever its data lives. */
export async function removeInstance(
  instanceDirectory: string,
  dataDirectory: string | undefined,
): Promise<void> {
  if (dataDirectory) await rm(dirname(dataDirectory), { recursive: true, force: true });
  await rm(instanceDirectory, { recursive: true, force: true });
}
