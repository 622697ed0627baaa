import { systemClock } from '../../src/platform/clock.ts';
import { type ContestantName, openContestant } from './contestant.ts';
import { type Store, makeContestWorld, taskTimes } from './contest-world.ts';
import { settled } from './drain.ts';
import { type Spread, spreadOf } from './statistics.ts';

export type RecoverySetting = {
  contestant: ContestantName;
  /** How long a killed worker's jobs stay its own; the contestant's default where it is left out. */
  lockMs?: number | undefined;
};

export type RecoveryResult = RecoverySetting & {
  /** From each kill until the last of the games that the worker held was seeded by another; endless where that did not come. */
  seconds: Spread;
};

/** Games at hand for each kill: enough that the worker is in the middle of some. */
const GAMES_A_KILL = 60;
/** The provider answers slowly, so that a killed worker holds games. */
const LATENCY_MS = 300;
const LOOK_MS = 20;

/** A contestant that comes back from none of its first kills is asked no further: each takes all patience. */
const KILLS_IN_VAIN = 3;

/**
 * Kills a worker of each setting in its turn, again and again, so that a busy moment of the machine meets all of them;
 * empty where the machine lacks the store.
 */
export async function measureRecoveries(
  settings: readonly RecoverySetting[],
  { store, kills, tell }: { store: Store; kills: number; tell: (words: string) => void },
): Promise<readonly RecoveryResult[]> {
  const results = settings.map((setting) => ({ setting, seconds: [] as number[] }));
  for (let kill = 1; kill <= kills; kill += 1) {
    for (const { setting, seconds } of results.filter((result) => !isVain(result.seconds))) {
      tell(`recovery: kill ${kill}, ${setting.contestant} on ${store}`);
      const one = await recoverOnce({ ...setting, store });
      if (one === undefined) return [];
      seconds.push(one);
    }
  }
  return results.map(({ setting, seconds }) => ({ ...setting, seconds: spreadOf(seconds) }));
}

function isVain(seconds: readonly number[]): boolean {
  return seconds.length >= KILLS_IN_VAIN && !seconds.some(Number.isFinite);
}

/** Kills a worker in the middle of its games and starts another; seconds until the last game that it held is seeded, endless when that does not come. */
async function recoverOnce({
  contestant: name,
  store,
  lockMs,
}: RecoverySetting & { store: Store }): Promise<number | undefined> {
  const world = await makeContestWorld({ store, games: GAMES_A_KILL, latencyMs: LATENCY_MS });
  if (!world) return undefined;
  const contestant = await openContestant(name, world, { lockMs });
  try {
    const victim = await contestant.addWorker();
    const dueMs = Date.now();
    await contestant.enqueue(() => dueMs);
    while (world.firstCalls.size === 0) await systemClock().sleep(LOOK_MS);
    victim.kill();
    const killedMs = Date.now();
    const done = await doneBy(world);
    const heldAtKill = new Set([...world.firstCalls.keys()].filter((gameId) => !done.has(gameId)));
    await contestant.addWorker();
    await settled(world, GAMES_A_KILL, PATIENCE_MS);
    const held = (await taskTimes(world)).filter(({ gameId }) => heldAtKill.has(gameId));
    const doneMs = held.map((game) => game.doneMs);
    return doneMs.includes(null)
      ? Number.POSITIVE_INFINITY
      : (Math.max(...doneMs.map(Number)) - killedMs) / 1_000;
  } finally {
    await contestant.close();
    await world.close();
  }
}

/** Some peers leave a killed worker's jobs for minutes, or for hours. */
const PATIENCE_MS = 5 * 60_000;

async function doneBy(world: Parameters<typeof taskTimes>[0]): Promise<ReadonlySet<number>> {
  const times = await taskTimes(world);
  return new Set(times.filter(({ doneMs }) => doneMs !== null).map(({ gameId }) => gameId));
}
