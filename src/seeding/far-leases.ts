import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { HAS_FAR_LEASE } from '../db/far-lease.ts';
import { rowsOf } from '../db/rows.ts';
import { recordEvent } from './events.ts';

/** What is left of such a lease: a run that does hold it renews it well within this time. */
const LEFT_SECONDS = 30;

/** Cuts leases that would hold a task for ever, so that the next delivery takes it back. Gives how many there were. */
export async function cutFarLeases(db: Database, actor: string): Promise<number> {
  return db.transaction(async (tx) => {
    const cut = await rowsOf<{ id: number; game_id: number; claimed_by: string | null }>(
      tx,
      sql`
        with far as (select id from seeding_tasks where ${HAS_FAR_LEASE} for no key update skip locked)
        update seeding_tasks as task set lease_expires_at = now() + ${LEFT_SECONDS} * interval '1 second', updated_at = now()
        from far where task.id = far.id
        returning task.id, task.game_id, task.claimed_by`,
    );
    for (const { id, game_id: gameId, claimed_by: worker } of cut) {
      await recordEvent(tx, {
        gameId,
        taskId: id,
        kind: 'lease_cut',
        message: `The claim of ${worker ?? 'an unknown worker'} would have held for longer than any worker claims: it ends in ${LEFT_SECONDS} seconds unless that worker renews it.`,
        actor,
      });
    }
    return cut.length;
  });
}
