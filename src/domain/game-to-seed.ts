import type { Sport } from './sport.ts';

/** One side of a game, as the engine and the sports' adapters need it. */
export type SideToSeed = {
  teamId: number;
  name: string;
  abbreviation: string | null;
  /** The id by which the provider is asked for the team; null while it is not known. */
  externalId: string | null;
};

/** A game whose statistics are wanted. */
export type GameToSeed = {
  gameId: number;
  sport: Sport;
  sportId: number;
  leagueName: string;
  /** The league's zone. */
  timezone: string;
  /** The id by which the provider is asked for the league; null while it is not known. */
  leagueExternalId: string | null;
  seasonId: number;
  seasonYear: number;
  tipOffMs: number;
  /** Days in the league's zone, as ISO dates. */
  slateDate: string;
  gameDate: string;
  /** `regular`, `playoff`, …; null while nobody has said it. */
  gameType: string | null;
  providerGameId: string | null;
  /** Seeded before: whoever asks again wants to know what the provider says now. */
  isSeeded: boolean;
  home: SideToSeed;
  away: SideToSeed;
  /** Other games that are read next, by the provider's ids: a call that takes several may bring them along. */
  siblingIds?: readonly string[];
};
