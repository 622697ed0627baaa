import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { alias } from '../db/alias.ts';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import type { BackfillStatus, UnitStatus } from '../domain/history.ts';
import type { BackfillView } from './backfill-view.ts';
import type { BackfillAnswer, HistoryBackfillsDeps } from './backfill-types.ts';
import { askForNext, cancelSteps } from './step-kind.ts';

type Change = {
  id: number;
  to: BackfillStatus;
  actor: string;
  get: (id: number) => Promise<BackfillView | undefined>;
};

/** From where a back-fill may come to be paused, cancelled or under way again. */
const FROM: Readonly<Partial<Record<BackfillStatus, readonly BackfillStatus[]>>> = {
  paused: ['running'],
  running: ['paused', 'failed', 'cancelled'],
  cancelled: ['running', 'paused'],
};

/** Units that a resumed back-fill reads again. */
const UNREAD: UnitStatus[] = ['running', 'failed', 'cancelled'];

/** What people are told that they did. */
const DONE_WORDS: Readonly<Partial<Record<BackfillStatus, string>>> = {
  paused: 'paused',
  running: 'resumed',
  cancelled: 'cancelled',
};

/** Pauses, resumes or cancels a back-fill. Games that it handed out are finished. */
export async function changeBackfill(
  deps: HistoryBackfillsDeps,
  { id, to, actor, get }: Change,
): Promise<BackfillAnswer> {
  const before = await get(id);
  if (!before) return { ok: false, reason: 'not_found', message: `There is no back-fill ${id}.` };
  const isChanged = await deps.db.transaction((tx) => write(tx, { id, to, actor }));
  const backfill = await get(id);
  if (!backfill) return { ok: false, reason: 'not_found', message: `There is no back-fill ${id}.` };
  if (!isChanged) {
    const isSo = backfill.status === to;
    const why = isSo && backfill.note !== null ? `: ${backfill.note}` : '';
    const message = `Back-fill ${id} is ${backfill.status} already${why}.`;
    return isSo ? { ok: true, backfill, isNew: false, message } : { ok: false, reason: 'conflict', message };
  }
  if (to === 'running') await deps.publish();
  deps.logger.info({ backfillId: id, status: to, actor }, 'back-fill changed by hand');
  return {
    ok: true,
    backfill,
    isNew: false,
    message: `Back-fill ${id} of ${backfill.league} is ${DONE_WORDS[to] ?? to}.`,
  };
}

async function write(tx: Executor, { id, to, actor }: Omit<Change, 'get'>): Promise<boolean> {
  // The step before the back-fill, in the order in which the end of a step locks them.
  if (to !== 'running') await cancelSteps(tx, id);
  const changed = await tx
    .update(backfills)
    .set({
      status: to,
      note: `${DONE_WORDS[to] ?? to} by ${actor}`,
      finishedAt: to === 'cancelled' ? sql`now()` : null,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(backfills.id, id),
        inArray(backfills.status, [...(FROM[to] ?? [])]),
        to === 'running' ? sql`not exists (${otherOf(tx)})` : undefined,
      ),
    )
    .returning({ id: backfills.id });
  if (changed.length === 0) return false;
  const unitsOf = (statuses: UnitStatus[]) =>
    and(eq(backfillProgress.backfillId, id), inArray(backfillProgress.status, statuses));
  const changes = { revision: sql`${backfillProgress.revision} + 1`, updatedAt: sql`now()` };
  if (to === 'cancelled')
    await tx
      .update(backfillProgress)
      .set({ ...changes, status: 'cancelled' })
      .where(unitsOf(['pending', 'running']));
  if (to === 'running') {
    await tx
      .update(backfillProgress)
      .set({
        ...changes,
        status: 'pending',
        // A season is asked for anew: its kept answer is good for the run that got it, and not for one days later.
        startedAt: sql`case when ${backfillProgress.seasonId} is null then ${backfillProgress.startedAt} end`,
        error: null,
        note: null,
        finishedAt: null,
      })
      .where(unitsOf(UNREAD));
    await askForNext(tx, id);
  }
  return true;
}

const OTHER = alias(backfills, 'other');

/** Another back-fill of the same season that is open: there is one at a time. */
function otherOf(tx: Executor) {
  return tx
    .select({ one: sql`1` })
    .from(OTHER)
    .where(
      and(
        ne(OTHER.id, backfills.id),
        eq(OTHER.seasonId, backfills.seasonId),
        sql`${OTHER.leagueId} is not distinct from ${backfills.leagueId}`,
        inArray(OTHER.status, ['running', 'paused']),
      ),
    );
}
