import type { GameClock } from '../domain/game-clock.ts';

const QUARTERS = 4;

/** Where play is in a game of four quarters: `Q3 5:23`, `Half-time`, `End of Q1`, `OT 2:10`, `2OT`. */
export function quarterWords({ period, isBreak, time }: GameClock): string {
  if (period === null) return isBreak ? 'Break' : (time ?? 'Under way');
  if (isBreak && period === QUARTERS / 2) return 'Half-time';
  if (isBreak && period === QUARTERS) return 'End of regulation';
  const name = periodName(period);
  if (isBreak) return `End of ${name}`;
  return time === null ? name : `${name} ${time}`;
}

function periodName(period: number): string {
  if (period <= QUARTERS) return `Q${period}`;
  const overtime = period - QUARTERS;
  return overtime === 1 ? 'OT' : `${overtime}OT`;
}
