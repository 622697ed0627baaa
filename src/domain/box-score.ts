import type { GameStatus } from './statuses.ts';

/** A team as a provider names it. */
export type ProviderTeam = {
  providerTeamId: string;
  name: string;
  /** Abbreviation such as `LAL`; null where the provider gives none. */
  code: string | null;
};

/** A game as a provider sees it, in our words. */
export type ProviderGame = {
  /** Which source says so; set where one is chosen, and written on every row that comes of it. */
  source?: string;
  providerGameId: string;
  /** Scheduled start, epoch milliseconds UTC. */
  startMs: number;
  status: GameStatus;
  /** The provider's own word for the status, for people. */
  statusText: string;
  /** True when the status is one that we know; an unknown one is never final. */
  isStatusKnown: boolean;
  home: ProviderTeam;
  away: ProviderTeam;
  homeScore: number | null;
  awayScore: number | null;
  /** Points by period, overtime included; empty before the game. */
  homePeriodScores: readonly number[];
  awayPeriodScores: readonly number[];
};

/** A player as a provider names one in a box score. */
export type ProviderPlayer = {
  providerPlayerId: string;
  firstName: string;
  lastName: string;
};

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
