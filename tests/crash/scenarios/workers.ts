import { randomBetween } from '../../../simulator/provider/sampling.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { TestProcess } from '../../support/processes.ts';
import type { Scenario } from '../scenario.ts';
import { NOTHING_IS_LEFT, SOMETHING_IS_DONE, runsOf } from './conditions.ts';

const BOTH = ['postgres', 'redis'] as const;

/** Minutes between the clocks of two workers of one installation, each way from the true time. */
const CLOCK_OFFSET_MS = 5 * 60_000;

async function startTwo(world: CrashWorld): Promise<[TestProcess, TestProcess]> {
  await world.addDueGames();
  await world.startChores();
  return Promise.all([world.startWorker(), world.startWorker()]);
}

/** What goes wrong with processes that seed. */
export const workerScenarios: readonly Scenario[] = [
  {
    id: 'worker-killed',
    what: 'a killed worker loses nothing: the other one takes its games up within 15 s',
    short: BOTH,
    shortGames: 45,
    async play(world) {
      const [victim] = await startTwo(world);
      await world.until(runsOf(victim));
      await victim.crash();
      await world.isTakenOver([victim]);
      const worstMs = Math.max(0, ...world.recoveriesMs);
      if (worstMs > 15_000) throw new Error(`a game of the killed worker ran again after ${worstMs} ms only`);
    },
  },
  {
    id: 'workers-killed-again-and-again',
    what: 'killing every worker again and again only costs time',
    short: ['redis'],
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      for (let round = 0; round < (world.isFull ? 6 : 2); round += 1) {
        const pair = await Promise.all([world.startWorker(), world.startWorker()]);
        await world.until(`${NOTHING_IS_LEFT} or ${pair.map(runsOf).join(' or ')}`);
        await world.sleep(randomBetween(world.random, 0, world.isFull ? 4_000 : 300));
        await Promise.all(pair.map((worker) => worker.crash()));
      }
      await world.startWorker();
      await world.recovers();
    },
  },
  {
    id: 'worker-frozen',
    what: 'a worker that is frozen until others have done its work writes nothing when it wakes up',
    short: ['postgres'],
    async play(world) {
      const [frozen] = await startTwo(world);
      await world.until(runsOf(frozen));
      frozen.signal('SIGSTOP');
      await world.isTakenOver([frozen]);
      await world.until(NOTHING_IS_LEFT, 400_000);
      const woken = new Date().toISOString();
      frozen.signal('SIGCONT');
      // The worker is awake again once it has renewed its heartbeat.
      await world.until(
        `exists (select 1 from worker_heartbeats where worker_id = '${frozen.workerId}' and last_seen_at > '${woken}')`,
      );
      frozen.signal('SIGTERM');
      await expectExit(frozen, 0);
      await world.until(`not exists (select 1 from seeding_tasks where updated_at > '${woken}')`, 0);
      await world.until(`not exists (select 1 from nba_player_game_stats where updated_at > '${woken}')`, 0);
    },
  },
  {
    id: 'worker-stopped-at-once',
    what: 'a worker told to stop without time gives its games back unburnt and ends with code 0',
    short: ['redis'],
    shortGames: 15,
    world: { environment: { SHUTDOWN_DEADLINE_SECONDS: '0' } },
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      const leaver = await world.startWorker();
      await world.until(runsOf(leaver));
      leaver.signal('SIGTERM');
      await expectExit(leaver, 0);
      await world.until("not exists (select 1 from seeding_tasks where status = 'running')", 0);
      await world.until("exists (select 1 from game_events where kind = 'released')", 0);
      await world.startWorker();
      await world.recovers();
      await world.until('not exists (select 1 from seeding_tasks where retry_count > 0)', 0);
    },
  },
  {
    id: 'worker-stopped-in-time',
    what: 'a worker told to stop finishes what fits into its deadline',
    short: ['postgres'],
    shortGames: 15,
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      const leaver = await world.startWorker();
      await world.until(runsOf(leaver));
      leaver.signal('SIGTERM');
      await expectExit(leaver, 0);
      await world.until("not exists (select 1 from game_events where kind = 'released')", 0);
      await world.until("not exists (select 1 from seeding_tasks where status = 'running')", 0);
      await world.startWorker();
      await world.recovers();
    },
  },
  {
    id: 'deploys',
    what: 'workers stopped and started again many times burn no attempt',
    world: { environment: { SHUTDOWN_DEADLINE_SECONDS: '0' } },
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      for (let round = 0; round < 8; round += 1) {
        const worker = await world.startWorker();
        await world.until(`${NOTHING_IS_LEFT} or ${runsOf(worker)}`);
        await world.sleep(randomBetween(world.random, 0, 1_500));
        worker.signal('SIGTERM');
        await expectExit(worker, 0);
      }
      await world.startWorker();
      await world.recovers();
      await world.until('not exists (select 1 from seeding_tasks where retry_count > 0)', 0);
    },
  },
  {
    id: 'loop-blocked',
    what: 'a worker whose event loop stands still past its locks loses its games to another and writes nothing more',
    short: ['postgres'],
    world: { environment: { TEST_BLOCK_MS: '16000' } },
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      const [blocked] = await Promise.all([
        world.startWorker({ mishaps: ['long-block'] }),
        world.startWorker(),
      ]);
      await world.until(runsOf(blocked));
      blocked.signal('SIGUSR2');
      await world.sleep(100);
      await world.isTakenOver([blocked]);
    },
  },
  {
    id: 'memory-limit',
    what: 'a worker that reaches its memory limit dies, and what it did is taken up by the one that replaces it',
    async play(world) {
      await world.addDueGames();
      await world.startChores();
      for (let round = 0; round < 3; round += 1) {
        const hog = await world.startWorker({
          mishaps: ['memory-hog'],
          nodeArgs: ['--max-old-space-size=160'],
        });
        await world.until(`${NOTHING_IS_LEFT} or ${runsOf(hog)}`);
        hog.signal('SIGUSR2');
        const { code, signal } = await hog.exited;
        if (code === 0) throw new Error('the worker did not die of its memory');
        if (signal !== 'SIGABRT' && code !== 134) throw new Error(`the worker ended with ${signal ?? code}`);
      }
      await world.startWorker();
      await world.recovers();
    },
  },
  {
    id: 'clocks-apart',
    what: 'workers whose clocks are ten minutes apart seed each game once, none before its time',
    shortGames: 15,
    async play(world) {
      await world.addDueGames();
      await world.addGamesDueIn(20, 15);
      await world.startChores();
      await Promise.all([
        world.startWorker(clockOffBy(CLOCK_OFFSET_MS)),
        world.startWorker(clockOffBy(-CLOCK_OFFSET_MS)),
      ]);
      await world.until(SOMETHING_IS_DONE);
      await world.until(
        "(select count(*) from worker_heartbeats where array_to_string(problems, ' ') like '%The clock of this machine%') = 2",
      );
      await world.until(
        "not exists (select 1 from seeding_tasks where status = 'pending' and due_at < now() - interval '40 seconds')",
        400_000,
      );
      await noneEarly(world);
    },
  },
];

function clockOffBy(offsetMs: number) {
  return { mishaps: ['shifted-clock'], environment: { TEST_CLOCK_OFFSET_MS: String(offsetMs) } } as const;
}

/** Throws when a task was started before its time; a second of grace is the claim's own. */
async function noneEarly(world: CrashWorld): Promise<void> {
  await world.until(
    `not exists (select 1 from seeding_tasks where execution_time < scheduled_time - interval '1 second')`,
    0,
  );
}

async function expectExit(worker: TestProcess, wanted: number): Promise<void> {
  const { code, signal } = await worker.exited;
  if (code !== wanted) throw new Error(`the worker ended with ${signal ?? code} instead of ${wanted}`);
}
