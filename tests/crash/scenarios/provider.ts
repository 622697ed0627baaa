import type { SimulatedProviderDialsPatch } from '../../../simulator/provider/dials.ts';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, SOMETHING_RUNS } from './conditions.ts';

/** Attempts come quickly here and must not be used up by trouble that passes. */
const PATIENT = { RETRY_MAX_ATTEMPTS: '20', RETRY_BACKOFF_SECONDS: '1,2,4,8' };

const CALLS_A_MINUTE = 600;

const LARGER_DAY = 150_000;

async function startBusy(world: CrashWorld): Promise<void> {
  await world.addDueGames();
  await world.startChores();
  await Promise.all([world.startWorker(), world.startWorker()]);
  await world.until(`${SOMETHING_RUNS} and ${SOMETHING_IS_DONE}`);
}

/** The provider behaves like this for a while, and well again afterwards. */
function spell(
  options: Pick<Scenario, 'id' | 'what' | 'short'> & {
    trouble: SimulatedProviderDialsPatch;
    lastsMs: number;
  },
): Scenario {
  const { trouble, lastsMs, ...named } = options;
  return {
    ...named,
    world: { environment: PATIENT },
    async play(world) {
      await startBusy(world);
      const before = world.provider.dials();
      world.provider.setDials(trouble);
      await world.sleep(world.isFull ? lastsMs : Math.min(lastsMs, 3_000));
      world.provider.setDials({
        isDown: before.isDown,
        isHanging: before.isHanging,
        latencyMs: before.latencyMs,
        faultRate: 0,
        rateLimitRate: 0,
        malformedRate: 0,
        emptyRate: 0,
        wrongGameRate: 0,
      });
      await world.recovers();
    },
  };
}

/** What goes wrong at the provider. */
export const providerScenarios: readonly Scenario[] = [
  spell({
    id: 'provider-down',
    what: 'the provider may be down',
    trouble: { isDown: true },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-silent',
    what: 'the provider may take calls and answer none',
    trouble: { isHanging: true },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-slow',
    what: 'the provider may need seconds for an answer',
    trouble: { latencyMs: [1_000, 6_000] },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-faulty',
    what: 'the provider may answer with errors, cut answers and time out',
    trouble: { faultRate: 0.4 },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-lying',
    what: 'the provider may send truncated, malformed and empty answers',
    trouble: { malformedRate: 0.3, emptyRate: 0.1, wrongGameRate: 0.1 },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-mixes-games-up',
    what: 'the provider may answer about another game than the one asked for',
    short: ['postgres'],
    trouble: { wrongGameRate: 0.4 },
    lastsMs: 20_000,
  }),
  spell({
    id: 'provider-refuses-as-too-many',
    what: 'the provider may refuse every call as too many although they are not',
    trouble: { rateLimitRate: 0.9 },
    lastsMs: 10_000,
  }),
  {
    id: 'quota-of-the-minute',
    what: 'a quota that is spent and renewed each minute is never exceeded, killed workers or not',
    world: { environment: { API_SPORTS_PER_MINUTE: String(CALLS_A_MINUTE) } },
    async play(world) {
      world.provider.setDials({ perMinute: CALLS_A_MINUTE });
      await world.addDueGames();
      await world.startChores();
      const [victim] = await Promise.all([world.startWorker(), world.startWorker(), world.startWorker()]);
      await world.until(SOMETHING_IS_DONE);
      await world.sleep(5_000);
      await victim.crash();
      await world.isTakenOver([victim]);
      const { games } = world;
      await world.until(
        `(select count(*) from seeding_tasks where status = 'completed') = ${games}`,
        120_000 + (games * 4 * 60_000) / CALLS_A_MINUTE,
      );
    },
  },
  {
    id: 'quota-of-the-day',
    what: 'a spent day holds the rest until the next, and a larger plan lets it go on at once',
    async play(world) {
      const perDay = Math.max(20, world.games);
      world.provider.setDials({ perDay });
      await world.addDueGames();
      await world.startChores();
      const small = { environment: { API_SPORTS_PER_DAY: String(perDay) } };
      const workers = await Promise.all([world.startWorker(small), world.startWorker(small)]);
      await world.until(
        "exists (select 1 from seeding_tasks where hold_reason = 'quota') and not exists (select 1 from seeding_tasks where status = 'running' or (status = 'pending' and due_at < now()))",
        240_000,
      );
      for (const worker of workers) worker.signal('SIGTERM');
      await Promise.all(workers.map((worker) => worker.exited));
      world.provider.setDials({ perDay: LARGER_DAY });
      await Promise.all([world.startWorker(), world.startWorker()]);
      // The account page was read when the first workers started, and while the day is spent it is every minute.
      await world.until(`exists (select 1 from provider_accounts where day_limit = ${LARGER_DAY})`, 180_000);
      await retryHeld(world);
      await world.recovers();
    },
  },
  {
    id: 'key-revoked',
    what: 'a key that is refused holds everything, and given again lets it go on',
    async play(world) {
      await startBusy(world);
      world.provider.setDials({ isKeyRevoked: true });
      await world.until(
        "exists (select 1 from seeding_tasks where error_type = 'credential' or hold_reason is not null)",
      );
      await world.sleep(5_000);
      world.provider.setDials({ isKeyRevoked: false });
      await retryHeld(world);
      await world.recovers();
    },
  },
];

/** What an operator does who does not want to wait for the end of the holds: again, until nothing is held any more. */
async function retryHeld(world: CrashWorld): Promise<void> {
  const { database, taskActions } = world.app;
  // Runs that were under way when the trouble ended may still be put on hold.
  const running = await rowsOf<{ id: number; fence: number }>(
    database.db,
    sql`select id, fence from seeding_tasks where status = 'running'`,
  );
  for (const { id, fence } of running) {
    await world.until(
      `not exists (select 1 from seeding_tasks where id = ${id} and fence = ${fence} and status = 'running')`,
      60_000,
    );
  }
  let why = '';
  for (let round = 0; round < 5; round += 1) {
    const held = await rowsOf<{ id: number; why: string | null }>(
      database.db,
      sql`select id, hold_detail as why from seeding_tasks where status = 'pending' and hold_reason is not null`,
    );
    if (held.length === 0) return;
    why = `${held.length} tasks, such as: ${held[0]?.why}`;
    for (const { id } of held) await taskActions.retry(id, { name: 'test' });
  }
  throw new Error(`tasks are put on hold again although nothing is wrong any more: ${why}`);
}
