import { loadControlParts } from '../../src/features/control-parts.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { buildAlerts } from '../../src/app/build-alerts.ts';
import { buildApp } from '../../src/app/build-app.ts';
import type { App } from '../../src/app/app.ts';
import { createControlChores } from '../../src/app/control-chores.ts';
import { type Service, createServiceGroup } from '../../src/platform/service.ts';
import { type Providers, buildProviders } from '../../src/app/build-providers.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { startReceiver } from '../monitoring/alerts/alert-support.ts';
import { ingestSampleGames } from '../monitoring/sample-season.ts';
import { startProxyOf } from '../support/tcp-proxy.ts';
import { PROJECT_ROOT, createTestApp } from '../support/test-app.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Sleeps pass at once, and yet move the time. */
function hurriedClock(): Clock {
  let nowMs = Date.now();
  return {
    nowMs: () => nowMs,
    async sleep(delayMs) {
      nowMs += delayMs;
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('not met in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What a control process does about alerts, in the order in which it does it. */
async function controlAlerts(app: App, providers: Providers): Promise<Service> {
  const parts = await loadControlParts();
  const { work, outageWatch } = buildAlerts(app, providers, parts.datasets);
  return createServiceGroupOf([createControlChores(app, parts, { deliverAlerts: work }), outageWatch]);
}

function createServiceGroupOf(services: readonly Service[]): Service {
  return { name: 'alerts', ...createServiceGroup(services, silentLogger()) };
}

describe('the alerts of a control process', () => {
  it('tell of a database that is away at the start, and of its return', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    const test = await createTestApp();
    cleanUps.push(() => test.close());
    const proxy = await startProxyOf(test.databaseUrl);
    cleanUps.push(() => proxy.close());
    proxy.setMode({ kind: 'refuse' });
    const building = buildApp({
      processName: 'control',
      environment: {
        ...test.environment,
        DATABASE_URL: proxy.through(test.databaseUrl),
        ALERT_WEBHOOK_URL: receiver.url,
      },
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger(), clock: hurriedClock() },
    });
    await until(() => receiver.received.length > 0);
    expect(receiver.received[0]?.document.alerts).toMatchObject([{ kind: 'database_lost' }]);
    proxy.setMode({ kind: 'pass' });
    const app = { ...(await building), clock: test.app.clock };
    cleanUps.push(() => app.close());
    const providers = buildProviders(app);
    cleanUps.push(() => providers.close());
    const alerts = await controlAlerts(app, providers);
    cleanUps.push(() => alerts.stop());
    await alerts.start();
    await until(() => receiver.received.length > 1);
    expect(receiver.received.map(({ document }) => document.event)).toEqual([
      'alerts.opened',
      'alerts.resolved',
    ]);
  });

  it('come by themselves while it runs', async () => {
    const receiver = await startReceiver();
    cleanUps.push(() => receiver.close());
    const test = await createTestApp({ environment: { ALERT_WEBHOOK_URL: receiver.url } });
    cleanUps.push(() => test.close());
    await ingestSampleGames(test.app);
    await test.app.database.pool.query(`update seeding_tasks set error_type = 'credential', due_at = now()`);
    const providers = buildProviders(test.app);
    cleanUps.push(() => providers.close());
    const alerts = await controlAlerts(test.app, providers);
    cleanUps.push(() => alerts.stop());
    await alerts.start();
    await until(() => receiver.received.length > 0);
    expect(receiver.received[0]?.document.alerts).toMatchObject([{ kind: 'key_invalid' }]);
  });
});
