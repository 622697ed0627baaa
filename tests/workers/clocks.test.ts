import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const DAY_MS = 86_400_000;
const GAMES = 6;

/** Enough for two processes to start on a busy machine, so that the games become due while they run. */
const DUE_IN_SECONDS = 30;

/** Far below a day, and far above what a busy machine is late by. */
const LATE_SECONDS = 45;

describe.each(['postgres', 'redis'] as const)(
  'processes whose clocks are days apart, on the %s store',
  (store) => {
    const test = it.skipIf(store === 'redis' && !redisIsAvailable());
    let world: CrashWorld;
    afterEach(() => world.close());

    const offBy = (offsetMs: number) =>
      ({ mishaps: ['shifted-clock'], environment: { TEST_CLOCK_OFFSET_MS: String(offsetMs) } }) as const;

    test.each([
      ['control a day ahead and a worker a day behind', DAY_MS, -DAY_MS],
      ['control a day behind and a worker a day ahead', -DAY_MS, DAY_MS],
      ['control and a worker some seconds apart', 3_000, -3_000],
    ])('%s start games when they are due', { timeout: 300_000 }, async (_name, controlOffMs, workerOffMs) => {
      world = await createCrashWorld({ store, random: seededRandom(7), games: GAMES, isFull: false });
      await world.addGamesDueIn(DUE_IN_SECONDS, GAMES);
      // What this process has published is published again, by one whose clock is off.
      for (const queue of world.app.store.bullQueues()) await queue.obliterate({ force: true });
      const [control, worker] = await Promise.all([
        world.startControl(offBy(controlOffMs)),
        world.startWorker(offBy(workerOffMs)),
      ]);
      const readiness = await fetch(new URL('/readyz', control.url));
      const ready = (await readiness.json()) as {
        checks: { name: string; status: string; detail: string }[];
      };
      const isFarOff = Math.abs(controlOffMs) > 60_000;
      expect(readiness.status).toBe(isFarOff ? 503 : 200);
      expect(ready.checks.find(({ name }) => name === 'clock')?.status).toBe(isFarOff ? 'down' : 'ok');

      await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')", 240_000);
      const starts = await rowsOf<{ late_seconds: number }>(
        world.app.database.db,
        sql`select extract(epoch from execution_time - scheduled_time)::double precision as late_seconds from seeding_tasks`,
      );
      expect(starts).toHaveLength(GAMES);
      for (const { late_seconds: late } of starts) {
        expect(late).toBeGreaterThan(-1);
        expect(late).toBeLessThan(LATE_SECONDS);
      }
      const told = [control, worker].map(({ log }) =>
        log.some(({ msg }) => /clock of this machine is 24 h/.test(msg)),
      );
      expect(told).toEqual([isFarOff, isFarOff]);
      const metrics = await (await fetch(new URL('/metrics', control.url))).text();
      const skew = Number(/^scoracle_clock_skew_seconds\s+(\S+)/m.exec(metrics)?.[1]);
      expect(Math.round(skew / 10)).toBe(isFarOff ? DAY_MS / 10_000 : 0);
    });
  },
);
