import type { GameClock } from '../../domain/game-clock.ts';

/** Where play is in a game of innings: `Top of inning 7`, `Middle of inning 7`, `End of inning 7`. */
export function inningWords({ period, isBreak, time }: GameClock): string {
  if (period === null) return 'Under way';
  const inning = `inning ${period}`;
  if (time === 'top') return `${isBreak ? 'Middle' : 'Top'} of ${inning}`;
  if (time === 'bottom') return `${isBreak ? 'End' : 'Bottom'} of ${inning}`;
  return isBreak ? `Between halves of ${inning}` : `Inning ${period}`;
}
