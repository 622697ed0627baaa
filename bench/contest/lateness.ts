import { type ContestantName, openContestant } from './contestant.ts';
import { type Store, makeContestWorld } from './contest-world.ts';
import { untilDone } from './drain.ts';
import { percentile } from './statistics.ts';

export type LatenessOptions = {
  contestant: ContestantName;
  store: Store;
  games: number;
  workers: number;
  latencyMs: number;
  /** Games that become due a second; all of them at one instant where it is left out. */
  perSecond?: number | undefined;
};

export type LatenessResult = LatenessOptions & {
  /** Start minus due, milliseconds. */
  toStartMs: { p50: number; p99: number; max: number };
  /** The provider's first question about the game itself minus due, milliseconds. */
  toFirstCallMs: { p50: number; p99: number; max: number };
};

/** Long enough for every job to be published and every worker to wait. */
const LEAD_MS = 5_000;

/** How late games start that become due while workers wait; undefined where the machine lacks the store. */
export async function measureLateness(options: LatenessOptions): Promise<LatenessResult | undefined> {
  const world = await makeContestWorld(options);
  if (!world) return undefined;
  const contestant = await openContestant(options.contestant, world);
  try {
    await Promise.all(Array.from({ length: options.workers }, () => contestant.addWorker()));
    const firstMs = Date.now() + LEAD_MS;
    const everyMs = options.perSecond === undefined ? 0 : 1_000 / options.perSecond;
    const dueAt = (index: number): number => Math.round(firstMs + index * everyMs);
    await contestant.enqueue(dueAt);
    if (Date.now() > firstMs) throw new Error('the jobs were due before all of them were published');
    await untilDone(world, options.games);
    const dueById = new Map(world.gameIds.map((gameId, index) => [gameId, dueAt(index)]));
    const starts = (await contestant.times()).map(
      ({ gameId, starts: [first] }) => (first ?? Number.NaN) - (dueById.get(gameId) ?? 0),
    );
    const calls = [...world.firstCalls].map(([gameId, atMs]) => atMs - (dueById.get(gameId) ?? 0));
    return { ...options, toStartMs: summary(starts), toFirstCallMs: summary(calls) };
  } finally {
    await contestant.close();
    await world.close();
  }
}

function summary(values: readonly number[]): { p50: number; p99: number; max: number } {
  if (values.some(Number.isNaN)) throw new Error('a game has no start on record');
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), max: Math.max(...values) };
}
