import type { PlayerFacts } from './player-facts.ts';

/** A player of a provider's list of a whole league. */
export type LeaguePlayer = {
  providerPlayerId: string;
  firstName: string;
  lastName: string;
  /** The team that has them now, by the provider's id; null for who is of no team. */
  providerTeamId: string | null;
  facts: PlayerFacts;
};
