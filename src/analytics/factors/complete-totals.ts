import type { TeamTotals } from './team-totals.ts';

/** What does not fit in a row of totals. */
export type Misfit = { field: keyof TeamTotals | 'rebounds'; problem: string; remedy: string };

/** A row as it was read, with rebounds of both kinds together. */
export type GivenTotals = TeamTotals & { rebounds: number };

export type CompletedTotals = {
  totals: TeamTotals;
  misfits: readonly Misfit[];
  /** Whether sums are off by no more than the rounding of means. */
  isRounded: boolean;
};

/** Sums of rounded means are off by half of each summand at the most. */
const POINTS_ROUNDING = 2.5;
const REBOUNDS_ROUNDING = 1.5;

/** Attempts of a team in a minute of five players together are 0.3 to 0.45; five times that in a minute of the clock. */
const MOST_ATTEMPTS_A_PLAYER_MINUTE = 0.8;
const PLAYERS = 5;

/**
 * Fills what follows from other totals (points are 2 FG + 3P + FT, rebounds are offensive and defensive ones, minutes of
 * the clock are a fifth of the players'), and says what cannot be.
 */
export function completeTotals(given: GivenTotals): CompletedTotals {
  const sum = 2 * given.fieldGoals + given.threes + given.freeThrows;
  const totals: TeamTotals = {
    ...given,
    points: or(given.points, sum),
    threes: or(given.threes, threesOf(given)),
    offensiveRebounds: or(given.offensiveRebounds, given.rebounds - given.defensiveRebounds),
    defensiveRebounds: or(given.defensiveRebounds, given.rebounds - given.offensiveRebounds),
    minutes: playersMinutes(given),
  };
  const pointsOff = Math.abs(totals.points - 2 * totals.fieldGoals - totals.threes - totals.freeThrows);
  const reboundsOff = Math.abs(given.rebounds - given.offensiveRebounds - given.defensiveRebounds);
  const misfits: Misfit[] = [
    ...partsAbove(totals),
    ...(pointsOff > POINTS_ROUNDING
      ? [misfit('points', `is not 2 FG + 3P + FT, which are ${plain(sum)}`)]
      : []),
    ...(reboundsOff > REBOUNDS_ROUNDING
      ? [
          misfit(
            'rebounds',
            `is not the sum of ${plain(given.offensiveRebounds)} offensive and ${plain(given.defensiveRebounds)} defensive ones`,
          ),
        ]
      : []),
  ];
  return { totals, misfits, isRounded: misfits.length === 0 && (pointsOff > 1e-6 || reboundsOff > 1e-6) };
}

/** Makes that are more than their attempts, and threes that are more than all field goals. */
function partsAbove(totals: TeamTotals): Misfit[] {
  const pairs = [
    ['fieldGoals', 'fieldGoalAttempts', 'field goal attempts'],
    ['threes', 'threeAttempts', 'attempts at three'],
    ['freeThrows', 'freeThrowAttempts', 'free throw attempts'],
    ['threes', 'fieldGoals', 'field goals'],
    ['threeAttempts', 'fieldGoalAttempts', 'field goal attempts'],
  ] as const;
  const above = pairs
    .filter(([part, whole]) => totals[part] > totals[whole])
    .map(([part, whole, words]) => misfit(part, `is more than the ${plain(totals[whole])} ${words}`));
  return totals.threes < 0 ? [...above, misfit('points', 'is less than 2 FG + FT')] : above;
}

/** What points leave for threes; none where they leave less than none by the rounding of means. */
function threesOf({ points, fieldGoals, freeThrows }: TeamTotals): number {
  const threes = points - 2 * fieldGoals - freeThrows;
  return threes < 0 && threes >= -POINTS_ROUNDING ? 0 : threes;
}

function playersMinutes({ minutes, fieldGoalAttempts }: TeamTotals): number {
  return fieldGoalAttempts / minutes > MOST_ATTEMPTS_A_PLAYER_MINUTE ? PLAYERS * minutes : minutes;
}

function misfit(field: Misfit['field'], problem: string): Misfit {
  return { field, problem, remedy: 'Correct whichever is wrong.' };
}

function or(value: number, other: number): number {
  return Number.isNaN(value) ? other : value;
}

function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}
