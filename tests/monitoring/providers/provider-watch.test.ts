import { Writable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { asDatabaseClock } from '../../../src/db/database-clock.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../../src/app/app.ts';
import { buildProviders, type Providers } from '../../../src/app/build-providers.ts';
import { createProviderStatusReader } from '../../../src/monitoring/providers/provider-status.ts';
import { providerExpectations } from '../../../src/monitoring/providers/provider-expectations.ts';
import { quotaWarnings, readQuotaWarnings } from '../../../src/monitoring/quota/quota-warnings.ts';
import type { Service } from '../../../src/platform/service.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { hostOf } from '../../../src/providers/client/provider-api.ts';
import type { QuotaSnapshot } from '../../../src/providers/client/quota-ledger.ts';
import {
  type SimulatedProvider,
  createSimulatedProvider,
} from '../../../simulator/provider/simulated-provider.ts';
import { runCli } from '../../cli/run-cli.ts';
import { watchProviders } from '../../support/provider-watch.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** An app with a simulated provider of the free plan, and as many processes on it as wanted. */
async function setUp(environment: Record<string, string> = {}) {
  const provider = createSimulatedProvider({
    sport: 'NBA',
    seed: 1,
    clock: systemClock(),
    logger: silentLogger(),
    dials: { plan: 'free' },
  });
  const { url: baseUrl } = await provider.start();
  cleanUps.push(() => provider.stop());
  const test: TestApp = await createTestApp({
    environment: { API_SPORTS_NBA_URL: baseUrl, SPORTS_ENABLED: 'NBA', ...environment },
  });
  cleanUps.push(() => test.close());
  const host = hostOf(baseUrl);
  let logged = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const app: App = { ...test.app, logger: pino({ level: 'info' }, sink) };
  const startProcess = async (): Promise<{ providers: Providers; watch: Service }> => {
    const providers = buildProviders(app);
    const watch = watchProviders(app, providers);
    cleanUps.push(() => providers.close());
    cleanUps.push(() => watch.stop());
    await watch.start();
    return { providers, watch };
  };
  const status = () =>
    createProviderStatusReader({
      db: app.database.db,
      ...providerExpectations(app),
    })().then((all) => all.find((one) => one.host === host));
  const linesWith = (text: string): string[] => logged.split('\n').filter((line) => line.includes(text));
  return { provider, baseUrl, test, app, host, startProcess, status, linesWith };
}

const statusCalls = (provider: SimulatedProvider): number =>
  provider.stats().byEndpoint['/status']?.total ?? 0;

describe('the watch over providers', () => {
  it('reads each account once for processes that start together, and takes its count over', async () => {
    const { provider, baseUrl, host, startProcess } = await setUp();
    const headers = { 'x-apisports-key': 'test-key' };
    for (let call = 0; call < 3; call += 1) await fetch(`${baseUrl}/seasons`, { headers });
    const processes = await Promise.all([startProcess(), startProcess(), startProcess(), startProcess()]);
    expect(statusCalls(provider)).toBe(1);
    for (const { providers } of processes) {
      expect((await providers.ledger.snapshot(host)).day).toMatchObject({ used: 3, limit: 100 });
    }
  });

  it('says when the account has another plan than configured, and keeps to the lower limits', async () => {
    const { host, startProcess, status, linesWith, test } = await setUp({ API_SPORTS_PLAN: 'pro' });
    const { providers } = await startProcess();
    const snapshot = await providers.ledger.snapshot(host);
    expect([snapshot.day.limit, snapshot.minute.limit]).toEqual([100, 10]);
    expect(linesWith('API_SPORTS_PLAN says pro')).toHaveLength(1);
    expect(await status()).toMatchObject({
      account: { plan: 'Free', day_limit: 100 },
      problems: [expect.stringMatching(/plan is Free .*100 calls/)],
    });
    const doctor = await runCli(['doctor'], { environment: test.environment });
    expect(doctor.stdout).toContain('API_SPORTS_PLAN says pro');
    const usage = await runCli(['monitor', 'api-usage'], { environment: test.environment });
    expect(usage.stdout).toContain('API_SPORTS_PLAN says pro');
  });

  it('starts although the account page does not answer, and says why it could not be read', async () => {
    const { provider, startProcess, linesWith } = await setUp();
    provider.setDials({ isDown: true });
    await startProcess();
    expect(linesWith('the provider account could not be read')).toHaveLength(1);
  });

  it('tells once for all processes that a mark was passed, and keeps it for pages and alerts', async () => {
    const { app, host, startProcess, linesWith, test, status } = await setUp();
    const { providers } = await startProcess();
    await providers.ledger.noteDailyUsage(host, { used: 96, limit: 100 });
    await Promise.all([startProcess(), startProcess()]);
    await expect.poll(() => readQuotaWarnings(app.database.db)).toHaveLength(2);
    await expect.poll(() => linesWith("% of today's provider calls are used")).toHaveLength(2);
    expect((await status())?.warnings.map(({ level }) => level)).toEqual([95, 80]);
    const usage = await runCli(['monitor', 'api-usage'], { environment: test.environment });
    expect(usage.stdout).toContain('past 95 %');
    const doctor = await runCli(['doctor'], { environment: test.environment });
    expect(doctor.stdout).toContain('96 of 100 calls today');
    expect(doctor.stdout).toContain('past 95 %');
  });

  it('notices a larger plan soon when the day is spent, without a restart', async () => {
    const { provider, app, host } = await setUp({ API_SPORTS_PLAN: 'pro' });
    const clock = systemClock();
    const isPause = (ms: number): boolean => ms > 10_000;
    const hasty: Clock = {
      ...clock,
      sleep: (ms, signal) => clock.sleep(isPause(ms) ? ms / 100 : ms, signal),
    };
    const providers = buildProviders(app);
    cleanUps.push(() => providers.close());
    const watch = watchProviders({ ...app, clock: asDatabaseClock(hasty) }, providers);
    cleanUps.push(() => watch.stop());
    await watch.start();
    const limit = () => providers.ledger.snapshot(host).then(({ day }) => day.limit);
    await expect.poll(limit).toBe(100);
    provider.setDials({ plan: 'pro' });
    const { db } = app.database;
    await db.execute(sql`update provider_accounts set read_at = now() - interval '2 minutes'`);
    await clock.sleep(500);
    expect(await limit()).toBe(100);
    await providers.ledger.noteDailyUsage(host, { used: 95, limit: 100 });
    await expect.poll(limit).toBe(7_500);
  });

  it('says loudly at the start that the key is missing, and asks nobody', async () => {
    const { provider, startProcess, linesWith, status } = await setUp({ API_SPORTS_KEY: '' });
    await startProcess();
    expect(linesWith('API_SPORTS_KEY is missing')).toHaveLength(1);
    expect(statusCalls(provider)).toBe(0);
    expect((await status())?.problems).toEqual([expect.stringContaining('API_SPORTS_KEY is missing')]);
  });
});

describe('the marks of a day', () => {
  const at = (used: number, limit = 100): number[] =>
    quotaWarnings({ host: 'h', day: { used, limit, date: '2026-01-15', resetAtMs: 0 } } as QuotaSnapshot).map(
      ({ level }) => level,
    );

  it('are 80, 95 and 100 percent', () => {
    expect([at(79), at(80), at(94), at(95), at(99), at(100), at(130)]).toEqual([
      [],
      [80],
      [80],
      [80, 95],
      [80, 95],
      [80, 95, 100],
      [80, 95, 100],
    ]);
    expect([at(5_999, 7_500), at(6_000, 7_500), at(0, 0)]).toEqual([[], [80], []]);
  });
});
