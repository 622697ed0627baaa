import { type SQL, and, asc, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { columnIn, selecting } from '../../db/selecting.ts';
import { workItems } from '../../db/schema/work-items.ts';
import type { Publisher } from '../publisher.ts';
import { type LedgerState, decideTransition } from './transitions.ts';
import { type WorkFilter, matching } from './work-filter.ts';
import type { HistoryActor } from './work-history.ts';
import { needWorkKind } from './work-queries.ts';
import { transitionSql } from './write-transitions.ts';

/** What people may do with items. */
export const WORK_ACTS = ['retry', 'requeue', 'cancel'] as const;
export type WorkAct = (typeof WORK_ACTS)[number];

/** What came of an act on many: which items it changed, and why it did not change the others. */
export type WorkActReport = {
  changed: readonly number[];
  refused: readonly { itemId: number; reason: string }[];
};

/**
 * `retry` opens items again, due now, with fresh attempts; one that runs, or is completed, is refused. `requeue` does
 * the same for whatever has ended, completed ones included: the work is done once more. `cancel` ends items that are
 * open or failed; a run in progress loses its claim and cannot write. Each keeps in the items' history who acted.
 */
export type WorkActs = Record<WorkAct, (filter: WorkFilter, by: HistoryActor) => Promise<WorkActReport>>;

/** Refusals that are named one by one; a bulk act on many more says how many there were by the items it changed. */
const MOST_REFUSALS = 1_000;

type RefusedRow = { id: number; status: LedgerState; isLeaseOver: boolean };

type Act = {
  event: 'requeue' | 'cancel';
  /** Which of the items that a filter names are meant, beside what the event itself asks for. */
  isMeant: SQL;
  reasonOf: (row: RefusedRow) => string;
};

const HELD = 'it is running right now';
const IS_LEASE_OVER = sql<boolean>`coalesce(${workItems.leaseExpiresAt} <= now(), false)`;
const IS_NOT_HELD = sql`not (${workItems.status} = 'running' and not ${IS_LEASE_OVER})`;

const ACTS: Readonly<Record<WorkAct, Act>> = {
  retry: {
    event: 'requeue',
    isMeant: sql`${IS_NOT_HELD} and ${workItems.status} <> 'completed'`,
    reasonOf: ({ status }) =>
      status === 'completed' ? 'it is completed; requeue it to do the work once more' : HELD,
  },
  requeue: { event: 'requeue', isMeant: IS_NOT_HELD, reasonOf: () => HELD },
  cancel: { event: 'cancel', isMeant: sql`true`, reasonOf: whyNotCancelled },
};

/** What people do with items of work, one or many at once: one statement each, whatever the number. */
export function createWorkActs(options: { db: Database; publisher: Publisher }): WorkActs {
  const { db, publisher } = options;
  const on =
    (name: WorkAct) =>
    async (filter: WorkFilter, by: HistoryActor): Promise<WorkActReport> => {
      const changed = await change(db, ACTS[name], filter, by);
      const refused = await refusals(db, ACTS[name], filter, changed);
      if (changed.length + refused.length === 0) await needWorkKind(db, filter.kind);
      // The jobs of the revisions before end quietly when they are delivered, and reconciling removes them.
      await publisher.tryPublishPending();
      return { changed, refused };
    };
  return { retry: on('retry'), requeue: on('requeue'), cancel: on('cancel') };
}

async function change(
  db: Database,
  { event, isMeant }: Act,
  filter: WorkFilter,
  by: HistoryActor,
): Promise<readonly number[]> {
  const afresh = { dueAt: sql`now()`, isByHand: true, errorType: null, errorMessage: null };
  const changed = await rowsOf(
    db,
    selecting({ id: columnIn('moved', workItems.id) }, (list) =>
      transitionSql({
        table: workItems,
        event,
        where: sql`${matching(filter)} and ${isMeant}`,
        also: event === 'requeue' ? afresh : {},
        by,
        select: sql`select ${list} from moved order by id`,
      }),
    ),
  );
  return changed.map(({ id }) => id);
}

async function refusals(
  db: Database,
  { reasonOf }: Act,
  filter: WorkFilter,
  changed: readonly number[],
): Promise<WorkActReport['refused']> {
  const rows = await db
    .select({ id: workItems.id, status: workItems.status, isLeaseOver: IS_LEASE_OVER })
    .from(workItems)
    .where(and(matching(filter), sql`${workItems.id} <> all(${sql.param([...changed])}::int[])`))
    .orderBy(asc(workItems.id))
    .limit(MOST_REFUSALS);
  return rows.map((row) => ({ itemId: row.id, reason: reasonOf(row) }));
}

function whyNotCancelled({ status, isLeaseOver }: RefusedRow): string {
  const decision = decideTransition('cancel', { state: status, isHolder: false, isLeaseOver, isDue: true });
  return decision.ok ? 'it has changed meanwhile' : decision.reason;
}
