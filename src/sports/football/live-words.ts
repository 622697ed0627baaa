import type { GameClock } from '../../domain/game-clock.ts';

const PERIODS = ['First half', 'Second half', 'Extra time, first half', 'Extra time, second half'];
const BREAKS = ['Half-time', 'Before extra time', 'Half-time of extra time', 'Before the penalties'];

/** Where play is in a match: `67'`, `45+2'`, `Half-time`, `Extra time, 105'`, `Penalties`. */
export function footballLiveWords({ period, isBreak, isShootout, time }: GameClock): string {
  if (isShootout) return 'Penalties';
  if (isBreak) return (period === null ? undefined : BREAKS[period - 1]) ?? 'Break';
  if (time !== null) return period !== null && period > 2 ? `Extra time, ${time}'` : `${time}'`;
  return (period === null ? undefined : PERIODS[period - 1]) ?? 'Under way';
}
