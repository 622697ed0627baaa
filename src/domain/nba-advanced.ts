import type { ProviderPlayer } from './box-score.ts';

/**
 * Figures that the league computes itself. Shares are of 1; ratings are points in a hundred possessions. Possessions are
 * counted from the play by play and need not agree with what a formula makes of a box score, and shares of rebounds hold
 * those of the team: neither may be mixed with figures of ours.
 */
export type NbaAdvancedFigures = {
  secondsPlayed: number | null;
  offensiveRating: number | null;
  defensiveRating: number | null;
  netRating: number | null;
  assistShare: number | null;
  assistsPerTurnover: number | null;
  /** Assists in a hundred possessions that a player or team uses. */
  assistRatio: number | null;
  offensiveReboundShare: number | null;
  defensiveReboundShare: number | null;
  reboundShare: number | null;
  /** Turnovers in a hundred possessions. */
  turnoverRatio: number | null;
  effectiveFieldGoalShare: number | null;
  trueShootingShare: number | null;
  usageShare: number | null;
  /** Possessions in 48 minutes. */
  pace: number | null;
  possessionsCounted: number | null;
  playerImpactEstimate: number | null;
};

/** The advanced box score of a game, home team first. */
export type NbaAdvancedBox = {
  providerGameId: string;
  teams: readonly {
    providerTeamId: string;
    /** The team's own; null where there are none. */
    figures: NbaAdvancedFigures | null;
    players: readonly { player: ProviderPlayer; figures: NbaAdvancedFigures }[];
  }[];
};
