import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { ConfiguredProvider } from '../../src/providers/registry.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createTestDatabase } from './test-database.ts';

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type TestAppOptions = {
  /** Which queue store; `redis` needs a redis-server (see `redisIsAvailable`). */
  store?: 'postgres' | 'redis';
  /** More environment variables, such as API_SPORTS_NBA_URL. */
  environment?: Record<string, string>;
  clock?: Clock;
  /** Providers beside the built-in ones. */
  providers?: readonly ConfiguredProvider[];
  /** Statements that change the fresh database before the app opens it. */
  prepareDatabase?: readonly string[];
  /** The search path of its connections, where it is another than ours. */
  searchPath?: string;
};

export type TestApp = {
  app: App;
  databaseUrl: string;
  environment: Record<string, string>;
  close: () => Promise<void>;
};

/** Whether tests of the Redis store can run here. */
export function redisIsAvailable(): boolean {
  return inject('redisUrl') !== null;
}

/** Builds the real app on a fresh database, with the queue store of choice. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase(options.prepareDatabase, { searchPath: options.searchPath });
  const redisUrl = inject('redisUrl');
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'silent',
    PORT: '0',
    API_SPORTS_KEY: 'test-key',
    // Tests count calls: what is asked for in the background is switched on by those that are about it.
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
    ...(options.store === 'redis' && redisUrl
      ? { REDIS_URL: redisUrl, QUEUE_PREFIX: `{${database.name}}` }
      : {}),
    ...options.environment,
  };
  const app = await buildApp({
    processName: 'control',
    environment,
    projectRoot: PROJECT_ROOT,
    overrides: {
      logger: silentLogger(),
      providers: options.providers ?? [],
      ...(options.clock ? { clock: options.clock } : {}),
    },
  });
  return {
    app,
    databaseUrl: database.url,
    environment,
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
