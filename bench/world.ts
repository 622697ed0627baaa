import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../src/app/app.ts';
import { buildApp } from '../src/app/build-app.ts';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/embedded-postgres.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { RedisMissingError, startLocalRedis } from '../simulator/demo/local-redis.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

export type BenchWorld = {
  store: 'postgres' | 'redis';
  app: App;
  /** What another process needs to work on the same installation. */
  environment: Readonly<Record<string, string>>;
  /** For files of the run; gone afterwards. */
  folder: string;
  close: () => Promise<void>;
};

/** A fresh, durable installation on the store of choice; undefined where the machine has no redis-server. */
export async function startBenchWorld(
  store: 'postgres' | 'redis',
  more: Readonly<Record<string, string>> = {},
): Promise<BenchWorld | undefined> {
  const logger = silentLogger();
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-bench-'));
  const postgres = await startEmbeddedPostgres({ projectRoot: PROJECT_ROOT, isTemporary: true, logger });
  const undo: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true }),
    () => postgres.stop(),
  ];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const environment: Record<string, string> = { DATABASE_URL: postgres.url, ...more };
    if (store === 'redis') {
      const redis = await startLocalRedis(folder, '');
      undo.push(() => redis.stop());
      environment['REDIS_URL'] = redis.url;
    }
    const app = await buildApp({
      processName: 'control',
      environment,
      projectRoot: PROJECT_ROOT,
      overrides: { logger },
    });
    undo.push(() => app.close());
    return { store, app, environment, folder, close };
  } catch (error) {
    await close();
    if (error instanceof RedisMissingError) return undefined;
    throw error;
  }
}
