import type { Random } from '../../../src/platform/random.ts';
import { pick, randomBetween, randomFor, randomInteger, randomNormal, shuffled, sum } from '../sampling.ts';
import type { NflGame } from './nfl-games.ts';

/** How a touchdown came about. The last four are scored by a defence or a returner. */
export type TouchdownKind = 'passing' | 'rushing' | 'interception' | 'fumble' | 'kick return' | 'punt return';

/** What was tried after a touchdown, and whether it worked; none after one that ends an overtime. */
export type Conversion = 'kick' | 'missed kick' | 'two points' | 'missed two points' | 'none';

/** Points for one side at one time. */
export type ScoringPlay =
  | { kind: 'touchdown'; by: TouchdownKind; conversion: Conversion }
  | { kind: 'field goal'; yards: number }
  | { kind: 'safety' };

export type SideResult = {
  points: number;
  /** Points by quarter, and of the overtime where there is one. */
  periods: readonly number[];
  plays: readonly ScoringPlay[];
};

/** How a game ends; level only after an overtime, and hardly ever. */
export type GameResult = { isOvertime: boolean; home: SideResult; away: SideResult; durationMs: number };

const MINUTE_MS = 60_000;
/** 438 of 7,184 games of the seasons 1999 to 2025 went to overtime, 15 of them ended level. */
const OVERTIME_RATE = 0.06;
const LEVEL_RATE = 15 / 438;

type Timed = { play: ScoringPlay; quarter: number };

/** Decides how a game ends; the same seed and game give the same result. */
export function gameResult(seed: number, game: NflGame): GameResult {
  const random = randomFor(seed, 'nfl result', game.id, game.homeTeamId, game.awayTeamId);
  const isOvertime = random() < OVERTIME_RATE;
  const edge = strength(seed, game.homeTeamId) - strength(seed, game.awayTeamId) + 0.08;
  const home = regulation(random, edge);
  const away = isOvertime ? replayed(random, home) : regulation(random, -edge);
  if (!isOvertime && pointsOf(home) === pointsOf(away)) home.push({ play: fieldGoal(random), quarter: 3 });
  if (isOvertime && random() >= LEVEL_RATE) pick(random, [home, away]).push(lastPlay(random));
  const periods = isOvertime ? 5 : 4;
  return {
    isOvertime,
    home: side(home, periods),
    away: side(away, periods),
    durationMs: duration(random, isOvertime),
  };
}

/** Points of one scoring play. */
export function playPoints(play: ScoringPlay): number {
  if (play.kind === 'safety') return 2;
  if (play.kind === 'field goal') return 3;
  return 6 + (play.conversion === 'kick' ? 1 : play.conversion === 'two points' ? 2 : 0);
}

/** How much better than average a team is, as a share of the touchdowns. */
function strength(seed: number, teamId: number): number {
  return randomNormal(randomFor(seed, 'nfl strength', teamId), 0, 0.12);
}

/** On average about 2.5 touchdowns and 1.7 field goals. */
function regulation(random: Random, edge: number): Timed[] {
  const touchdowns = Math.round(Math.max(0, randomNormal(random, 2.5 * (1 + edge), 1.3)));
  const fieldGoals = Math.round(Math.max(0, randomNormal(random, 1.6, 1.1)));
  const plays: ScoringPlay[] = [
    ...Array.from({ length: Math.min(8, touchdowns) }, () => touchdown(random)),
    ...Array.from({ length: Math.min(6, fieldGoals) }, () => fieldGoal(random)),
  ];
  if (random() < 0.02) plays.push({ kind: 'safety' });
  return plays.map((play) => ({ play, quarter: randomInteger(random, 0, 3) }));
}

/** The same points in another order and by other means, for a game that is level at the end. */
function replayed(random: Random, plays: readonly Timed[]): Timed[] {
  return shuffled(random, plays).map(({ play }) => ({
    play: play.kind === 'touchdown' ? { ...play, by: touchdownKind(random) } : play,
    quarter: randomInteger(random, 0, 3),
  }));
}

function lastPlay(random: Random): Timed {
  const play: ScoringPlay =
    random() < 0.6 ? fieldGoal(random) : { kind: 'touchdown', by: 'passing', conversion: 'none' };
  return { play, quarter: 4 };
}

function touchdown(random: Random): ScoringPlay {
  const chance = random();
  const conversion: Conversion =
    chance < 0.86
      ? 'kick'
      : chance < 0.91
        ? 'missed kick'
        : chance < 0.955
          ? 'two points'
          : 'missed two points';
  return { kind: 'touchdown', by: touchdownKind(random), conversion };
}

function touchdownKind(random: Random): TouchdownKind {
  const chance = random();
  if (chance < 0.58) return 'passing';
  if (chance < 0.94) return 'rushing';
  return pick(random, ['interception', 'interception', 'fumble', 'kick return', 'punt return']);
}

function fieldGoal(random: Random): ScoringPlay {
  return { kind: 'field goal', yards: randomInteger(random, 19, 57) };
}

function pointsOf(plays: readonly Timed[]): number {
  return sum(plays.map(({ play }) => playPoints(play)));
}

function side(plays: readonly Timed[], periods: number): SideResult {
  return {
    points: pointsOf(plays),
    periods: Array.from({ length: periods }, (_, quarter) =>
      pointsOf(plays.filter((timed) => timed.quarter === quarter)),
    ),
    plays: plays.map(({ play }) => play),
  };
}

/** About three hours and ten minutes, and twenty minutes more with an overtime. */
function duration(random: Random, isOvertime: boolean): number {
  const minutes = Math.min(220, Math.max(170, randomNormal(random, 190, 10)));
  return Math.round(minutes + (isOvertime ? randomBetween(random, 12, 30) : 0)) * MINUTE_MS;
}
