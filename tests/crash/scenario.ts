import { describe, expect, it } from 'vitest';
import { hashSeed, seededRandom } from '../../src/platform/random.ts';
import {
  type CrashWorld,
  type CrashWorldOptions,
  type StoreKind,
  createCrashWorld,
} from '../support/crash-world.ts';
import { tally } from '../support/invariants.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { crashForm } from './form.ts';

/** One way in which things go wrong, and what is played until they do. */
export type Scenario = {
  /** By which `--scenario` selects it. */
  id: string;
  /** What is proven, as a sentence. */
  what: string;
  /** Stores on which `npm test` plays it, in its short form; absent: only `npm run test:crash` does. */
  short?: readonly StoreKind[];
  /** Stores on which it means anything; PostgreSQL and a single Redis by default. */
  stores?: readonly StoreKind[];
  /** Games in the short form. */
  shortGames?: number;
  world?: Pick<
    CrashWorldOptions,
    'environment' | 'latencyMs' | 'hasOwnPostgres' | 'maxConnections' | 'proxies' | 'isPooled'
  >;
  /** Gives a folder for the own PostgreSQL where one is needed, or says why this cannot be played here. */
  prepare?: () => Promise<Preparation>;
  /** Starts the processes, breaks something and mends it. What is then still to do is waited for afterwards. */
  play: (world: CrashWorld) => Promise<void>;
};

export type Preparation =
  | { ok: true; postgresFolder?: string; undo?: () => Promise<void> }
  | { ok: false; reason: string };

/** A line of the closing table. */
export type ScenarioResult = {
  scenario: string;
  store: StoreKind;
  games: number;
  seeded: number;
  lost: number;
  duplicated: number;
  breaches: number;
  recoveriesMs: readonly number[];
  seconds: number;
};

declare module 'vitest' {
  interface TaskMeta {
    crash?: ScenarioResult;
  }
}

const STORES: readonly StoreKind[] = ['postgres', 'redis', 'redis-cluster'];

const USUAL_STORES: readonly StoreKind[] = ['postgres', 'redis'];

const SHORT_GAMES = 30;

/** Stops only what goes round in circles: a thousand games take their time on a machine that others use as well. */
const FULL_TIMEOUT_MS = 2_400_000;

/** Room for a provider's minute that is sat out because nobody knows any more how full it is. */
const SHORT_TIMEOUT_MS = 600_000;

/** Makes a test of each scenario on each store, as the form has it. */
export function playScenarios(title: string, scenarios: readonly Scenario[]): void {
  const form = crashForm();
  const hasRedis = findRedisServer() !== undefined;
  const played = STORES.map((store) => ({
    store,
    chosen: scenarios.filter((scenario) => isPlayed(scenario, store)),
  }));
  // A file without a test would be an error, and a selection may leave one empty.
  if (played.every(({ chosen }) => chosen.length === 0))
    it('nothing of this was asked for', ({ skip }) => skip());
  for (const { store, chosen } of played.filter((group) => group.chosen.length > 0)) {
    describe(`${title}, on the ${store} store`, () => {
      for (const scenario of chosen) {
        it.skipIf(store !== 'postgres' && !hasRedis)(
          scenario.what,
          async ({ task, skip }) => {
            const prepared = await scenario.prepare?.();
            if (prepared?.ok === false) return skip(prepared.reason);
            try {
              task.meta.crash = await playOne(scenario, store, prepared?.postgresFolder);
            } finally {
              await prepared?.undo?.();
            }
          },
          form.isFull ? FULL_TIMEOUT_MS : SHORT_TIMEOUT_MS,
        );
      }
    });
  }

  function isPlayed({ id, short, stores }: Scenario, store: StoreKind): boolean {
    if (!(stores ?? USUAL_STORES).includes(store)) return false;
    if (!form.isFull) return short?.includes(store) === true;
    return form.stores.includes(store) && (form.scenarios?.some((part) => id.includes(part)) ?? true);
  }

  async function playOne(
    scenario: Scenario,
    store: StoreKind,
    postgresFolder: string | undefined,
  ): Promise<ScenarioResult> {
    const startedAtMs = performance.now();
    const world = await createCrashWorld({
      ...scenario.world,
      store,
      isFull: form.isFull,
      games: form.games ?? scenario.shortGames ?? SHORT_GAMES,
      random: seededRandom(hashSeed(`${form.seed}|${scenario.id}|${store}`)),
      ...(postgresFolder === undefined ? {} : { postgresFolder }),
    });
    try {
      await scenario.play(world);
      const broken = await world.settle();
      expect(
        broken.slice(0, 20).join('\n'),
        `seed ${form.seed}: ${broken.length} broken promises: ${broken[0] ?? ''}`,
      ).toBe('');
      const { limits } = world.provider.stats();
      return {
        scenario: scenario.id,
        store,
        ...(await tally(world.app)),
        breaches: limits.overDay + limits.overSlidingMinute + limits.overSecond,
        recoveriesMs: world.recoveriesMs,
        seconds: (performance.now() - startedAtMs) / 1000,
      };
    } finally {
      await world.close();
    }
  }
}
