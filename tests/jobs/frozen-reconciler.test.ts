import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import type { ReconcileReport } from '../../src/jobs/reconcile/comparison-run.ts';
import { compileCache } from '../support/compile-cache.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';

let world: SeedingWorld;
afterEach(() => world.close());

it('a process frozen in the middle of a reconciliation keeps nobody from it, and repairs nothing when it wakes', async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue([['LAL', 'GSW']], 2);
  const { reconciler, jobLeases, store } = world.app;
  await reconciler.run();
  const [task] = await world.tasks();
  await store.removeJob('seeding-nba', `game-${task?.gameId}-first-r1`);

  const frozen = spawn(
    path.join(PROJECT_ROOT, 'node_modules/.bin/node'),
    ['tests/jobs/frozen-reconciler-user.ts'],
    {
      cwd: PROJECT_ROOT,
      env: { PATH: process.env['PATH'], ...compileCache(), ...world.test.environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  try {
    const lines = createInterface({ input: frozen.stdout })[Symbol.asyncIterator]();
    expect(await lines.next()).toMatchObject({ value: 'comparing' });
    frozen.kill('SIGSTOP');
    expect(await jobLeases.holderOf('reconcile')).toContain(String(frozen.pid));
    expect(await reconciler.run()).toMatchObject({ isRun: false });

    await expect
      .poll(() => reconciler.run(), { interval: 250 })
      .toMatchObject({ isRun: true, drift: { missing: 1 }, repaired: 1 });

    frozen.kill('SIGCONT');
    frozen.stdin.write('go on\n');
    const { value } = await lines.next();
    expect(JSON.parse(String(value)) as ReconcileReport).toMatchObject({ isRun: false, repaired: 0 });
    expect(await reconciler.run()).toMatchObject({ isRun: true, drift: { missing: 0, orphaned: 0 } });
  } finally {
    frozen.kill('SIGKILL');
  }
});
