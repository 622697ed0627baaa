import { and, eq, like, or, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { scheduleQuarantine } from '../../db/schema/imports.ts';
import type { Actor } from '../../domain/actor.ts';
import { SUPERSEDED } from '../close-superseded.ts';

const closed = alias(scheduleQuarantine, 'closed');
const other = alias(scheduleQuarantine, 'other');

/** Rows of the import that wait are closed; those that it brought in wait again, unless the same row waits. */
export async function undoQuarantine(
  tx: Executor,
  importId: number,
  actor: Actor,
): Promise<{ quarantine_discarded: number; quarantine_reopened: number }> {
  const discarded = await tx
    .update(scheduleQuarantine)
    .set({
      status: 'discarded',
      resolvedAt: sql`now()`,
      resolvedBy: actor.name,
      resolution: 'its import was taken back',
    })
    .where(and(eq(scheduleQuarantine.importId, importId), eq(scheduleQuarantine.status, 'open')));
  const reopened = await tx
    .update(closed)
    .set({ status: 'open', resolvedAt: null, resolvedBy: null, resolution: null, resolvedImportId: null })
    .where(
      and(
        eq(closed.resolvedImportId, importId),
        or(eq(closed.status, 'retried'), like(closed.resolution, `${SUPERSEDED} %`)),
        sql`not exists (
          select 1 from ${scheduleQuarantine} as ${other}
          where ${other.seasonId} = ${closed.seasonId} and ${other.rawHash} = ${closed.rawHash}
            and (${other.status} = 'open'
              or (${other.resolvedImportId} = ${importId} and ${other.id} > ${closed.id})))`,
      ),
    );
  return {
    quarantine_discarded: discarded.rowCount ?? 0,
    quarantine_reopened: reopened.rowCount ?? 0,
  };
}
