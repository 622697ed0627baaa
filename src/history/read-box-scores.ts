import type { WorkOutcome } from '../jobs/kinds.ts';
import { gameCursor, gameOfCursor } from './game-cursor.ts';
import type { HistoryDeps } from './history-deps.ts';
import type { ScheduleStep } from './read-schedule.ts';
import { NO_COUNTS, type UnitInHand, saveStep } from './unit-progress.ts';

type ReadingStep = Omit<ScheduleStep, 'ports'>;

/**
 * A step of the box scores of a unit: the season of its league is asked for once, where it is about one, and then games
 * are handed to seeding a few dozen at a time, as the last priority, until all are done.
 */
export function readBoxScores(deps: HistoryDeps, step: ReadingStep): Promise<WorkOutcome> {
  return step.unit.seasonId !== null && step.unit.cursor === null
    ? readSeason(deps, step)
    : handOut(deps, step.unit);
}

async function readSeason(
  deps: HistoryDeps,
  { unit, league, runId, asking }: ReadingStep,
): Promise<WorkOutcome> {
  const { leagueId, seasonId, season, startedAt } = unit;
  if (seasonId === null || season === null) throw new RangeError(`unit ${unit.id} is of no season`);
  // An answer that a lost run of this unit got is its own.
  const { context, spent } = asking(startedAt?.getTime() ?? deps.clock.nowMs());
  const read = await deps.lines.readSeason({ league, leagueId, seasonId, season }, { ...context, runId });
  return {
    kind: 'done',
    note: read.note,
    async write(tx) {
      await read.write(tx);
      await saveStep(tx, unit, {
        counts: { ...NO_COUNTS, ...spent() },
        after: { cursor: gameCursor(0) },
        runId,
        also: { note: read.note },
      });
    },
    afterwards: deps.publish,
  };
}

async function handOut(deps: HistoryDeps, unit: UnitInHand): Promise<WorkOutcome> {
  const { lines } = deps;
  const { total, open, gameIds } = await lines.nextGames(unit, gameOfCursor(unit.cursor));
  const last = gameIds.at(-1);
  if (last === undefined && open > 0)
    return {
      kind: 'snooze',
      delayMs: lines.lookPauseMs,
      reason: 'games_under_way',
      detail: handedOutWords(unit.gamesQueued, total),
    };
  if (last === undefined)
    return {
      kind: 'done',
      note: 'all games are handed out and finished',
      write: (tx) =>
        saveStep(tx, unit, {
          counts: NO_COUNTS,
          after: 'completed',
          runId: null,
          also: { gamesTotal: total },
        }),
      afterwards: deps.publish,
    };
  return {
    kind: 'done',
    note: `${gameIds.length} games handed out`,
    async write(tx) {
      const queued = unit.gamesQueued + (await lines.handOut(tx, unit, gameIds));
      await saveStep(tx, unit, {
        counts: NO_COUNTS,
        after: { cursor: gameCursor(last) },
        runId: null,
        also: { gamesTotal: total, gamesQueued: queued, note: handedOutWords(queued, total) },
        delayMs: lines.lookPauseMs,
      });
    },
    afterwards: deps.publish,
  };
}

function handedOutWords(queued: number, total: number): string {
  return `${queued} of ${total} games handed out`;
}
