import type { Random } from '../../../src/platform/random.ts';
import { randomFor, randomInteger, randomNormal } from '../sampling.ts';
import type { Match } from './matches.ts';

export type SideName = 'home' | 'away';

/** A goal, by the side that it counts for. */
export type Goal = {
  side: SideName;
  /** 1 to 90, and to 120 in extra time. */
  minute: number;
  /** Minute of stoppage time after the 45th or 90th. */
  extra: number | null;
  kind: 'normal' | 'penalty' | 'own';
};

export type Score = Readonly<Record<SideName, number>>;

/** How a match ends. */
export type MatchResult = {
  ending: 'regular' | 'extra_time' | 'penalties';
  /** In order of time. */
  goals: readonly Goal[];
  halftime: Score;
  fulltime: Score;
  /** Goals of extra time alone; null when there was none. */
  extraTime: Score | null;
  /** Kicks of a shoot-out by side, true where scored; null when there was none. */
  shootout: Readonly<Record<SideName, readonly boolean[]>> | null;
  /** Stoppage minutes at the end, as the provider's `status.extra`. */
  stoppage: number;
};

/** Goals of an average side at home and away (2024-25 in Europe: about 1.55 and 1.25). */
const MEAN_GOALS = { home: 1.55, away: 1.25 };
/** Shares of goals. */
const PENALTY_RATE = 0.08;
const OWN_GOAL_RATE = 0.03;

/** Decides how a match ends; the same seed, match and demanded ending give the same result. */
export function matchResult(
  seed: number,
  match: Match,
  demanded: 'extra_time' | 'penalties' | undefined,
): MatchResult {
  const random = randomFor(seed, 'match', match.id, match.homeId, match.awayId);
  const edge = strength(seed, match.homeId) - strength(seed, match.awayId);
  const home = goalCount(random, MEAN_GOALS.home * Math.exp(edge));
  const drawnAway = goalCount(random, MEAN_GOALS.away * Math.exp(-edge));
  const away = demanded === undefined ? drawnAway : home;
  const needsWinner = match.isKnockout && home === away;
  const ending = demanded ?? (needsWinner ? (random() < 0.5 ? 'extra_time' : 'penalties') : 'regular');
  const regulation = sorted([
    ...goalsOf(random, 'home', home, 1, 90),
    ...goalsOf(random, 'away', away, 1, 90),
  ]);
  const late = ending === 'regular' ? [] : extraTimeGoals(random, ending);
  return {
    ending,
    goals: [...regulation, ...late],
    halftime: scoreOf(regulation.filter(({ minute }) => minute <= 45)),
    fulltime: scoreOf(regulation),
    extraTime: ending === 'regular' ? null : scoreOf(late),
    shootout: ending === 'penalties' ? shootout(random) : null,
    stoppage: randomInteger(random, 1, 8),
  };
}

export function scoreOf(goals: readonly Goal[]): Score {
  const count = (side: SideName): number => goals.filter((goal) => goal.side === side).length;
  return { home: count('home'), away: count('away') };
}

/** How much more often than average a club scores, as a logarithm. */
function strength(seed: number, clubId: number): number {
  return randomNormal(randomFor(seed, 'club strength', clubId), 0, 0.22);
}

/** A Poisson number (Knuth), at most seven. */
function goalCount(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit && count < 7) {
    product *= random();
    count += 1;
  }
  return count;
}

function goalsOf(random: Random, side: SideName, count: number, first: number, last: number): Goal[] {
  return Array.from({ length: count }, (): Goal => {
    const minute = randomInteger(random, first, last);
    const chance = random();
    const isStoppage = minute === 45 || minute === 90;
    return {
      side,
      minute,
      extra: isStoppage && random() < 0.7 ? randomInteger(random, 1, 6) : null,
      kind: chance < OWN_GOAL_RATE ? 'own' : chance < OWN_GOAL_RATE + PENALTY_RATE ? 'penalty' : 'normal',
    };
  });
}

function extraTimeGoals(random: Random, ending: 'extra_time' | 'penalties'): Goal[] {
  const level = random() < 0.25 ? 1 : 0;
  const winner: SideName = random() < 0.55 ? 'home' : 'away';
  const count = (side: SideName): number => level + (ending === 'extra_time' && side === winner ? 1 : 0);
  return sorted([
    ...goalsOf(random, 'home', count('home'), 91, 120),
    ...goalsOf(random, 'away', count('away'), 91, 120),
  ]);
}

/** Five kicks each, then one each until they differ. */
function shootout(random: Random): Record<SideName, boolean[]> {
  const kick = (): boolean => random() < 0.75;
  const home = Array.from({ length: 5 }, kick);
  const away = Array.from({ length: 5 }, kick);
  const made = (kicks: readonly boolean[]): number => kicks.filter(Boolean).length;
  while (made(home) === made(away)) {
    home.push(kick());
    away.push(kick());
  }
  return { home, away };
}

function sorted(goals: Goal[]): Goal[] {
  return goals.sort((one, other) => one.minute - other.minute || (one.extra ?? 0) - (other.extra ?? 0));
}
