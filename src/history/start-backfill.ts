import { eq, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { advisoryLock } from '../db/locks.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import type { BackfillAnswer, HistoryBackfillsDeps, Look, StartOrder } from './backfill-types.ts';
import type { BackfillView } from './backfill-view.ts';
import { type Divided, divideUnits } from './divide-units.ts';
import { knownUnits } from './known-units.ts';
import type { UnitContent } from './wanted-unit.ts';
import { changeBackfill } from './change-backfill.ts';
import { askForNext } from './step-kind.ts';

const NO_ROWS = { rowsRead: 0, rowsAdded: 0, rowsChanged: 0, rowsSame: 0, rowsRefused: 0 };

type Get = (id: number) => Promise<BackfillView | undefined>;

/** Begins a back-fill over what of a look is not read yet and nobody has. */
export async function startBackfill(
  deps: HistoryBackfillsDeps,
  { plan, outlook, order, get, divided: seen }: Look & { order: StartOrder; get: Get },
): Promise<BackfillAnswer> {
  const { estimate, credits_left: left } = outlook;
  if (seen.held.length > 0) return joinOpen(deps, seen.held[0]?.backfillId ?? 0, { order, get });
  if (left !== null && estimate.credits > left && order.areCostsConfirmed !== true)
    return {
      ok: false,
      reason: 'costs',
      message: `It costs about ${estimate.credits} credits, and ${left} are left for back-fills this month.`,
    };
  const id = await deps.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock('backfills')})`);
    const divided = divideUnits(plan.units, await knownUnits(tx, plan.units));
    if (divided.held.length > 0) return undefined;
    return divided.fresh.length + divided.again.length === 0
      ? null
      : create(tx, divided, { plan, outlook, order });
  });
  if (id === undefined)
    return { ok: false, reason: 'conflict', message: 'Another back-fill of the same range has just begun.' };
  if (id === null) return nothingLeft(seen, get);
  await deps.publish();
  const backfill = await get(id);
  if (!backfill) throw new Error(`back-fill ${id} vanished while it began`);
  deps.logger.info({ backfillId: id, league: backfill.league, actor: order.actor }, 'back-fill begun');
  const already = outlook.units_done > 0 ? ` ${outlook.units_done} units are read already.` : '';
  return {
    ok: true,
    backfill,
    isNew: true,
    message: `Back-fill ${id} of ${backfill.league} has begun.${already}`,
  };
}

/** Somebody reads these units already: their back-fill is the answer, and goes on where that is asked for. */
async function joinOpen(
  deps: HistoryBackfillsDeps,
  id: number,
  { order, get }: { order: StartOrder; get: Get },
): Promise<BackfillAnswer> {
  const backfill = await get(id);
  if (!backfill) return { ok: false, reason: 'not_found', message: `There is no back-fill ${id}.` };
  if (backfill.status !== 'paused')
    return {
      ok: true,
      backfill,
      isNew: false,
      message: `Back-fill ${id} of ${backfill.league} is under way over these months already.`,
    };
  if (order.isResumed) return changeBackfill(deps, { id, to: 'running', actor: order.actor, get });
  return { ok: false, reason: 'conflict', message: `Back-fill ${id} has these months, and is paused.` };
}

async function nothingLeft({ done }: Divided, get: Get): Promise<BackfillAnswer> {
  const newest = Math.max(0, ...done.map(({ backfillId }) => backfillId));
  const backfill = await get(newest);
  if (!backfill) return { ok: false, reason: 'not_found', message: 'There is nothing to read.' };
  const message = `All ${done.length} units are read already, the last by back-fill ${newest}.`;
  return { ok: true, backfill, isNew: false, message };
}

async function create(
  tx: Executor,
  { fresh, again }: Divided,
  { plan, outlook, order }: Pick<Look, 'plan' | 'outlook'> & { order: StartOrder },
): Promise<number> {
  const days = plan.units.flatMap(({ fromDay, toDay }) => [fromDay, toDay]).toSorted();
  const [created] = await tx
    .insert(backfills)
    .values({
      league: plan.league,
      fromDay: days[0] ?? '',
      toDay: days.at(-1) ?? '',
      parts: [...plan.parts],
      estimatedCalls: outlook.estimate.calls,
      estimatedCredits: outlook.estimate.credits,
      actor: order.actor,
    })
    .returning({ id: backfills.id });
  if (!created) throw new Error('backfills returned no id');
  const backfillId = created.id;
  if (fresh.length > 0)
    await tx.insert(backfillProgress).values(
      fresh.map(({ leagueId, part, source, moment, unit, fromDay, toDay, content }) => ({
        backfillId,
        leagueId,
        part,
        source,
        moment,
        unit,
        fromDay,
        toDay,
        ...contentOf(content),
      })),
    );
  for (const { wanted, known, fromDay, toDay, cursor } of again)
    await tx
      .update(backfillProgress)
      .set({
        backfillId,
        fromDay,
        toDay,
        cursor,
        // A file is read anew, so that what is counted is of it alone.
        ...(wanted.content === undefined ? {} : { ...contentOf(wanted.content), ...NO_ROWS }),
        gamesTotal: null,
        gamesQueued: 0,
        status: 'pending',
        revision: sql`${backfillProgress.revision} + 1`,
        error: null,
        note: null,
        finishedAt: null,
        updatedAt: sql`now()`,
      })
      .where(eq(backfillProgress.id, known.id));
  await askForNext(tx, backfillId);
  return backfillId;
}

function contentOf(content: UnitContent | undefined) {
  if (content === undefined) return {};
  const { fileName, isNewerCopy, hash, content: bytes } = content;
  return { fileName: fileName.slice(0, 200), isNewerCopy, contentHash: hash, content: bytes };
}
