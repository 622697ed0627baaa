import { CRASH_PREFIX, type CrashWorld } from '../../support/crash-world.ts';
import { POOLER_SIZE, findPgBouncer } from '../../support/pgbouncer.ts';
import type { TestProcess } from '../../support/processes.ts';
import type { Preparation, Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, runsOf } from './conditions.ts';

/** Calls that the provider takes: enough for eight workers to be slowed down by them. */
const PER_SECOND = 20;
const PER_MINUTE = 900;

const CLUSTER = ['redis-cluster'] as const;

/** As for a single Redis: longer than BullMQ's blocking read. */
const CLUSTER_OUTAGE_MS = 8_000;

/** What is between the parts of a larger installation, and what it is made of. */
export const scaleScenarios: readonly Scenario[] = [
  {
    id: 'behind-a-pooler',
    what: 'PgBouncer in transaction mode may stand before PostgreSQL, while a worker is killed and it is restarted itself',
    short: ['redis'],
    world: { isPooled: true },
    prepare: async (): Promise<Preparation> =>
      findPgBouncer() ? { ok: true } : { ok: false, reason: 'pgbouncer is not installed' },
    async play(world) {
      const victim = await startBusy(world);
      await victim.crash();
      await world.isTakenOver([victim]);
      await expectShared(world);
      await world.pooler().restart();
      await world.recovers();
    },
  },
  {
    id: 'eight-workers',
    what: 'eight workers share the work and one second and minute of the provider, and go on when three are killed',
    world: {
      environment: {
        API_SPORTS_PER_SECOND: String(PER_SECOND),
        API_SPORTS_PER_MINUTE: String(PER_MINUTE),
        DATABASE_POOL_MAX: '4',
      },
    },
    async play(world) {
      world.provider.setDials({ perSecond: PER_SECOND, perMinute: PER_MINUTE });
      await world.startChores();
      const workers: TestProcess[] = [];
      // Two by two and before there is work: eight at once, and those that are busy, keep each other from starting.
      while (workers.length < 8)
        workers.push(...(await Promise.all([world.startWorker(), world.startWorker()])));
      await world.addDueGames();
      await world.until(
        '(select count(*) from worker_heartbeats where completed_count > 0) = 8',
        world.games * 1_000,
      );
      const victims = workers.slice(0, 3);
      await Promise.all(victims.map((victim) => victim.crash()));
      await world.isTakenOver(victims);
    },
  },
  {
    id: 'cluster-worker-killed',
    what: 'a Redis Cluster carries the queue, and a killed worker loses nothing',
    stores: CLUSTER,
    short: CLUSTER,
    async play(world) {
      const victim = await startBusy(world);
      await victim.crash();
      await world.isTakenOver([victim]);
    },
  },
  {
    id: 'cluster-master-flushed',
    what: 'the master of a Redis Cluster that holds the queue is filled again after FLUSHALL',
    stores: CLUSTER,
    async play(world) {
      await startBusy(world);
      await world.cluster().commandTo(CRASH_PREFIX, 'FLUSHALL');
      await world.recovers();
    },
  },
  {
    id: 'cluster-master-away',
    what: 'the master of a Redis Cluster that holds the queue may be away and come back',
    stores: CLUSTER,
    async play(world) {
      await startBusy(world);
      await world.cluster().stopOwner(CRASH_PREFIX);
      await world.sleep(CLUSTER_OUTAGE_MS);
      await world.cluster().restart();
      await world.recovers();
    },
  },
];

/** A control process and two workers, one of which is given, in the middle of their work. */
async function startBusy(world: CrashWorld): Promise<TestProcess> {
  await world.addDueGames();
  await world.addGamesDueIn(3_600, 15);
  await world.startControl();
  const [one] = await Promise.all([world.startWorker(), world.startWorker()]);
  await world.until(`${runsOf(one)} and ${SOMETHING_IS_DONE}`);
  return one;
}

/** Throws unless the processes' transactions went through the pooler, over fewer connections than they hold. */
async function expectShared(world: CrashWorld): Promise<void> {
  const { transactions, serverConnections } = await world.pooler().figures();
  if (transactions < 50) throw new Error(`only ${transactions} transactions went through the pooler`);
  if (serverConnections > POOLER_SIZE) throw new Error(`the pooler holds ${serverConnections} connections`);
}
