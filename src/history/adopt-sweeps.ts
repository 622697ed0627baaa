import { type SQL, and, eq, exists, inArray, or, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { blanketSweeps } from '../db/schema/blanket-sweeps.ts';
import { games } from '../db/schema/games.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { workItems } from '../db/schema/work-items.ts';
import { IS_NOT_SEEDED } from '../jobs/ledger/game-standing.ts';
import { giveTasksToUnit } from '../jobs/ledger/tasks-of-sweep.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import { SEASON_SOURCE } from './begin-season.ts';
import { gameCursor } from './game-cursor.ts';
import { askForNext, cancelSteps } from './step-kind.ts';

const IS_OPEN = inArray(blanketSweeps.status, ['running', 'paused']);

/** A sweep that read the box scores of a month for a unit, which says so itself. */
const IS_FOR_UNIT = sql`${blanketSweeps.actor} ~ '^back-fill [0-9]+$'`;

/**
 * Has the sweeps of processes of an earlier version go on as back-fills, from where they stand, and keeps those that
 * have ended among the back-fills; returns how many. A step that such a process is at writes nothing more: it ends with
 * the sweep, as where somebody cancelled it. Processes of that version may begin sweeps for as long as they run.
 */
export async function adoptSweeps(db: Database): Promise<number> {
  const isAdopted = exists(
    db.select({ one: sql`1` }).from(backfills).where(eq(backfills.sweepId, blanketSweeps.id)),
  );
  const sweeps = await db
    .select({ id: blanketSweeps.id, isForUnit: sql<boolean>`${IS_FOR_UNIT}` })
    .from(blanketSweeps)
    .where(or(and(IS_FOR_UNIT, IS_OPEN), and(sql`not ${IS_FOR_UNIT}`, sql`not ${isAdopted}`)))
    .orderBy(blanketSweeps.id);
  for (const { id, isForUnit } of sweeps)
    await db.transaction((tx) => (isForUnit ? adoptForUnit(tx, id) : adoptSeason(tx, id)));
  return sweeps.length;
}

/** The sweep as it stands, held against other writers; its step is ended before, in the order of their locks. */
async function take(tx: Executor, sweepId: number) {
  await tx.execute(
    transitionSql({
      table: workItems,
      event: 'cancel',
      where: sql`${workItems.kind} = 'backfill-season' and ${workItems.concurrencyKey} = ${`backfill ${sweepId}`}
        and ${workItems.status} in ('pending', 'running')`,
    }),
  );
  const [sweep] = await tx.select().from(blanketSweeps).where(eq(blanketSweeps.id, sweepId)).for('update');
  if (!sweep) throw new RangeError(`sweep ${sweepId} is gone`);
  return sweep;
}

type Sweep = Awaited<ReturnType<typeof take>>;

async function endSweep(tx: Executor, sweepId: number, backfillId: number): Promise<void> {
  await tx
    .update(blanketSweeps)
    .set({
      status: 'cancelled',
      note: `goes on as back-fill ${backfillId}`,
      revision: sql`${blanketSweeps.revision} + 1`,
      finishedAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(blanketSweeps.id, sweepId), IS_OPEN));
}

/** The unit for which a sweep reads goes on by itself after the last game that the sweep handed out. */
async function adoptForUnit(tx: Executor, sweepId: number): Promise<void> {
  const [of] = await tx
    .select({ unitId: backfillProgress.id, backfillId: backfillProgress.backfillId })
    .from(backfillProgress)
    .where(eq(backfillProgress.sweepId, sweepId));
  if (of) await cancelSteps(tx, of.backfillId);
  const sweep = await take(tx, sweepId);
  await endSweep(tx, sweepId, of?.backfillId ?? 0);
  if (!of) return;
  await tx
    .update(backfillProgress)
    .set({
      sweepId: null,
      cursor: gameCursor(sweep.lastGameId),
      gamesTotal: sweep.gamesTotal,
      gamesQueued: sweep.gamesQueued,
      revision: sql`${backfillProgress.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(eq(backfillProgress.id, of.unitId));
  await giveTasksToUnit(tx, sweepId, { unitId: of.unitId });
  await goOn(tx, of.backfillId);
}

async function goOn(tx: Executor, backfillId: number): Promise<void> {
  const [backfill] = await tx
    .select({ status: backfills.status })
    .from(backfills)
    .where(eq(backfills.id, backfillId));
  if (backfill?.status === 'running') await askForNext(tx, backfillId);
}

/** A sweep over a season becomes a back-fill with a unit for each of its leagues. */
async function adoptSeason(tx: Executor, sweepId: number): Promise<void> {
  const sweep = await take(tx, sweepId);
  const backfillId = await insertBackfill(tx, sweep);
  await endSweep(tx, sweepId, backfillId);
  const units = await insertUnits(tx, sweep, backfillId);
  for (const unit of units) await giveTasksToUnit(tx, sweepId, { unitId: unit.id, leagueId: unit.leagueId });
  await goOn(tx, backfillId);
}

async function insertBackfill(tx: Executor, sweep: Sweep): Promise<number> {
  const { sportId, seasonId, leagueId, origin, actor, note, createdAt, finishedAt } = sweep;
  const isOpen = sweep.status === 'running' || sweep.status === 'paused';
  const scope = and(
    eq(games.seasonId, seasonId),
    leagueId === null ? undefined : eq(games.leagueId, leagueId),
  );
  const day = (which: SQL, otherwise: SQL) =>
    sql<string>`coalesce((select ${which} from ${games} where ${scope}), ${otherwise})`;
  const year = sql`(select ${seasons.year} from ${seasons} where ${seasons.id} = ${seasonId})`;
  const league = sql<string>`coalesce((select ${leagues.name} from ${leagues} where ${leagues.id} = ${leagueId}),
    (select ${sports.displayName} from ${sports} where ${sports.id} = ${sportId}))`;
  const values = {
    sportId,
    seasonId,
    leagueId,
    origin,
    actor,
    createdAt,
    finishedAt,
    sweepId: sweep.id,
    league,
    fromDay: day(sql`min(${games.slateDate})`, sql`make_date(${year}, 1, 1)`),
    toDay: day(sql`max(${games.slateDate})`, sql`make_date(${year}, 12, 31)`),
    parts: ['box-scores'],
    estimatedCalls: sweep.apiCallsMade,
    estimatedCredits: 0,
  };
  const [created] = await tx
    .insert(backfills)
    .values({ ...values, status: sweep.status, note })
    .onConflictDoNothing()
    .returning({ id: backfills.id });
  if (created) return created.id;
  if (!isOpen) throw new Error(`sweep ${sweep.id} was taken over by somebody else`);
  // The season has a back-fill of this version that is open: it reads what is left.
  const [ended] = await tx
    .insert(backfills)
    .values({
      ...values,
      status: 'cancelled',
      note: 'another back-fill of the season reads it',
      finishedAt: sql`now()`,
    })
    .returning({ id: backfills.id });
  if (!ended) throw new Error('backfills returned no id');
  return ended.id;
}

/** The leagues of which it handed games out, and while it is open, those that have games without lines. */
async function insertUnits(
  tx: Executor,
  sweep: Sweep,
  backfillId: number,
): Promise<{ id: number; leagueId: number }[]> {
  const { seasonId, leagueId, leaguesRead, lastGameId } = sweep;
  const isOpen = sweep.status === 'running' || sweep.status === 'paused';
  const tasks = tx
    .select({ one: sql`1` })
    .from(seedingTasks)
    .where(and(eq(seedingTasks.gameId, games.id), eq(seedingTasks.blanketId, sweep.id)));
  const queued = sql<number>`(count(*) filter (where ${exists(tasks)}))::int`;
  const found = await tx
    .select({
      leagueId: games.leagueId,
      queued,
      fromDay: sql<string>`min(${games.slateDate})::text`,
      toDay: sql<string>`max(${games.slateDate})::text`,
    })
    .from(games)
    .where(
      and(
        eq(games.sportId, sweep.sportId),
        eq(games.seasonId, seasonId),
        leagueId === null ? undefined : eq(games.leagueId, leagueId),
        isOpen ? or(IS_NOT_SEEDED, exists(tasks)) : exists(tasks),
      ),
    )
    .groupBy(games.leagueId)
    .orderBy(games.leagueId);
  const [season] = await tx.select({ year: seasons.year }).from(seasons).where(eq(seasons.id, seasonId));
  if (found.length === 0) return [];
  return tx
    .insert(backfillProgress)
    .values(
      found.map((unit, index) => ({
        backfillId,
        leagueId: unit.leagueId,
        part: 'box-scores' as const,
        source: SEASON_SOURCE,
        moment: String(backfillId),
        seasonId,
        unit: String(season?.year),
        fromDay: unit.fromDay,
        toDay: unit.toDay,
        status: sweep.status === 'running' || sweep.status === 'paused' ? ('pending' as const) : sweep.status,
        cursor: leaguesRead.includes(unit.leagueId) ? gameCursor(lastGameId) : null,
        gamesTotal: found.length === 1 ? sweep.gamesTotal : isOpen ? null : unit.queued,
        gamesQueued: unit.queued,
        calls: index === 0 ? sweep.apiCallsMade : 0,
        note: sweep.note,
        startedAt: isOpen ? null : sweep.createdAt,
        finishedAt: sweep.finishedAt,
      })),
    )
    .returning({ id: backfillProgress.id, leagueId: backfillProgress.leagueId });
}
