import { type Server, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildProviders } from '../../src/app/build-providers.ts';
import { hostOf } from '../../src/providers/client/provider-api.ts';
import { watchProviders } from '../support/provider-watch.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

/** Stands before the provider and changes headers of answers that cost a call. */
async function startProxy(
  target: string,
  change: (paidCalls: number) => Record<string, string>,
): Promise<{ url: string; server: Server }> {
  let paidCalls = 0;
  const server = createServer((asked, answer) => {
    const url = new URL(target + (asked.url ?? ''));
    const { host: _host, ...headers } = asked.headers;
    const passing = httpRequest(url, { method: asked.method, headers }, (received) => {
      const isFree = url.pathname.endsWith('/status');
      if (!isFree) paidCalls += 1;
      answer.writeHead(received.statusCode ?? 502, {
        ...received.headers,
        ...(isFree ? {} : change(paidCalls)),
      });
      received.pipe(answer);
    });
    passing.on('error', () => answer.destroy());
    passing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('a header that calls the day spent although it is not', () => {
  /** What is made first goes last. */
  async function setUp(store: 'postgres' | 'redis', change: (paidCalls: number) => Record<string, string>) {
    let proxy: Server | undefined;
    const world: SeedingWorld = await createSeedingWorld({
      store,
      async reachProvider(url) {
        const started = await startProxy(url, change);
        proxy = started.server;
        return started.url;
      },
    });
    onTestFinished(() => new Promise<void>((resolve) => proxy?.close(() => resolve())));
    onTestFinished(() => world.close());
    const { app } = world;
    const providers = buildProviders(app);
    const watch = watchProviders(app, providers);
    onTestFinished(() => providers.close());
    await watch.start();
    onTestFinished(() => watch.stop());
    await world.ingestDue(
      [
        ['LAL', 'GSW'],
        ['BOS', 'MIA'],
        ['DEN', 'PHX'],
        ['NYK', 'CHI'],
      ],
      5,
    );
    return { world, providers, host: hostOf(app.config.provider.baseUrls.NBA) };
  }

  it.concurrent.each(['postgres', 'redis'] as const)(
    'holds games for seconds, not until midnight, on the %s store',
    async (store) => {
      if (store === 'redis' && !redisIsAvailable()) return;
      const { world, providers, host } = await setUp(store, (paidCalls) =>
        paidCalls === 2 ? { 'x-ratelimit-requests-remaining': '0' } : {},
      );
      await world.startWorkers(1);
      await world.until("exists (select 1 from seeding_tasks where hold_reason = 'quota')", 30_000);
      const [held] = (await world.tasks()).filter(({ holdReason }) => holdReason === 'quota');
      expect(held).toMatchObject({ errorType: 'quota_day', retryCount: 0 });
      expect(held?.holdDetail).toContain('second look');
      await world.until(
        "not exists (select 1 from seeding_tasks where hold_reason = 'quota' and due_at > now() + interval '2 minutes')",
        1_000,
      );
      await world.until("(select count(*) from seeding_tasks where status = 'completed') = 4", 120_000);
      const { day, doubtedSinceMs } = await providers.ledger.snapshot(host);
      expect(doubtedSinceMs).toBeNull();
      expect(day.used).toBe(world.provider.stats().quota.usedToday);
    },
    200_000,
  );

  it.concurrent('brings forward what waits for a new day once this one has calls again', async () => {
    const { world, providers, host } = await setUp('postgres', () => ({}));
    await providers.ledger.noteDailyUsage(host, { used: 75_000, limit: 75_000 });
    await world.startWorkers(2);
    await world.until("(select count(*) from seeding_tasks where hold_reason = 'quota') = 4", 30_000);
    // A day that ends within minutes is waited for, so that no hold of this test may end so soon.
    await world.app.database.db.execute(
      sql`update seeding_tasks set due_at = now() + interval '5 hours' where hold_reason = 'quota'`,
    );
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 4", 150_000);
    expect((await world.tasks()).map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0]);
  }, 200_000);
});
