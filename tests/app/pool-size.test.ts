import { afterEach, describe, expect, it } from 'vitest';
import { openDatabases } from '../../src/app/app-databases.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createDatabaseClock } from '../../src/db/database-clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { noTracer } from '../../src/platform/tracing/tracer.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';

describe('the connections that a process may hold', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function poolOf(
    processName: 'control' | 'worker',
    options: { concurrency?: number; environment?: Record<string, string> } = {},
  ): Promise<number> {
    // No connection is made before the first statement.
    const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', ...options.environment };
    const { config, secrets } = readConfig(environment, PROJECT_ROOT);
    const foundation = {
      config,
      secrets,
      projectRoot: PROJECT_ROOT,
      version: '0',
      clock: createDatabaseClock(systemClock()),
      logger: silentLogger(),
      tracer: noTracer(),
    };
    const { database } = await openDatabases(foundation, { processName, concurrency: options.concurrency });
    closing.push(database.close);
    return database.pool.options.max;
  }

  it('follow the games that a worker seeds at once', async () => {
    expect(await poolOf('worker')).toBe(12);
    expect(await poolOf('worker', { environment: { MAX_CONCURRENT_SEEDS: '40' } })).toBe(42);
    expect(await poolOf('worker', { concurrency: 20 })).toBe(22);
    expect(await poolOf('worker', { concurrency: 1 })).toBe(10);
  });

  it('are ten for every other process, and what was set for each', async () => {
    expect(await poolOf('control', { environment: { MAX_CONCURRENT_SEEDS: '40' } })).toBe(10);
    const environment = { DATABASE_POOL_MAX: '5' };
    expect(await poolOf('worker', { concurrency: 20, environment })).toBe(5);
    expect(await poolOf('control', { environment })).toBe(5);
  });
});
