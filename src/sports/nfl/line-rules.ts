import type { NflPlayerCount, NflPlayerLine, NflTeamCount, NflTeamLine } from '../../domain/nfl-lines.ts';
import { type LineRule, atMost, sumsTo, within } from '../line-rules.ts';

/** Yards may be lost, and the longest of several plays may be one that lost some; everything else is counted. */
const PLAYER_COUNTS: readonly NflPlayerCount[] = [
  'passingCompletions',
  'passingAttempts',
  'passingTouchdowns',
  'passingInterceptions',
  'rushingAttempts',
  'rushingTouchdowns',
  'receivingTargets',
  'receptions',
  'receivingTouchdowns',
  'fumbles',
  'fumblesLost',
  'tackles',
  'soloTackles',
  'sacks',
  'interceptions',
  'interceptionTouchdowns',
  'kickReturnTouchdowns',
  'puntReturnTouchdowns',
  'fieldGoalsMade',
  'fieldGoalsAttempted',
  'extraPointsMade',
  'extraPointsAttempted',
  'punts',
];

/**
 * The rules of NFL lines. Only who did something countable is listed, so that a line means having played; nobody's
 * minutes are told. Counted over the 5,629 published player lines of 2022: each of these holds for all of them where
 * both figures are told. Touchdowns without a carry or catch happen after laterals, and a target is what the scorer
 * calls one, so that those are only odd.
 */
export const NFL_PLAYER_RULES: readonly LineRule<NflPlayerLine>[] = [
  atMost<NflPlayerLine>('passingCompletions', 'passingAttempts', 'refuse'),
  atMost<NflPlayerLine>('passingTouchdowns', 'passingCompletions', 'refuse'),
  atMost<NflPlayerLine>('passingInterceptions', 'passingAttempts', 'refuse'),
  atMost<NflPlayerLine>('fieldGoalsMade', 'fieldGoalsAttempted', 'refuse'),
  atMost<NflPlayerLine>('extraPointsMade', 'extraPointsAttempted', 'refuse'),
  atMost<NflPlayerLine>('fumblesLost', 'fumbles', 'refuse'),
  within<NflPlayerLine>(PLAYER_COUNTS, { from: 0, to: 200 }, 'refuse'),
  atMost<NflPlayerLine>('receptions', 'receivingTargets', 'warn'),
  atMost<NflPlayerLine>('receivingTouchdowns', 'receptions', 'warn'),
  atMost<NflPlayerLine>('rushingTouchdowns', 'rushingAttempts', 'warn'),
  atMost<NflPlayerLine>('soloTackles', 'tackles', 'warn'),
  sumsTo<NflPlayerLine>('kickingPoints', { fieldGoalsMade: 3, extraPointsMade: 1 }, 'warn'),
  sumsTo<NflPlayerLine>(
    'fieldGoalsMade',
    {
      fieldGoalsFrom1To19: 1,
      fieldGoalsFrom20To29: 1,
      fieldGoalsFrom30To39: 1,
      fieldGoalsFrom40To49: 1,
      fieldGoalsFrom50: 1,
    },
    'warn',
  ),
];

const TEAM_COUNTS: readonly NflTeamCount[] = [
  'firstDowns',
  'plays',
  'passingCompletions',
  'passingAttempts',
  'rushingAttempts',
  'penalties',
  'turnovers',
  'sacks',
  'safeties',
  'pointsAgainst',
];

/** The 568 published team lines of 2022 have no more completions than passes and no more conversions than attempts. */
export const NFL_TEAM_RULES: readonly LineRule<NflTeamLine>[] = [
  atMost<NflTeamLine>('passingCompletions', 'passingAttempts', 'refuse'),
  atMost<NflTeamLine>('thirdDownConversions', 'thirdDownAttempts', 'refuse'),
  atMost<NflTeamLine>('fourthDownConversions', 'fourthDownAttempts', 'refuse'),
  atMost<NflTeamLine>('redZoneScores', 'redZoneAttempts', 'refuse'),
  within<NflTeamLine>(TEAM_COUNTS, { from: 0, to: 300 }, 'refuse'),
  sumsTo<NflTeamLine>(
    'firstDowns',
    { passingFirstDowns: 1, rushingFirstDowns: 1, penaltyFirstDowns: 1 },
    'warn',
  ),
  sumsTo<NflTeamLine>('totalYards', { netPassingYards: 1, rushingYards: 1 }, 'warn'),
  sumsTo<NflTeamLine>('turnovers', { passingInterceptions: 1, fumblesLost: 1 }, 'warn'),
];
