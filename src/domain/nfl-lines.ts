import type { ProviderPlayer } from './box-score.ts';

/**
 * What is counted for an NFL player in one game, group by group. Yards are yards, longest plays too. Averages are
 * left out where they follow from the counts.
 */
export const NFL_PLAYER_COUNTS = [
  'passingCompletions',
  'passingAttempts',
  'passingYards',
  'passingTouchdowns',
  'passingInterceptions',
  // As the passer: how often he was sacked, and the yards that were lost.
  'timesSacked',
  'sackYardsLost',
  'passerRating',
  'passingTwoPointConversions',
  'rushingAttempts',
  'rushingYards',
  'rushingTouchdowns',
  'longestRush',
  'rushingTwoPointConversions',
  'receivingTargets',
  'receptions',
  'receivingYards',
  'receivingTouchdowns',
  'longestReception',
  'receivingTwoPointConversions',
  'fumbles',
  'fumblesLost',
  'fumblesRecovered',
  'fumbleRecoveryTouchdowns',
  // Defence. Sacks and tackles can be shared by two players and come in halves.
  'tackles',
  'soloTackles',
  'sacks',
  'tacklesForLoss',
  'passesDefended',
  'quarterbackHits',
  'forcedFumbles',
  'blockedKicks',
  'interceptions',
  'interceptionYards',
  'interceptionTouchdowns',
  'kickReturns',
  'kickReturnYards',
  'longestKickReturn',
  'kickReturnTouchdowns',
  'puntReturns',
  'puntReturnYards',
  'longestPuntReturn',
  'puntReturnTouchdowns',
  // Returns of the other side's failed conversion.
  'conversionReturns',
  'fieldGoalsMade',
  'fieldGoalsAttempted',
  'fieldGoalPercentage',
  'longestFieldGoal',
  'fieldGoalsFrom1To19',
  'fieldGoalsFrom20To29',
  'fieldGoalsFrom30To39',
  'fieldGoalsFrom40To49',
  'fieldGoalsFrom50',
  'extraPointsMade',
  'extraPointsAttempted',
  'kickingPoints',
  'punts',
  'puntYards',
  'longestPunt',
  'puntTouchbacks',
  'puntsInside20',
] as const;
export type NflPlayerCount = (typeof NFL_PLAYER_COUNTS)[number];

/** A player's line. Null means that the provider did not say: mostly that the player has no part in that group. */
export type NflPlayerLine = Readonly<Record<NflPlayerCount, number | null>> & {
  player: ProviderPlayer;
  providerTeamId: string;
};

/** What is counted for an NFL team in one game. */
export const NFL_TEAM_COUNTS = [
  'firstDowns',
  'passingFirstDowns',
  'rushingFirstDowns',
  'penaltyFirstDowns',
  'thirdDownConversions',
  'thirdDownAttempts',
  'fourthDownConversions',
  'fourthDownAttempts',
  'plays',
  'drives',
  'totalYards',
  // After the yards lost by sacks, unlike a passer's yards.
  'netPassingYards',
  'passingCompletions',
  'passingAttempts',
  'passingInterceptions',
  'timesSacked',
  'sackYardsLost',
  'rushingYards',
  'rushingAttempts',
  'redZoneScores',
  'redZoneAttempts',
  'penalties',
  'penaltyYards',
  'turnovers',
  'fumblesLost',
  'possessionSeconds',
  'interceptions',
  'fumblesRecovered',
  'sacks',
  'safeties',
  'interceptionTouchdowns',
  'pointsAgainst',
] as const;
export type NflTeamCount = (typeof NFL_TEAM_COUNTS)[number];

/** A team's line. Null means that the provider did not say. */
export type NflTeamLine = Readonly<Record<NflTeamCount, number | null>> & { providerTeamId: string };
