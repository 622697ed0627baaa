import { loadChecks } from '../../src/features/check-parts.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLimits } from '../../src/app/build-limits.ts';
import { createDoctor } from '../../src/monitoring/doctor/doctor.ts';
import { isRedisUnavailable } from '../../src/platform/redis.ts';
import { call, serve } from '../http/http-support.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

const PREFIX = '{scaled out}';

/** A command of a producer is given up after ten seconds; the rest is a slow machine. */
const GIVEN_UP_MS = 90_000;

describe.skipIf(!findRedisServer())('a Redis Cluster of three masters', () => {
  let cluster: RedisCluster;
  let world: SeedingWorld;
  beforeAll(async () => {
    const started = await startRedisCluster();
    if (!started) throw new Error('there is no redis-server');
    cluster = started;
    world = await createSeedingWorld({
      // Named by its nodes instead of the suite's own Redis.
      store: 'postgres',
      environment: { REDIS_CLUSTER_NODES: cluster.nodes, QUEUE_PREFIX: PREFIX },
    });
  });
  afterAll(async () => {
    await world?.close();
    await cluster?.close();
  });

  async function storeFindings() {
    const doctor = createDoctor({ checks: await loadChecks(), ...world.app, providerStatus: async () => [] });
    return (await doctor.examine()).filter(({ name }) => name.startsWith('queue store'));
  }

  it('carries the queue, the quota ledger and the breakers of workers', async () => {
    expect(world.app.store.kind).toBe('redis-cluster');
    await world.ingestDue([
      ['BOS', 'NYK'],
      ['LAL', 'GSW'],
      ['MIA', 'CHI'],
    ]);
    const workers = await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 3");
    await workers.stop();
    expect(await brokenInvariants(world)).toEqual([]);
    const limits = buildLimits(world.app);
    const host = new URL(world.app.config.provider.baseUrls.NBA).host;
    expect((await limits.ledger.snapshot(host))?.day.used).toBeGreaterThan(0);
    await limits.close();
  });

  it('is filled again when the master that holds the queue was emptied', async () => {
    await world.ingestDue([['DEN', 'PHX']], 2);
    expect((await world.app.reconciler.run({ isDryRun: true })).drift).toMatchObject({ missing: 0 });
    await cluster.commandTo(PREFIX, 'FLUSHALL');
    expect((await world.app.reconciler.run()).drift).toMatchObject({ missing: 1 });
    expect((await world.app.reconciler.run({ isDryRun: true })).drift).toMatchObject({ missing: 0 });
  });

  it('is shown as well by health, metrics and Bull Board, and as away when the master of the queue is', async () => {
    const server = await serve(world.app);
    try {
      expect((await call(`${server.url()}/readyz`)).status).toBe(200);
      expect((await call(`${server.url()}/metrics`)).body).toContain(
        'scoracle_dependency_up{dependency="queue"} 1',
      );
      const board = await call(`${server.url()}/admin/queues/api/queues`);
      expect(board.status).toBe(200);
      expect(board.body.queues).toContainEqual(
        expect.objectContaining({ name: 'seeding-nba', counts: expect.objectContaining({ delayed: 1 }) }),
      );
      await cluster.stopOwner(PREFIX);
      // A look at health serves all who ask within a second.
      await expect.poll(async () => (await call(`${server.url()}/readyz`)).status).toBe(503);
      await cluster.restart();
      await expect.poll(async () => (await call(`${server.url()}/readyz`)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  it('is judged by the worst of its masters', async () => {
    expect(await storeFindings()).toMatchObject([{ status: 'ok' }]);
    await cluster.commandTo('anything else', 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await storeFindings()).toMatchObject([{ status: 'ok' }, { status: 'fail' }]);
    await cluster.commandTo('anything else', 'CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  });

  it.each([
    ['the master that holds the queue', () => cluster.stopOwner(PREFIX)],
    ['every master', () => cluster.stopAll()],
  ])('fails within seconds while %s is away, and works when it is back', async (_what, stop) => {
    await stop();
    const beganMs = Date.now();
    const failure = await world.app.store.ping().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(Date.now() - beganMs).toBeLessThan(GIVEN_UP_MS);
    expect(isRedisUnavailable(failure), String(failure)).toBe(true);
    await cluster.restart();
    await expect
      .poll(
        () =>
          world.app.store.ping().then(
            () => true,
            () => false,
          ),
        { timeout: 120_000 },
      )
      .toBe(true);
    expect((await world.app.reconciler.run({ isDryRun: true })).isRun).toBe(true);
  });
});
