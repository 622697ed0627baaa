import { type SQL, and, eq, ilike, inArray, or, sql } from 'drizzle-orm';
import { workItems } from '../../db/schema/work-items.ts';
import type { LedgerState } from './transitions.ts';

/** Which items: what is not named restricts nothing. */
export type WorkFilter = {
  kind?: string | undefined;
  status?: LedgerState | undefined;
  ids?: readonly number[] | undefined;
  /** Due for a minute and more, and taken by no worker; one that waits for its key is not overdue. */
  isOverdue?: boolean | undefined;
  /** Part of the subject or of the words of an error, in any case. */
  text?: string | undefined;
};

/** A due item gets this long to be taken up before it counts as overdue. */
const OVERDUE_GRACE_SECONDS = 60;

const busy = sql.identifier('busy');
const columnOf = (column: { name: string }): SQL => sql`${busy}.${sql.identifier(column.name)}`;

/** A pending item that no worker has taken up in time; one that waits for its key is not overdue. */
export const IS_OVERDUE_WORK: SQL = sql`(
  ${workItems.status} = 'pending' and ${workItems.dueAt} < now() - ${sql.raw(`interval '${OVERDUE_GRACE_SECONDS} seconds'`)}
  and (${workItems.concurrencyKey} is null or not exists (
    select 1 from ${workItems} as ${busy}
    where ${columnOf(workItems.concurrencyKey)} = ${workItems.concurrencyKey} and ${columnOf(workItems.status)} = 'running')))`;

/** The condition of a filter. */
export function matching({ kind, status, ids, isOverdue, text }: WorkFilter): SQL {
  const pattern = text === undefined ? undefined : `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return (
    and(
      sql`true`,
      kind === undefined ? undefined : eq(workItems.kind, kind),
      status === undefined ? undefined : eq(workItems.status, status),
      ids === undefined ? undefined : inArrayOf(ids),
      isOverdue === undefined ? undefined : isOverdue ? IS_OVERDUE_WORK : sql`not ${IS_OVERDUE_WORK}`,
      pattern === undefined
        ? undefined
        : or(ilike(workItems.subject, pattern), ilike(workItems.errorMessage, pattern)),
    ) ?? sql`true`
  );
}

/** One parameter, however many there are. */
function inArrayOf(ids: readonly number[]): SQL {
  return inArray(workItems.id, sql`(select unnest(${sql.param([...ids])}::int[]))`);
}
