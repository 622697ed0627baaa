import type { ProviderPlayer } from './box-score.ts';

/** Counting statistics that NBA players and teams share. Null means that the provider did not say. */
export type NbaCounts = {
  points: number | null;
  fieldGoalsMade: number | null;
  fieldGoalsAttempted: number | null;
  threePointersMade: number | null;
  threePointersAttempted: number | null;
  freeThrowsMade: number | null;
  freeThrowsAttempted: number | null;
  offensiveRebounds: number | null;
  defensiveRebounds: number | null;
  totalRebounds: number | null;
  assists: number | null;
  steals: number | null;
  blocks: number | null;
  turnovers: number | null;
  personalFouls: number | null;
  plusMinus: number | null;
};

export type NbaPlayerLine = NbaCounts & {
  player: ProviderPlayer;
  providerTeamId: string;
  /** Seconds on court; 0 for a player who did not play. */
  secondsPlayed: number;
  /** Position of a starter (`PG`, `SF`, `C`, …); null for the bench. */
  startPosition: string | null;
  /** Why a player did not play, in the provider's words. */
  comment: string | null;
};

export type NbaTeamLine = NbaCounts & {
  providerTeamId: string;
  /** Seconds played by all of the team's players together: 14,400 in regulation. */
  secondsPlayed: number | null;
  fastBreakPoints: number | null;
  pointsInPaint: number | null;
  secondChancePoints: number | null;
  pointsOffTurnovers: number | null;
  biggestLead: number | null;
  longestRun: number | null;
};
