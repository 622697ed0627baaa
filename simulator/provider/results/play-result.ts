import type { Random } from '../../../src/platform/random.ts';
import type { ResultSport } from '../../../src/domain/sport.ts';
import { randomFor, randomInteger, sum } from '../sampling.ts';
import type { ResultGame } from './result-games.ts';

/** How a game went: scores by period or inning, what decided it, and how long it took. */
export type Result = {
  home: readonly number[];
  away: readonly number[];
  /** ESPN's words: `Final`, `Final/OT`, `Final/SO`, `Final/10`. */
  detail: string;
  minutes: number;
};

/** The same seed gives the same result. Nobody ends level. */
export function resultOf(seed: number, sport: ResultSport, game: ResultGame): Result {
  const random = randomFor(seed, sport, game.id);
  return sport === 'NHL' ? hockey(random) : baseball(random);
}

const PERIODS = 3;
const INNINGS = 9;

/** Three periods, five minutes of overtime, and a shoot-out whose winner has one goal more. */
function hockey(random: Random): Result {
  const play = (): number[] => Array.from({ length: PERIODS }, () => randomInteger(random, 0, 2));
  const [home, away] = [play(), play()];
  if (sum(home) !== sum(away))
    return { home, away, detail: 'Final', minutes: 140 + randomInteger(random, 0, 20) };
  const decider = random() < 0.5 ? [1, 0] : [0, 1];
  const isShootout = random() < 0.4;
  const before = isShootout ? [0] : [];
  return {
    home: [...home, ...before, decider[0] ?? 0],
    away: [...away, ...before, decider[1] ?? 0],
    detail: isShootout ? 'Final/SO' : 'Final/OT',
    minutes: 160 + randomInteger(random, 0, 20),
  };
}

/** Nine innings, of which the home side leaves out the last where it leads, and more until somebody leads. */
function baseball(random: Random): Result {
  const inning = (): number => Math.max(0, randomInteger(random, -4, 3));
  const away = Array.from({ length: INNINGS }, inning);
  const home = Array.from({ length: INNINGS - 1 }, inning);
  if (sum(home) <= sum(away)) home.push(inning());
  while (sum(home) === sum(away)) {
    away.push(inning());
    home.push(inning());
  }
  const innings = away.length;
  return {
    home,
    away,
    detail: innings === INNINGS ? 'Final' : `Final/${innings}`,
    minutes: 135 + 15 * (innings - INNINGS) + randomInteger(random, 0, 40),
  };
}
