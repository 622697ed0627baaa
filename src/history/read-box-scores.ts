import type { WorkOutcome } from '../jobs/kinds.ts';
import type { BackfillRow } from '../seeding/backfill/backfill-row.ts';
import type { HistoryDeps } from './history-deps.ts';
import { NO_COUNTS, type UnitInHand, changeUnit, saveStep } from './unit-progress.ts';

/** Pause between two looks at the games of a month that are read. */
const LOOK_PAUSE_MS = 2_000;

/** Pause while somebody else reads the season. */
const BUSY_PAUSE_MS = 15_000;

/**
 * Has the box scores of a month read by a back-fill of lines over its days, which hands the games to seeding as the last
 * priority, and waits for its end. The cursor is the season that is done: days of a month may lie in two.
 */
export async function readBoxScores(deps: HistoryDeps, unit: UnitInHand): Promise<WorkOutcome> {
  const sweep = unit.sweepId === null ? undefined : await deps.sweeps.get(unit.sweepId);
  if (!sweep || sweep.season <= Number(unit.cursor ?? 0)) return begin(deps, unit);
  const words = `${sweep.games_seeded} of ${sweep.games_total ?? 'its'} games read`;
  if (sweep.status === 'running' || sweep.status === 'paused')
    return { kind: 'snooze', delayMs: LOOK_PAUSE_MS, reason: 'games_under_way', detail: words };
  if (sweep.status !== 'completed')
    return {
      kind: 'fail',
      errorType: 'lines',
      message: `the back-fill of lines ${sweep.id} is ${sweep.status}: ${sweep.note ?? ''}`,
    };
  return finish(deps, unit, sweep, words);
}

function finish(deps: HistoryDeps, unit: UnitInHand, sweep: BackfillRow, words: string): WorkOutcome {
  const counts = {
    ...NO_COUNTS,
    calls: sweep.api_calls_made,
    read: sweep.games_queued,
    added: sweep.games_seeded,
    refused: sweep.games_failed,
  };
  const after = { cursor: String(sweep.season) };
  return {
    kind: 'done',
    note: words,
    write: (tx) => saveStep(tx, unit, { counts, after, runId: null }),
    afterwards: deps.publish,
  };
}

async function begin(deps: HistoryDeps, unit: UnitInHand): Promise<WorkOutcome> {
  const { sport, league, fromDay, toDay, backfillId, cursor } = unit;
  const started = await deps.sweeps.startDays(
    {
      sport,
      league,
      firstDay: fromDay,
      lastDay: toDay,
      ...(cursor === null ? {} : { afterSeason: Number(cursor) }),
    },
    `back-fill ${backfillId}`,
    (tx, sweepId) => changeUnit(tx, unit, { sweepId }),
  );
  if (started.kind === 'nothing')
    return {
      kind: 'done',
      note: 'every finished game of the month has its lines, or was tried',
      write: (tx) => saveStep(tx, unit, { counts: NO_COUNTS, after: 'completed', runId: null }),
      afterwards: deps.publish,
    };
  const isStarted = started.kind === 'started';
  return {
    kind: 'snooze',
    delayMs: isStarted ? LOOK_PAUSE_MS : BUSY_PAUSE_MS,
    reason: 'games_under_way',
    detail: isStarted ? 'its games are handed out' : `another back-fill of season ${started.season} is open`,
  };
}
