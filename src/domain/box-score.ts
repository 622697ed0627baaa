import type { GameClock } from './game-clock.ts';
import type { PlayerFacts } from './player-facts.ts';
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
  /** Where play is, of a game that is under way; left out where the provider tells nothing of it. */
  clock?: GameClock;
};

/** A player as a provider names one in a box score. */
export type ProviderPlayer = {
  providerPlayerId: string;
  firstName: string;
  lastName: string;
  /** What the box score tells beside the name; left out where it tells nothing. */
  facts?: PlayerFacts;
};
