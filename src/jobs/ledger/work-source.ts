import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { followingIndexes } from '../../db/follow-indexes.ts';
import { changedRows, rowsOf } from '../../db/rows.ts';
import { type RowOf, selecting } from '../../db/selecting.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { requestIdOfWork } from '../../platform/log-fields.ts';
import { isHolderMissing } from './abandoned-claims.ts';
import type { LedgerSource, OpenItem, OpenItemCursor } from './open-items.ts';
import { WORK_QUEUE } from '../queue-names.ts';

type OpenWorkItem = OpenItem & { revision: number };

const DUE_AT = sql`case when isfinite(${workItems.dueAt}) then ${workItems.dueAt} else now() + interval '1 year' end`;

/** What is read of an open item. */
const OPEN_COLUMNS = {
  id: workItems.id,
  kind: workItems.kind,
  subject: workItems.subject,
  revision: workItems.revision,
  priority: workItems.priority,
  delay_ms: sql<number>`(extract(epoch from ${DUE_AT} - now()) * 1000)::double precision`,
  due_at_ms: sql<number>`(extract(epoch from ${DUE_AT}) * 1000)::double precision`,
  retries_left: sql<number>`greatest(${workItems.maxRetries} - ${workItems.retryCount}, 0)`,
  is_leased: sql<boolean>`coalesce(${workItems.status} = 'running' and ${workItems.leaseExpiresAt} > now(), false)`,
  is_enqueued: sql<boolean>`${workItems.enqueuedAt} is not null`,
  request_id: workItems.requestId,
  due_at_text: sql<string>`${workItems.dueAt}::text`,
};

/** The id of the job that delivers an item's present revision; it has the form that BullMQ allows. */
export function workJobId({ itemId, revision }: { itemId: number; revision: number }): string {
  return `work-${itemId}-r${revision}`;
}

function page(db: Database, after: OpenItemCursor | undefined, limit: number): Promise<OpenWorkItem[]> {
  const isAfter = after
    ? sql`(${workItems.dueAt}, ${workItems.id}) > (${after.dueAtText}::timestamptz, ${after.itemId}::int)`
    : sql`true`;
  return followingIndexes(db, (executor) =>
    select(executor, isAfter, sql`${workItems.dueAt}, ${workItems.id}`, limit),
  );
}

/** Every other kind of work: one queue for all of them, in which the more urgent goes first. */
export const workSource: LedgerSource = {
  queueNames: [WORK_QUEUE],
  unpublished: (executor, afterItemId, limit) =>
    select(
      executor,
      sql`${workItems.status} = 'pending' and ${workItems.enqueuedAt} is null and ${workItems.id} > ${afterItemId}`,
      sql`${workItems.id}`,
      limit,
    ),
  page,
  // Items of work are few, and all of an item is in its own row.
  refs: page,
  byId: (executor, itemIds) =>
    select(
      executor,
      sql`${workItems.id} = any(${sql.param([...itemIds])}::int[])`,
      sql`${workItems.dueAt}, ${workItems.id}`,
      itemIds.length,
    ),
  lost: (executor, limit) =>
    select(
      executor,
      sql`${workItems.status} = 'running' and (${workItems.leaseExpiresAt} < now() or ${isHolderMissing(workItems)})`,
      sql`${workItems.dueAt}, ${workItems.id}`,
      limit,
    ),
  markEnqueued(executor, items) {
    const sent = items.map((item) => ({ id: item.itemId, revision: (item as OpenWorkItem).revision }));
    return changedRows(
      executor,
      sql`
        with acknowledged as materialized (
          select ${workItems.id} from ${workItems}
          join json_to_recordset(${JSON.stringify(sent)}::json) as sent("id" int, "revision" int)
            on ${workItems.id} = sent."id" and ${workItems.revision} = sent."revision"
          where ${workItems.enqueuedAt} is null
          for no key update of ${workItems} skip locked)
        update ${workItems} set ${sql.identifier(workItems.enqueuedAt.name)} = now()
        from acknowledged where ${workItems.id} = acknowledged.id`,
    );
  },
  async orphans(executor, jobs) {
    const refs = jobs.map(({ jobId }) => parseWorkJobId(jobId)).filter((ref) => ref !== undefined);
    const rows = await executor
      .select({ id: workItems.id, revision: workItems.revision })
      .from(workItems)
      .where(sql`${workItems.id} = any(${sql.param(refs.map((ref) => ref.itemId))}::bigint[])
            and ${workItems.status} in ('pending', 'running')`);
    const open = new Set(rows.map(({ id, revision }) => workJobId({ itemId: id, revision })));
    return refs.map(workJobId).filter((jobId) => !open.has(jobId));
  },
};

/** Reads such a job id; undefined for any other, also one with numbers beyond any of ours. */
function parseWorkJobId(jobId: string): { itemId: number; revision: number } | undefined {
  const match = /^work-(\d{1,15})-r(\d{1,15})$/.exec(jobId);
  return match ? { itemId: Number(match[1]), revision: Number(match[2]) } : undefined;
}

async function select(
  executor: Executor,
  condition: SQL,
  order: SQL,
  limit: number,
): Promise<OpenWorkItem[]> {
  const rows = await rowsOf(
    executor,
    selecting(
      OPEN_COLUMNS,
      (list) => sql`
      select ${list}
      from ${workItems}
      where ${workItems.status} in ('pending', 'running') and ${condition}
      order by ${order}
      limit ${limit}`,
    ),
  );
  return rows.map(itemOf);
}

function itemOf(row: RowOf<typeof OPEN_COLUMNS>): OpenWorkItem {
  const { id: itemId, kind, subject, revision, priority } = row;
  const jobId = workJobId({ itemId, revision });
  return {
    itemId,
    revision,
    queueName: WORK_QUEUE,
    jobId,
    delayMs: row.delay_ms,
    dueAtMs: row.due_at_ms,
    isEnqueued: row.is_enqueued,
    isLeased: row.is_leased,
    dueAtText: row.due_at_text,
    toJob() {
      // Whoever acts on it now, or else whoever made it: control may publish what a request could not.
      const requestId = requestIdOfWork() ?? row.request_id ?? undefined;
      const label = `${kind} ${subject}`;
      return {
        queueName: WORK_QUEUE,
        jobId,
        kind: 'work-item',
        payload: { itemId, kind, revision, label, ...(requestId === undefined ? {} : { requestId }) },
        delayMs: row.delay_ms,
        dueAtMs: row.due_at_ms,
        attempts: row.retries_left + 1,
        priority,
      };
    },
  };
}
