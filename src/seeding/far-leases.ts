import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { HAS_FAR_LEASE } from '../db/far-lease.ts';
import { rowsOf } from '../db/rows.ts';
import { columnIn, selecting } from '../db/selecting.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { workItems } from '../db/schema/work-items.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import { recordEvent } from './events.ts';

/** What is left of such a lease: a run that does hold it renews it well within this time. */
const LEFT_SECONDS = 30;

/** Cuts leases that would hold a task or an item for ever, so that the next delivery takes it back. Gives their number. */
export async function cutFarLeases(db: Database, actor: string): Promise<number> {
  return db.transaction(async (tx) => {
    const selected = {
      id: columnIn('moved', seedingTasks.id),
      gameId: columnIn('moved', seedingTasks.gameId),
      worker: columnIn('moved', seedingTasks.claimedBy),
    };
    const cut = await rowsOf(
      tx,
      selecting(selected, (list) =>
        transitionSql({
          table: seedingTasks,
          event: 'curtail',
          before: sql`far as (select ${seedingTasks.id} from ${seedingTasks} where ${HAS_FAR_LEASE} for no key update skip locked)`,
          from: sql`far`,
          where: sql`${seedingTasks.id} = far.id`,
          also: { leaseExpiresAt: sql`now() + ${LEFT_SECONDS} * interval '1 second'` },
          returning: sql`${seedingTasks.claimedBy}`,
          select: sql`select ${list} from moved`,
        }),
      ),
    );
    for (const { id, gameId, worker } of cut) {
      await recordEvent(tx, {
        gameId,
        taskId: id,
        kind: 'lease_cut',
        message: `The claim of ${worker ?? 'an unknown worker'} would have held for longer than any worker claims: it ends in ${LEFT_SECONDS} seconds unless that worker renews it.`,
        actor,
      });
    }
    const items = await tx.execute(
      transitionSql({
        table: workItems,
        event: 'curtail',
        before: sql`far as (select ${workItems.id} from ${workItems} where ${HAS_FAR_LEASE} for no key update skip locked)`,
        from: sql`far`,
        where: sql`${workItems.id} = far.id`,
        also: { leaseExpiresAt: sql`now() + ${LEFT_SECONDS} * interval '1 second'` },
      }),
    );
    return cut.length + (items.rowCount ?? 0);
  });
}
