import type { GameClock } from '../../../domain/game-clock.ts';
import type { GameStatus } from '../../../domain/statuses.ts';

/** `status.short` of API-Football v3 (https://www.api-football.com/documentation-v3, fixtures). */
const STATUS_BY_CODE: ReadonlyMap<string, GameStatus> = new Map([
  ['TBD', 'scheduled'],
  ['NS', 'scheduled'],
  ['1H', 'in_progress'],
  ['HT', 'in_progress'],
  ['2H', 'in_progress'],
  ['ET', 'in_progress'],
  ['BT', 'in_progress'],
  ['P', 'in_progress'],
  ['LIVE', 'in_progress'],
  // Both may go on the same day or weeks later.
  ['SUSP', 'suspended'],
  ['INT', 'suspended'],
  ['FT', 'completed'],
  ['AET', 'completed'],
  ['PEN', 'completed'],
  ['PST', 'postponed'],
  ['CANC', 'cancelled'],
  // What is played again gets an id of its own.
  ['ABD', 'cancelled'],
  ['AWD', 'awarded'],
  ['WO', 'awarded'],
]);

/** A code that is not in the list claims nothing: the game counts as scheduled, and as of unknown status. */
export function footballStatus(code: string | null): { status: GameStatus; isStatusKnown: boolean } {
  const status = code === null ? undefined : STATUS_BY_CODE.get(code.toUpperCase());
  return { status: status ?? 'scheduled', isStatusKnown: status !== undefined };
}

/** Minutes of play at the ends of the periods from the second half on. */
const PERIOD_ENDS = [
  { period: 4, minute: 120 },
  { period: 3, minute: 105 },
  { period: 2, minute: 90 },
] as const;

/** Where play is, from the code, the minute (`elapsed`) and what is added to it (`extra`). */
export function footballClock({
  short,
  elapsed,
  extra,
}: {
  short: string | null;
  elapsed?: unknown;
  extra?: unknown;
}): GameClock {
  const minute = numberOf(elapsed);
  const added = numberOf(extra);
  const time = minute === null ? null : added === null ? String(minute) : `${minute}+${added}`;
  const extraHalf = minute !== null && minute > PERIOD_ENDS[1].minute ? 4 : 3;
  const on = { isBreak: false, isShootout: false, time };
  const off = { isBreak: true, isShootout: false, time: null };
  switch ((short ?? '').toUpperCase()) {
    case '1H':
      return { period: 1, ...on };
    case 'HT':
      return { period: 1, ...off };
    case '2H':
      return { period: 2, ...on };
    case 'ET':
      return { period: extraHalf, ...on };
    case 'BT':
      return { period: minute === null ? null : periodBefore(minute), ...off };
    case 'P':
      return { period: null, isBreak: false, isShootout: true, time: null };
    default:
      return { period: null, ...on };
  }
}

/** The period that is over in a break at this minute: before extra time, in it, or before the penalties. */
function periodBefore(minute: number): number | null {
  return PERIOD_ENDS.find((end) => minute >= end.minute)?.period ?? null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 200 ? value : null;
}
