import type { CrashWorld } from '../../support/crash-world.ts';
import { POOLER_SIZE, findPgBouncer } from '../../support/pgbouncer.ts';
import type { Preparation, Scenario } from '../scenario.ts';
import { SOMETHING_IS_DONE, runsOf } from './conditions.ts';

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
      await world.addDueGames();
      await world.addGamesDueIn(3_600, 15);
      await world.startControl();
      const [victim] = await Promise.all([world.startWorker(), world.startWorker()]);
      await world.until(`${runsOf(victim)} and ${SOMETHING_IS_DONE}`);
      await victim.crash();
      await world.isTakenOver([victim]);
      await expectShared(world);
      await world.pooler().restart();
      await world.recovers();
    },
  },
];

/** Throws unless the processes' transactions went through the pooler, over fewer connections than they hold. */
async function expectShared(world: CrashWorld): Promise<void> {
  const { transactions, serverConnections } = await world.pooler().figures();
  if (transactions < 50) throw new Error(`only ${transactions} transactions went through the pooler`);
  if (serverConnections > POOLER_SIZE) throw new Error(`the pooler holds ${serverConnections} connections`);
}
