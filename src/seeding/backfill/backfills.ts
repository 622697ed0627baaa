import { type SQL, and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { UnknownLeagueError } from '../../domain/league-filter.ts';
import type { SweepStatus } from '../../domain/plans.ts';
import type { BoxScoreSport, Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import { loadLeagues } from '../../reference/leagues/load-leagues.ts';
import { askForStep, cancelSteps } from './backfill-kind.ts';
import { type DaysRequest, type DaysStarted, startDays } from './start-days.ts';
import { type BackfillRow, scopeWords, selectBackfills } from './backfill-row.ts';

/** What an action on a back-fill came to. */
export type BackfillResult =
  | { ok: true; sweep: BackfillRow; message: string }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

/** The season that a back-fill is about; without a league, every league of the sport. */
export type BackfillRequest = { sport: BoxScoreSport; year: number; league?: string | undefined };

/** Back-fills of a season: every finished game that has no lines is seeded, a few at a time, as the last priority. */
export type Backfills = {
  /** Starts a back-fill; one of the same season and league that is under way or paused is answered instead. */
  start: (season: BackfillRequest, actor: string) => Promise<BackfillResult>;
  /** Starts one of the lines of some days, of games that are known already; see `DaysStarted`. */
  startDays: (
    days: DaysRequest,
    actor: string,
    alsoWrite: (tx: Executor, sweepId: number) => Promise<void>,
  ) => Promise<DaysStarted>;
  get: (backfillId: number) => Promise<BackfillRow | undefined>;
  /** The newest first. */
  list: (filter?: {
    sport?: Sport | undefined;
    limit?: number | undefined;
  }) => Promise<readonly BackfillRow[]>;
  /** No game is handed out any more; those that are (a few dozen at most) are finished. */
  pause: (backfillId: number, actor: string) => Promise<BackfillResult>;
  resume: (backfillId: number, actor: string) => Promise<BackfillResult>;
  /** Ends the back-fill like a pause, for good. */
  cancel: (backfillId: number, actor: string) => Promise<BackfillResult>;
};

export type BackfillsDeps = {
  db: Database;
  /** Publishes the steps that were asked for; what fails is published later by others. */
  publish: () => Promise<unknown>;
  logger: Logger;
};

/** Back-fills that a list shows at the most. */
const LIST_LIMIT = 50;

const OPEN: SweepStatus[] = ['running', 'paused'];

export function createBackfills(deps: BackfillsDeps): Backfills {
  const { db } = deps;
  return {
    start: (season, actor) => startBackfill(deps, season, actor),
    async startDays(days, actor, alsoWrite) {
      const started = await startDays(deps, days, actor, alsoWrite);
      if (started.kind === 'started') await deps.publish();
      return started;
    },
    get: (backfillId) => getBackfill(db, backfillId),
    list: ({ sport, limit = LIST_LIMIT } = {}) =>
      selectBackfills(db, sport && eq(sports.displayName, sport), limit),
    pause: (backfillId, actor) =>
      change(deps, backfillId, { from: ['running'], to: 'paused', note: `paused by ${actor}` }),
    resume: (backfillId, actor) =>
      change(deps, backfillId, { from: ['paused'], to: 'running', note: `resumed by ${actor}` }),
    cancel: (backfillId, actor) =>
      change(deps, backfillId, { from: OPEN, to: 'cancelled', note: `cancelled by ${actor}` }),
  };
}

async function startBackfill(
  { db, publish, logger }: BackfillsDeps,
  { sport, year, league }: BackfillRequest,
  actor: string,
): Promise<BackfillResult> {
  const all = await loadLeagues(db);
  const known = league === undefined ? undefined : all.find(sport, league);
  if (league !== undefined && !known) throw new UnknownLeagueError({ sport, league }, all);
  const scope = await findScope(db, sport, year, known?.name);
  if (!scope)
    return { ok: false, reason: 'not_found', message: `There are no games of ${sport} season ${year}.` };
  const createdId = await create(db, scope, actor);
  const [sweep] = await selectBackfills(
    db,
    createdId === undefined ? isOpenOf(scope) : eq(blanketSweeps.id, createdId),
    1,
  );
  if (!sweep) return { ok: false, reason: 'conflict', message: 'The sweep has just ended; start it again.' };
  const isNew = createdId !== undefined;
  if (isNew) await publish();
  logger.info({ backfillId: sweep.id, sport, year, league, actor, isNew }, 'back-fill asked for');
  const what = `Sweep ${sweep.id} over ${scopeWords(sweep)}`;
  return { ok: true, sweep, message: isNew ? `${what} has begun.` : `${what} is ${sweep.status} already.` };
}

type Scope = { sportId: number; seasonId: number; leagueId: number | null };

async function findScope(
  db: Database,
  sport: Sport,
  year: number,
  league: string | undefined,
): Promise<Scope | undefined> {
  const isLeague = and(
    eq(leagues.sportId, sports.id),
    league === undefined ? sql`false` : eq(leagues.name, league),
  );
  const [scope] = await db
    .select({ sportId: sports.id, seasonId: seasons.id, leagueId: leagues.id })
    .from(sports)
    .innerJoin(seasons, and(eq(seasons.sportId, sports.id), eq(seasons.year, year)))
    .leftJoin(leagues, isLeague)
    .where(eq(sports.displayName, sport));
  return scope;
}

/** Makes the back-fill and asks for its first step; undefined where one of the same scope is open. */
function create(db: Database, scope: Scope, actor: string): Promise<number | undefined> {
  return db.transaction(async (tx) => {
    const [created] = await tx
      .insert(blanketSweeps)
      .values({ ...scope, actor })
      // The index allows one open back-fill of a scope, and nothing else here can conflict.
      .onConflictDoNothing()
      .returning({ id: blanketSweeps.id });
    if (created) await askForStep(tx, created.id);
    return created?.id;
  });
}

function isOpenOf({ sportId, seasonId, leagueId }: Scope): SQL | undefined {
  return and(
    eq(blanketSweeps.sportId, sportId),
    eq(blanketSweeps.seasonId, seasonId),
    leagueId === null ? isNull(blanketSweeps.leagueId) : eq(blanketSweeps.leagueId, leagueId),
    inArray(blanketSweeps.status, OPEN),
  );
}

async function getBackfill(db: Database, backfillId: number): Promise<BackfillRow | undefined> {
  return (await selectBackfills(db, eq(blanketSweeps.id, backfillId), 1))[0];
}

async function change(
  { db, publish, logger }: BackfillsDeps,
  backfillId: number,
  { from, to, note }: { from: SweepStatus[]; to: SweepStatus; note: string },
): Promise<BackfillResult> {
  const isChanged = await db.transaction(async (tx) => {
    const [current] = await tx
      .select({ status: blanketSweeps.status })
      .from(blanketSweeps)
      .where(eq(blanketSweeps.id, backfillId));
    if (!from.some((status) => status === current?.status)) return false;
    // The step before the back-fill, in the order in which the end of a step locks them.
    if (to !== 'running') await cancelSteps(tx, backfillId);
    const changed = await tx
      .update(blanketSweeps)
      .set({
        status: to,
        note,
        revision: sql`${blanketSweeps.revision} + 1`,
        dueAt: sql`now()`,
        updatedAt: sql`now()`,
        finishedAt: to === 'cancelled' ? sql`now()` : null,
      })
      .where(and(eq(blanketSweeps.id, backfillId), inArray(blanketSweeps.status, from)))
      .returning({ id: blanketSweeps.id });
    // A step that was asked for between the two statements is of a back-fill that rests, and ends without work.
    if (to === 'running' && changed.length > 0) await askForStep(tx, backfillId);
    return changed.length > 0;
  });
  const sweep = await getBackfill(db, backfillId);
  if (!sweep) return { ok: false, reason: 'not_found', message: `There is no sweep ${backfillId}.` };
  const isSoAlready = sweep.status === to && to !== 'cancelled';
  if (!isChanged && isSoAlready)
    return {
      ok: true,
      sweep,
      message: `Sweep ${backfillId} is ${to} already: ${sweep.note ?? ''}`.replace(/: $/, '') + '.',
    };
  if (!isChanged) {
    return { ok: false, reason: 'conflict', message: `Sweep ${backfillId} is ${sweep.status} already.` };
  }
  if (to === 'running') await publish();
  logger.info({ backfillId, status: to }, 'back-fill changed by hand');
  return { ok: true, sweep, message: `Sweep ${backfillId} over ${scopeWords(sweep)} is ${to}.` };
}
