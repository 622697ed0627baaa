import { NFL_PLAYER_COUNTS, type NflPlayerCount } from '../../../domain/nfl-lines.ts';
import { type RawValue, numberIn, pairIn } from './values.ts';

/** Where a statistic goes: one count, or two for a composite. */
type Target = NflPlayerCount | readonly [NflPlayerCount, NflPlayerCount];

/**
 * The provider's statistics by group and name, in lower case and with blanks. What is not listed is an average
 * that follows from the counts, or something new, and is left out.
 */
const TARGETS: Readonly<Record<string, Readonly<Record<string, Target>>>> = {
  passing: {
    'comp att': ['passingCompletions', 'passingAttempts'],
    yards: 'passingYards',
    'passing touch downs': 'passingTouchdowns',
    interceptions: 'passingInterceptions',
    sacks: ['timesSacked', 'sackYardsLost'],
    rating: 'passerRating',
    'two pt': 'passingTwoPointConversions',
  },
  rushing: {
    'total rushes': 'rushingAttempts',
    yards: 'rushingYards',
    'rushing touch downs': 'rushingTouchdowns',
    'longest rush': 'longestRush',
    'two pt': 'rushingTwoPointConversions',
    'exp return td': 'conversionReturns',
  },
  receiving: {
    targets: 'receivingTargets',
    'total receptions': 'receptions',
    yards: 'receivingYards',
    'receiving touch downs': 'receivingTouchdowns',
    'longest reception': 'longestReception',
    'two pt': 'receivingTwoPointConversions',
  },
  fumbles: {
    total: 'fumbles',
    lost: 'fumblesLost',
    rec: 'fumblesRecovered',
    'rec td': 'fumbleRecoveryTouchdowns',
  },
  interceptions: {
    'total interceptions': 'interceptions',
    yards: 'interceptionYards',
    'intercepted touch downs': 'interceptionTouchdowns',
  },
  defensive: {
    tackles: 'tackles',
    'unassisted tackles': 'soloTackles',
    sacks: 'sacks',
    tfl: 'tacklesForLoss',
    'passes defended': 'passesDefended',
    'qb hts': 'quarterbackHits',
    'qb hits': 'quarterbackHits',
    ff: 'forcedFumbles',
    'blocked kicks': 'blockedKicks',
    'interceptions for touch downs': 'interceptionTouchdowns',
    'exp return td': 'conversionReturns',
  },
  'kick returns': {
    total: 'kickReturns',
    yards: 'kickReturnYards',
    lg: 'longestKickReturn',
    td: 'kickReturnTouchdowns',
    'kick return td': 'kickReturnTouchdowns',
    'exp return td': 'conversionReturns',
  },
  'punt returns': {
    total: 'puntReturns',
    yards: 'puntReturnYards',
    lg: 'longestPuntReturn',
    td: 'puntReturnTouchdowns',
    'exp return td': 'conversionReturns',
  },
  kicking: {
    'field goals': ['fieldGoalsMade', 'fieldGoalsAttempted'],
    pct: 'fieldGoalPercentage',
    long: 'longestFieldGoal',
    'extra point': ['extraPointsMade', 'extraPointsAttempted'],
    points: 'kickingPoints',
    'field goals from 1 19 yards': 'fieldGoalsFrom1To19',
    'field goals from 20 29 yards': 'fieldGoalsFrom20To29',
    'field goals from 30 39 yards': 'fieldGoalsFrom30To39',
    'field goals from 40 49 yards': 'fieldGoalsFrom40To49',
    'field goals from 50 yards': 'fieldGoalsFrom50',
  },
  punting: {
    total: 'punts',
    yards: 'puntYards',
    lg: 'longestPunt',
    touchbacks: 'puntTouchbacks',
    in20: 'puntsInside20',
  },
};

/** Ratings and percentages, and what two defenders may share. Everything else is counted in whole numbers. */
const FRACTIONAL: ReadonlySet<NflPlayerCount> = new Set([
  'passerRating',
  'fieldGoalPercentage',
  'tackles',
  'soloTackles',
  'sacks',
  'tacklesForLoss',
]);

/** Above everything that one game can hold; the columns hold no more for what comes in halves. */
const LARGEST_FIGURE = 999;

export type PlayerCounts = Record<NflPlayerCount, number | null>;

/** All counts unknown. */
export function noPlayerCounts(): PlayerCounts {
  return Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as PlayerCounts;
}

/** A group's name without regard to case and underscores: `Kick_returns`, `Kick Returns`. */
export function groupKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
}

/**
 * Enters one statistic of a group. Some are told in two groups, and the larger one counts, because the other is
 * left at 0 or null then. Returns what is wrong with the value, if anything.
 */
export function enterStatistic(
  counts: PlayerCounts,
  { group, name, value }: { group: string; name: string; value: RawValue },
): string | undefined {
  const target = TARGETS[groupKey(group)]?.[groupKey(name)];
  if (target === undefined) return undefined;
  const problem = `${group}, ${name}: "${String(value)}" is not`;
  if (typeof target !== 'string') {
    const pair = pairIn(value);
    if (pair === undefined) return `${problem} two numbers`;
    enter(counts, target[0], pair[0]);
    enter(counts, target[1], pair[1]);
    return undefined;
  }
  const number = numberIn(value);
  if (number === undefined) return `${problem} a number`;
  if (number !== null && !FRACTIONAL.has(target) && !Number.isInteger(number)) {
    return `${problem} a whole number`;
  }
  if (number !== null && Math.abs(number) > LARGEST_FIGURE) return `${problem} a figure of one game`;
  enter(counts, target, number);
  return undefined;
}

function enter(counts: PlayerCounts, name: NflPlayerCount, number: number | null): void {
  const known = counts[name];
  if (number !== null && (known === null || number > known)) counts[name] = number;
}
