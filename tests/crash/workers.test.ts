import { afterEach, describe, expect, it } from 'vitest';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)('workers that are killed, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: CrashWorld;
  afterEach(() => world.close());

  test('a killed worker loses nothing: the other one takes its games up', async () => {
    world = await createCrashWorld({ store });
    await world.addDueGames(60);
    await world.startChores();
    const [victim] = await Promise.all([world.startWorker(), world.startWorker()]);
    await world.until(runsOf(victim.workerId));
    await victim.crash();
    const killedAtMs = Date.now();
    await world.until(`not ${runsOf(victim.workerId)}`);
    const recoveryMs = Date.now() - killedAtMs;
    expect(await world.settle()).toEqual([]);
    expect(recoveryMs).toBeLessThan(15_000);
    await world.report('one of two workers killed', recoveryMs);
  });

  test('killing every worker again and again only costs time', async () => {
    world = await createCrashWorld({ store });
    await world.addDueGames(30);
    await world.startChores();
    for (let round = 0; round < 2; round += 1) {
      const pair = await Promise.all([world.startWorker(), world.startWorker()]);
      await world.until(pair.map((worker) => runsOf(worker.workerId)).join(' and '));
      await Promise.all(pair.map((worker) => worker.crash()));
    }
    const lastKillMs = Date.now();
    await world.startWorker();
    expect(await world.settle()).toEqual([]);
    await world.report('all workers killed twice', Date.now() - lastKillMs);
  });

  test('a worker that is frozen until others have done its work writes nothing when it wakes up', async () => {
    world = await createCrashWorld({ store });
    await world.addDueGames(30);
    await world.startChores();
    const [frozen] = await Promise.all([world.startWorker(), world.startWorker()]);
    await world.until(runsOf(frozen.workerId));
    frozen.signal('SIGSTOP');
    const frozenAtMs = Date.now();
    await world.until(
      "not exists (select 1 from seeding_tasks where status in ('pending', 'running'))",
      45_000,
    );
    const recoveryMs = Date.now() - frozenAtMs;
    const woken = new Date().toISOString();
    frozen.signal('SIGCONT');
    // The worker is awake again once it has renewed its heartbeat.
    await world.until(
      `exists (select 1 from worker_heartbeats where worker_id = '${frozen.workerId}' and last_seen_at > '${woken}')`,
    );
    frozen.signal('SIGTERM');
    expect(await frozen.exited).toEqual({ code: 0, signal: null });
    expect(await world.settle()).toEqual([]);
    await world.until(`not exists (select 1 from seeding_tasks where updated_at > '${woken}')`, 0);
    await world.until(`not exists (select 1 from nba_player_game_stats where updated_at > '${woken}')`, 0);
    await world.report('a worker frozen past its lease', recoveryMs);
  });

  test('a worker told to stop gives its games back unburnt and ends with code 0', async () => {
    world = await createCrashWorld({ store, environment: { SHUTDOWN_DEADLINE_SECONDS: '0' } });
    await world.addDueGames(15);
    await world.startChores();
    const leaver = await world.startWorker();
    await world.until(runsOf(leaver.workerId));
    const toldAtMs = Date.now();
    leaver.signal('SIGTERM');
    expect(await leaver.exited).toEqual({ code: 0, signal: null });
    const stopMs = Date.now() - toldAtMs;
    expect(stopMs).toBeLessThan(10_000);
    await world.until("not exists (select 1 from seeding_tasks where status = 'running')", 0);
    await world.until("exists (select 1 from game_events where kind = 'released')", 0);
    await world.startWorker();
    expect(await world.settle()).toEqual([]);
    await world.until('not exists (select 1 from seeding_tasks where retry_count > 0)', 0);
    await world.report('SIGTERM in the middle', stopMs);
  });

  test('a worker told to stop finishes what fits into its deadline', async () => {
    world = await createCrashWorld({ store });
    await world.addDueGames(15);
    await world.startChores();
    const leaver = await world.startWorker();
    await world.until(runsOf(leaver.workerId));
    leaver.signal('SIGTERM');
    expect(await leaver.exited).toEqual({ code: 0, signal: null });
    await world.until("not exists (select 1 from game_events where kind = 'released')", 0);
    await world.until("not exists (select 1 from seeding_tasks where status = 'running')", 0);
    await world.startWorker();
    expect(await world.settle()).toEqual([]);
    await world.report('SIGTERM with time to finish');
  });
});

/** True while this worker has runs in progress, as an SQL expression. */
function runsOf(workerId: string): string {
  return `exists (select 1 from seeding_tasks where status = 'running' and claimed_by = '${workerId}')`;
}
