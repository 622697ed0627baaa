import { randomBetween } from '../../../simulator/provider/sampling.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, SOMETHING_RUNS } from './conditions.ts';

type Reach = 'postgres' | 'redis' | 'provider';

const HANG_MS = 12_000;

async function startBusy(world: CrashWorld): Promise<void> {
  await world.addDueGames();
  await world.startControl();
  await Promise.all([world.startWorker(), world.startWorker()]);
  await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
}

function stores(reach: Reach) {
  return reach === 'redis' ? { stores: ['redis'] as const } : {};
}

/** Connections are reset again and again. */
function cut(reach: Reach, words: string, short: Pick<Scenario, 'short'> = {}): Scenario {
  return {
    id: `network-cuts-${reach}`,
    what: `every connection to ${words} may be cut, again and again`,
    ...stores(reach),
    ...short,
    world: { proxies: [reach], environment: PATIENT },
    async play(world) {
      await startBusy(world);
      for (let round = 0; round < (world.isFull ? 15 : 3); round += 1) {
        world.proxy(reach).cut();
        await world.sleep(randomBetween(world.random, 50, 1_000));
      }
      await world.recovers();
    },
  };
}

/** Connections stand still and go on later. */
function hang(reach: Reach, words: string): Scenario {
  return {
    id: `network-hangs-${reach}`,
    what: `nothing may pass to or from ${words} for a while, and then everything at once`,
    ...stores(reach),
    world: { proxies: [reach], environment: PATIENT },
    async play(world) {
      await startBusy(world);
      world.proxy(reach).setMode({ kind: 'hang' });
      await world.sleep(HANG_MS);
      world.proxy(reach).setMode({ kind: 'pass' });
      await world.recovers();
    },
  };
}

/** Connections that there are never carry anything again; new ones do. */
function blackHole(reach: Reach, words: string): Scenario {
  return {
    id: `network-swallows-${reach}`,
    what: `connections to ${words} may go dead without a word`,
    ...stores(reach),
    world: { proxies: [reach], environment: PATIENT },
    async play(world) {
      await startBusy(world);
      world.proxy(reach).blackHole();
      await world.recovers();
    },
  };
}

function slow(reach: Reach, words: string): Scenario {
  return {
    id: `network-delays-${reach}`,
    what: `the way to ${words} and back may take a quarter of a second`,
    ...stores(reach),
    world: { proxies: [reach], environment: PATIENT },
    async play(world) {
      await startBusy(world);
      world.proxy(reach).setMode({ kind: 'delay', byMs: 125 });
      await world.sleep(20_000);
      world.proxy(reach).setMode({ kind: 'pass' });
      await world.recovers();
    },
  };
}

/** Attempts come quickly here and must not be used up by trouble that passes. */
const PATIENT = { RETRY_MAX_ATTEMPTS: '10', RETRY_BACKOFF_SECONDS: '2,4,8' };

/** What goes wrong between a process and the servers that it needs. */
export const networkScenarios: readonly Scenario[] = [
  cut('postgres', 'PostgreSQL'),
  cut('redis', 'Redis', { short: ['redis'] }),
  cut('provider', 'the provider'),
  hang('postgres', 'PostgreSQL'),
  hang('redis', 'Redis'),
  hang('provider', 'the provider'),
  blackHole('postgres', 'PostgreSQL'),
  blackHole('redis', 'Redis'),
  blackHole('provider', 'the provider'),
  slow('postgres', 'PostgreSQL'),
  slow('redis', 'Redis'),
  slow('provider', 'the provider'),
];
