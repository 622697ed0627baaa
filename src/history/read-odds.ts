import { and, asc, between, eq, gte, lt, notInArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { CLOSE_MOMENT, beforeStartMs } from '../domain/history.ts';
import type { WorkOutcome } from '../jobs/kinds.ts';
import type { HistoryDeps } from './history-deps.ts';
import type { ScheduleStep } from './read-schedule.ts';
import { NO_COUNTS, type UnitInHand, saveStep } from './unit-progress.ts';

/** Games that start within this time of one another share a snapshot: snapshots of the past are so far apart. */
export const WAVE_MS = 10 * 60_000;

/** What a snapshot of the past says does not change once it is older than this. */
const SETTLED_MS = 3_600_000;

/** Pause while the credits that back-fills may spend are gone: the day after may be another month. */
const NO_CREDITS_PAUSE_MS = 6 * 3_600_000;

/** Reads the prices at the unit's moment before the next wave of starts of a month: one snapshot of all games of the league. */
export async function readOdds(deps: HistoryDeps, step: ScheduleStep): Promise<WorkOutcome> {
  const { unit, league, ports, runId } = step;
  const { odds: port } = ports;
  if (port?.oddsAt === undefined)
    return { kind: 'fail', errorType: 'no_source', message: `${unit.source} has no prices of the past` };
  const startMs = await nextStart(deps.db, unit);
  if (startMs === undefined) return finish(deps, unit, runId);
  const { request, creditsLeft, write } = deps.odds;
  const cost = port.creditsOf?.(request, { isHistorical: true }) ?? 0;
  const atMs = startMs - momentOf(unit);
  const asking = step.asking(atMs + SETTLED_MS);
  const left = await creditsLeft(unit.source, unit.sport);
  if (left !== undefined && left < cost) {
    const detail = `${Math.max(0, left)} credits are left for back-fills this month, and a snapshot of the past costs ${cost}`;
    return { kind: 'snooze', delayMs: NO_CREDITS_PAUSE_MS, reason: 'credits', detail };
  }
  const snapshot = await port.oddsAt(league, atMs, request, asking.context);
  const cursor = new Date(startMs + WAVE_MS).toISOString();
  await write(
    { leagueId: unit.leagueId, sport: unit.sport, provider: unit.source, markets: request.markets, runId },
    snapshot,
    (tx, written) =>
      saveStep(tx, unit, {
        counts: { ...NO_COUNTS, ...written, ...asking.spent() },
        after: { cursor },
        runId,
      }),
  );
  return {
    kind: 'done',
    note: `${new Date(atMs).toISOString()}: ${snapshot?.events.length ?? 0} games`,
    afterwards: deps.publish,
  };
}

/** How long before the starts the prices of a unit are read; units of an older version name no moment, and mean the close. */
function momentOf({ moment }: UnitInHand): number {
  const beforeMs = beforeStartMs(moment === '' ? CLOSE_MOMENT : moment);
  if (beforeMs === undefined) throw new RangeError(`"${moment}" is no moment before a start`);
  return beforeMs;
}

function finish(deps: HistoryDeps, unit: UnitInHand, runId: string): WorkOutcome {
  return {
    kind: 'done',
    note: `the starts of ${unit.unit} are read`,
    write: (tx) => saveStep(tx, unit, { counts: NO_COUNTS, after: 'completed', runId }),
    afterwards: deps.publish,
  };
}

/** The next start of a game of the month that was played, from the cursor on. */
async function nextStart(db: Database, unit: UnitInHand): Promise<number | undefined> {
  const [row] = await db
    .select({ startsAt: games.gameDatetime })
    .from(games)
    .where(
      and(
        eq(games.leagueId, unit.leagueId),
        between(games.slateDate, unit.fromDay, unit.toDay),
        eq(games.timeConfirmed, true),
        notInArray(games.status, ['cancelled', 'postponed']),
        unit.cursor === null ? undefined : gte(games.gameDatetime, new Date(unit.cursor)),
        lt(games.gameDatetime, sql`now()`),
      ),
    )
    .orderBy(asc(games.gameDatetime))
    .limit(1);
  return row?.startsAt.getTime();
}
