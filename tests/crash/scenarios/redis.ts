import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, SOMETHING_RUNS } from './conditions.ts';

const REDIS = ['redis'] as const;

/** Shorter and longer than BullMQ's blocking read of five seconds and its watchdog of one more. */
const SHORT_OUTAGE_MS = 3_000;
const LONG_OUTAGE_MS = 8_000;
const MINUTE_MS = 60_000;

async function startBusy(world: CrashWorld): Promise<void> {
  await world.addDueGames();
  await world.addGamesDueIn(3_600, 15);
  await world.startControl();
  await Promise.all([world.startWorker(), world.startWorker()]);
  await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
}

/** Redis is stopped for so long and knows afterwards what it knew. */
function outage(id: string, words: string, outageMs: number): Scenario {
  return {
    id,
    what: `Redis may be away for ${words} and come back with what it knew`,
    stores: REDIS,
    async play(world) {
      await startBusy(world);
      await world.redis().stop();
      await world.sleep(outageMs);
      await world.redis().restart();
      await world.recovers();
    },
  };
}

/** A command with its arguments. */
type RedisCommand = readonly [string, ...string[]];

/** Redis refuses writes from one command to the other. */
function refusal(id: string, because: string, begin: RedisCommand, end: RedisCommand): Scenario {
  return {
    id,
    what: `Redis may refuse writes because ${because}`,
    stores: REDIS,
    async play(world) {
      await startBusy(world);
      await world.redis().command(...begin);
      await world.sleep(10_000);
      await world.redis().command(...end);
      await world.recovers();
    },
  };
}

/** What goes wrong with Redis. */
export const redisScenarios: readonly Scenario[] = [
  outage('redis-away-shortly', 'less than a blocking read', SHORT_OUTAGE_MS),
  outage('redis-away-longer', 'longer than a blocking read', LONG_OUTAGE_MS),
  outage('redis-away-for-a-minute', 'a minute', MINUTE_MS),
  {
    id: 'redis-replaced',
    what: 'Redis may be away longer than a blocking read, and another one comes in its place that knows nothing',
    stores: REDIS,
    short: REDIS,
    async play(world) {
      await startBusy(world);
      await world.redis().stop();
      await world.sleep(LONG_OUTAGE_MS);
      await world.redis().replace();
      await world.recovers();
    },
  },
  {
    id: 'redis-replaced-by-a-stranger',
    what: 'Redis may be replaced by one that served another installation, with its jobs and its mark',
    stores: REDIS,
    async play(world) {
      await startBusy(world);
      const redis = world.redis();
      await redis.replace();
      await redis.command('SET', '{crash}:scoracle-epoch', 'of another installation');
      const [queue] = world.app.store.bullQueues();
      await queue?.add(
        'seed-game',
        { taskId: 999_999, gameId: 999_999, revision: 1, label: 'a stranger' },
        {
          jobId: 'game-999999-first-r1',
          delay: 3_600_000,
        },
      );
      await world.recovers();
    },
  },
  {
    id: 'redis-flushed',
    what: 'Redis is filled again after FLUSHALL, as often as that happens',
    stores: REDIS,
    short: REDIS,
    async play(world) {
      await startBusy(world);
      for (let round = 0; round < (world.isFull ? 3 : 1); round += 1) {
        await world.redis().command('FLUSHALL');
        await world.recovers();
      }
    },
  },
  refusal(
    'redis-read-only',
    'it became the replica of a server that is not there',
    ['REPLICAOF', '127.0.0.1', '1'],
    ['REPLICAOF', 'NO', 'ONE'],
  ),
  refusal(
    'redis-without-replicas',
    'the replicas that it needs are gone',
    ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
    ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
  ),
  refusal(
    'redis-out-of-memory',
    'its memory is full',
    ['CONFIG', 'SET', 'maxmemory', '1mb'],
    ['CONFIG', 'SET', 'maxmemory', '0'],
  ),
];
