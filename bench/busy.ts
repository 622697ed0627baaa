import { SPORTS } from '../src/domain/sport.ts';
import { systemClock } from '../src/platform/clock.ts';
import { openContestant } from './contest/contestant.ts';
import { type ContestWorld, type Store, makeContestWorld } from './contest/contest-world.ts';
import { settled } from './contest/drain.ts';
import { checkDelivery } from './contest/delivery.ts';
import { slopeOf, spreadOf } from './contest/statistics.ts';
import type { WorkerProcess } from './contest/worker-process.ts';
import type { FootprintLine } from './footprint.ts';

/** Time for every job to be published. */
const LEAD_MS = 30_000;
const SAMPLE_MS = 10_000;
const STILL_MS = 60_000;
/** The part of the time in which a worker fills its caches and compiles what it runs: no growth that goes on. */
const WARM_UP = 1 / 3;

/** Other sports have no provider: their queues are empty, and nobody is asked. */
const NO_PROVIDER = Object.fromEntries(
  SPORTS.filter((sport) => sport !== 'NBA').map((sport) => [`API_SPORTS_${sport}_URL`, 'http://0.0.0.0:9']),
);

/**
 * What a worker of all queues takes while it seeds so many games a second, of one season after another, for so long.
 * Undefined where the machine lacks the store.
 */
export async function measureBusy(
  store: Store,
  { minutes, perSecond }: { minutes: number; perSecond: number },
): Promise<FootprintLine[] | undefined> {
  const games = Math.round(minutes * 60 * perSecond);
  const world = await makeContestWorld({ store, games, latencyMs: 0, environment: NO_PROVIDER });
  if (!world) return undefined;
  const contestant = await openContestant('product', world, { queues: 'all' });
  try {
    const worker = await contestant.addWorker();
    const firstMs = Date.now() + LEAD_MS;
    await contestant.enqueue((index) => Math.round(firstMs + (index * 1_000) / perSecond));
    await systemClock().sleep(firstMs - Date.now());
    const samples = await sampleMemory(worker, minutes);
    await untilAllDone(world, games);
    const later = samples.filter(({ hours }) => hours >= (minutes / 60) * WARM_UP);
    const what = `worker busy for ${minutes} minutes, ${perSecond} games a second`;
    return [
      {
        what: `${what}: memory`,
        unit: 'MiB',
        value: spreadOf(later.map(({ memoryMiB }) => memoryMiB)),
        floor: null,
      },
      {
        what: `${what}: growth after the first third`,
        unit: 'MiB/h',
        value: spreadOf([slopeOf(later.map(({ hours, memoryMiB }) => [hours, memoryMiB]))]),
        floor: null,
      },
    ];
  } finally {
    await contestant.close();
    await world.close();
  }
}

type Sample = { hours: number; memoryMiB: number };

async function sampleMemory(worker: WorkerProcess, minutes: number): Promise<readonly Sample[]> {
  const startedMs = performance.now();
  const samples: Sample[] = [];
  for (;;) {
    const hours = (performance.now() - startedMs) / 3_600_000;
    samples.push({ hours, memoryMiB: worker.memoryMiB() });
    if (hours * 60 >= minutes) return samples;
    await systemClock().sleep(SAMPLE_MS);
  }
}

/** A worker that did not keep up was busy in another way than is told: that is no result. */
async function untilAllDone(world: ContestWorld, games: number): Promise<void> {
  const done = await settled(world, games, STILL_MS);
  if (done < games) throw new Error(`${done} of ${games} games are seeded`);
  await checkDelivery(world);
}
