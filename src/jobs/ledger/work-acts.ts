import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { workItems } from '../../db/schema/work-items.ts';
import type { Publisher } from '../publisher.ts';
import { type LedgerState, decideTransition } from './transitions.ts';
import { transitionSql } from './write-transitions.ts';

/** An item of work as people look at it. */
export type WorkItemView = Pick<
  typeof workItems.$inferSelect,
  | 'id'
  | 'kind'
  | 'subject'
  | 'payload'
  | 'dueAt'
  | 'holdReason'
  | 'holdDetail'
  | 'errorType'
  | 'errorMessage'
  | 'note'
  | 'retryCount'
  | 'maxRetries'
  | 'claimedBy'
  | 'completedAt'
  | 'createdAt'
  | 'updatedAt'
> & { status: LedgerState };

/** Which items: all of a kind, of a state, or single ones; what is not named restricts nothing. */
export type WorkFilter = { kind?: string; status?: LedgerState; ids?: readonly number[] };

/** What came of an act on many: which items it changed, and why it did not change the others. */
export type WorkActReport = {
  changed: readonly number[];
  refused: readonly { itemId: number; reason: string }[];
};

export type WorkActs = {
  list: (filter: WorkFilter, page: { limit: number; afterId?: number }) => Promise<WorkItemView[]>;
  show: (itemId: number) => Promise<WorkItemView | undefined>;
  /** Opens items again, due now, with fresh attempts. One that runs, or is completed, is refused. */
  retry: (filter: WorkFilter) => Promise<WorkActReport>;
  /** The same for whatever has ended, completed ones included: the work is done once more. */
  requeue: (filter: WorkFilter) => Promise<WorkActReport>;
  /** Ends items that are open or failed; a run in progress loses its claim and cannot write. */
  cancel: (filter: WorkFilter) => Promise<WorkActReport>;
};

/** Refusals that are named one by one; a bulk act on many more says how many there were by the items it changed. */
const MOST_REFUSALS = 1_000;

/** What people do with items of work, one or many at once: one statement each, whatever the number. */
export function createWorkActs({ db, publisher }: { db: Database; publisher: Publisher }): WorkActs {
  async function act(
    event: 'requeue' | 'cancel',
    filter: WorkFilter,
    isMeant: SQL,
    reasonOf: (row: RefusedRow) => string,
  ): Promise<WorkActReport> {
    const changed = await rowsOf<{ id: number }>(
      db,
      transitionSql({
        table: workItems,
        event,
        where: sql`${matching(filter)} and ${isMeant}`,
        also:
          event === 'requeue'
            ? { dueAt: sql`now()`, isByHand: true, errorType: null, errorMessage: null }
            : {},
        select: sql`select id from moved order by id`,
      }),
    );
    const ids = changed.map(({ id }) => id);
    const refused = await rowsOf<RefusedRow>(
      db,
      sql`select ${workItems.id}, ${workItems.status},
                 coalesce(${workItems.leaseExpiresAt} <= now(), false) as is_lease_over
          from ${workItems} where ${matching(filter)} and ${workItems.id} <> all(${sql.param(ids)}::int[])
          order by ${workItems.id} limit ${MOST_REFUSALS}`,
    );
    // The jobs of the revisions before end quietly when they are delivered, and reconciling removes them.
    await publisher.tryPublishPending();
    return { changed: ids, refused: refused.map((row) => ({ itemId: row.id, reason: reasonOf(row) })) };
  }

  return {
    list: (filter, { limit, afterId }) =>
      db
        .select()
        .from(workItems)
        .where(sql`${matching(filter)} and ${workItems.id} > ${afterId ?? 0}`)
        .orderBy(workItems.id)
        .limit(limit)
        .then((rows) => rows.map(viewOf)),
    async show(itemId) {
      const [row] = await db.select().from(workItems).where(sql`${workItems.id} = ${itemId}`);
      return row && viewOf(row);
    },
    retry: (filter) =>
      act('requeue', filter, sql`${IS_NOT_HELD} and ${workItems.status} <> 'completed'`, (row) =>
        row.status === 'completed' ? 'it is completed; requeue it to do the work once more' : HELD,
      ),
    requeue: (filter) => act('requeue', filter, IS_NOT_HELD, () => HELD),
    cancel: (filter) =>
      act('cancel', filter, sql`true`, ({ status, is_lease_over: isLeaseOver }) => {
        const decision = decideTransition('cancel', {
          state: status,
          isHolder: false,
          isLeaseOver,
          isDue: true,
        });
        return decision.ok ? 'it has changed meanwhile' : decision.reason;
      }),
  };
}

type RefusedRow = { id: number; status: LedgerState; is_lease_over: boolean };

const IS_NOT_HELD = sql`not (${workItems.status} = 'running' and ${workItems.leaseExpiresAt} > now())`;
const HELD = 'it is running right now';

function matching({ kind, status, ids }: WorkFilter): SQL {
  return sql.join(
    [
      sql`true`,
      ...(kind === undefined ? [] : [sql`${workItems.kind} = ${kind}`]),
      ...(status === undefined ? [] : [sql`${workItems.status} = ${status}`]),
      ...(ids === undefined ? [] : [sql`${workItems.id} = any(${sql.param([...ids])}::int[])`]),
    ],
    sql` and `,
  );
}

function viewOf(row: typeof workItems.$inferSelect): WorkItemView {
  return { ...row, status: row.status as LedgerState };
}
