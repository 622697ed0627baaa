import { sql } from 'drizzle-orm';
import { afterEach, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

let world: SeedingWorld;
afterEach(() => world.close());

it('a game that every deploy interrupts is not set aside for it, however the workers end', async () => {
  world = await createSeedingWorld({
    store: 'postgres',
    // Long enough to be renewed by a worker on a busy machine: a lease that runs out is a lost start.
    environment: { LEASE_SECONDS: '6', MAX_LOST_STARTS: '1' },
  });
  world.provider.setDials({ isHanging: true });
  await world.ingestDue([['LAL', 'GSW']]);
  for (const howItEnds of ['released', 'killed', 'released', 'killed'] as const) {
    const worker = await startProcess('workers/main.ts', {
      environment: {
        ...world.test.environment,
        LOG_LEVEL: 'info',
        SHUTDOWN_DEADLINE_SECONDS: howItEnds === 'killed' ? '600' : '0',
      },
    });
    await world.until(`(select claimed_by = '${worker.workerId}' from seeding_tasks)`);
    worker.signal('SIGTERM');
    if (howItEnds === 'killed') {
      await world.until(
        `(select state = 'stopping' from worker_heartbeats where worker_id = '${worker.workerId}')`,
      );
      await worker.crash();
    } else {
      expect(await worker.exited).toEqual({ code: 0, signal: null });
    }
  }
  world.provider.setDials({ isHanging: false });
  await world.startWorkers();
  await world.until("(select status = 'completed' from seeding_tasks)");
  const events = await rowsOf<{ kind: string }>(
    world.app.database.db,
    sql`select kind from game_events where kind in ('released', 'start_lost', 'failed')`,
  );
  expect(events.map(({ kind }) => kind)).toEqual(['released', 'released', 'released', 'released']);
  expect((await world.tasks())[0]).toMatchObject({ retryCount: 0 });
});
