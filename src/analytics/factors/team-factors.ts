import { pythagoreanShare } from '../ratings/pythagorean.ts';
import type { TeamTotals } from './team-totals.ts';

/** How possessions were counted: of both sides, or of the team's own line where its opponent's is missing. */
export type PossessionMethod = 'both_sides' | 'simple';

/** The four factors of one side. A season's are those of its totals, never means of its games. */
export type FourFactors = {
  /** Effective field goals, a share: 0.504. */
  efg: number;
  /** Turnovers in a hundred plays. */
  tovPct: number;
  /** Rebounds of a hundred own misses. */
  orebPct: number;
  /** Free throws made for each field goal attempt. */
  ftRate: number;
};

/** What a team's totals say of it. What needs a total that nobody counted is NaN. */
export type TeamFactors = {
  method: PossessionMethod;
  /** The same for both teams where both lines are known. */
  possessions: number;
  /** Points for and against in a hundred possessions, and their difference. */
  ortg: number;
  drtg: number;
  netRating: number;
  /** Possessions in 48 minutes. */
  pace: number;
  own: FourFactors;
  opponent: FourFactors;
  /** Rebounds of a hundred misses of the opponent. */
  drebPct: number;
  /** Free throw attempts and attempts at three for each field goal attempt. */
  ftr: number;
  threePointRate: number;
  /** True shooting, a share. */
  ts: number;
};

/** Five players are on court for this long. */
const GAME_MINUTES = 48;
const ON_COURT = 5;

/** Free throw attempts that end a possession, where the opponent's line is known, and where it is not. */
const FREE_THROWS_OF_HALF = 0.4;
const FREE_THROWS_OF_PLAY = 0.44;

/** A missed shot that is rebounded by its own side ends no possession. */
const REBOUNDED_MISSES = 1.07;

/**
 * Ratings, pace, four factors and shooting of a team; of a team alone where its opponents' totals are missing. The
 * formulas are Basketball-Reference's, whose tables of 1985 to 2026 they give within their rounding.
 */
export function teamFactors(team: TeamTotals, opponent: TeamTotals | undefined): TeamFactors {
  const { method, possessions } = possessionsOf(team, opponent);
  const ortg = (100 * team.points) / possessions;
  const drtg = (100 * (opponent?.points ?? Number.NaN)) / possessions;
  return {
    method,
    possessions,
    ortg,
    drtg,
    netRating: ortg - drtg,
    pace: (GAME_MINUTES * possessions) / (team.minutes / ON_COURT),
    own: fourFactors(team, opponent),
    opponent: opponent === undefined ? UNKNOWN : fourFactors(opponent, team),
    drebPct:
      opponent === undefined ? Number.NaN : reboundPct(team.defensiveRebounds, opponent.offensiveRebounds),
    ftr: team.freeThrowAttempts / team.fieldGoalAttempts,
    threePointRate: team.threeAttempts / team.fieldGoalAttempts,
    ts: team.points / (2 * shootingPlays(team)),
  };
}

/** The share of games to be won by the points of both sides; NaN where one is missing. */
export function pythagoreanShareOf(points: number, against: number, exponent: number): number {
  return Number.isNaN(points) || Number.isNaN(against)
    ? Number.NaN
    : pythagoreanShare(points, against, exponent);
}

const UNKNOWN: FourFactors = {
  efg: Number.NaN,
  tovPct: Number.NaN,
  orebPct: Number.NaN,
  ftRate: Number.NaN,
};

function possessionsOf(
  team: TeamTotals,
  opponent: TeamTotals | undefined,
): { method: PossessionMethod; possessions: number } {
  const both = opponent && (half(team, opponent) + half(opponent, team)) / 2;
  if (both !== undefined && !Number.isNaN(both)) return { method: 'both_sides', possessions: both };
  const simple = shootingPlays(team) - team.offensiveRebounds + team.turnovers;
  return { method: 'simple', possessions: simple };
}

function half(team: TeamTotals, opponent: TeamTotals): number {
  const misses = team.fieldGoalAttempts - team.fieldGoals;
  const rebounded = team.offensiveRebounds / (team.offensiveRebounds + opponent.defensiveRebounds);
  return (
    team.fieldGoalAttempts +
    FREE_THROWS_OF_HALF * team.freeThrowAttempts -
    REBOUNDED_MISSES * rebounded * misses +
    team.turnovers
  );
}

function fourFactors(team: TeamTotals, opponent: TeamTotals | undefined): FourFactors {
  return {
    efg: (team.fieldGoals + 0.5 * team.threes) / team.fieldGoalAttempts,
    tovPct: (100 * team.turnovers) / (shootingPlays(team) + team.turnovers),
    orebPct: reboundPct(team.offensiveRebounds, opponent?.defensiveRebounds ?? Number.NaN),
    ftRate: team.freeThrows / team.fieldGoalAttempts,
  };
}

function shootingPlays({ fieldGoalAttempts, freeThrowAttempts }: TeamTotals): number {
  return fieldGoalAttempts + FREE_THROWS_OF_PLAY * freeThrowAttempts;
}

function reboundPct(own: number, others: number): number {
  return (100 * own) / (own + others);
}
