import type { Random } from '../../../src/platform/random.ts';
import { apportion, randomBetween, randomFor, randomInteger, randomNormal, sum } from '../sampling.ts';
import type { NbaGame } from './nba-games.ts';

export type SideResult = {
  points: number;
  /** Points by period; four, and one more for each overtime. */
  periods: readonly number[];
};

/** How a game ends. Never a tie. */
export type GameResult = { overtimes: number; home: SideResult; away: SideResult; durationMs: number };

const MINUTE_MS = 60_000;

/** About 6 % of NBA games need one overtime, about 1 % more than one. */
const ONE_OVERTIME_RATE = 0.06;
const TWO_OVERTIMES_RATE = 0.01;

/** Points between an average home team and an average visitor. */
const HOME_ADVANTAGE = 2.3;

/** Decides how a game ends; the same seed and game give the same result. */
export function gameResult(seed: number, game: NbaGame): GameResult {
  const random = randomFor(seed, 'result', game.id, game.homeTeamId, game.awayTeamId);
  const chance = random();
  const overtimes = chance < TWO_OVERTIMES_RATE ? 2 : chance < TWO_OVERTIMES_RATE + ONE_OVERTIME_RATE ? 1 : 0;
  const edge = strength(seed, game.homeTeamId) - strength(seed, game.awayTeamId) + HOME_ADVANTAGE;
  const [home, away] = overtimes === 0 ? regulation(random, edge) : overtime(random, overtimes);
  return { overtimes, home, away, durationMs: duration(random, overtimes) };
}

/** How many points better than average a team is. */
function strength(seed: number, teamId: number): number {
  return randomNormal(randomFor(seed, 'strength', teamId), 0, 4);
}

function regulation(random: Random, edge: number): [SideResult, SideResult] {
  const pace = randomNormal(random, 113, 8);
  const home = clampPoints(pace + edge / 2 + randomNormal(random, 0, 8));
  const drawn = clampPoints(pace - edge / 2 + randomNormal(random, 0, 8));
  const away = drawn === home ? home + (random() < 0.5 ? 2 : -2) : drawn;
  return [side(splitIntoQuarters(random, home)), side(splitIntoQuarters(random, away))];
}

function overtime(random: Random, overtimes: number): [SideResult, SideResult] {
  const level = clampPoints(randomNormal(random, 109, 8));
  const home = splitIntoQuarters(random, level);
  const away = splitIntoQuarters(random, level);
  for (let period = 1; period < overtimes; period += 1) {
    const both = randomInteger(random, 6, 13);
    home.push(both);
    away.push(both);
  }
  const winner = randomInteger(random, 8, 17);
  const loser = winner - randomInteger(random, 1, 7);
  const isHomeWin = random() < 0.55;
  home.push(isHomeWin ? winner : loser);
  away.push(isHomeWin ? loser : winner);
  return [side(home), side(away)];
}

function splitIntoQuarters(random: Random, points: number): number[] {
  return apportion(
    points,
    Array.from({ length: 4 }, () => randomBetween(random, 0.75, 1.25)),
  );
}

function side(periods: readonly number[]): SideResult {
  return { points: sum(periods), periods };
}

function clampPoints(points: number): number {
  return Math.round(Math.min(158, Math.max(78, points)));
}

/** Regulation takes 118 to 156 minutes with a median of about 135, an overtime about 24 more. */
function duration(random: Random, overtimes: number): number {
  const minutes =
    Math.min(156, Math.max(118, randomNormal(random, 135, 9))) + overtimes * randomBetween(random, 18, 30);
  return Math.round(minutes) * MINUTE_MS;
}
