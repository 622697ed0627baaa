import type { PlayerFacts } from './player-facts.ts';
import type { ProviderGame } from './box-score.ts';
import type { VenuePlace } from './venue.ts';

/** A game of a season's schedule, with what only the schedule is asked for. */
export type ScheduledGame = ProviderGame & {
  /** False where the provider says itself that the time is still to be decided. */
  isTimeKnown: boolean;
  /** Part of the season in the provider's words: `2` (NBA), `Regular Season` (NFL); null where it has none. */
  stage: string | null;
  /** Week or matchday in the provider's words: `Week 3`, `Regular Season - 12`. */
  round: string | null;
  venue: string | null;
  /** Where the venue is; absent where the provider never says. */
  venuePlace?: VenuePlace;
};

/** A season as a provider lists it. */
export type SeasonList<Game extends ScheduledGame = ScheduledGame> = {
  games: readonly Game[];
  /** Rows of the season that are no games to us, with what is wrong with each; the others count all the same. */
  unreadable: readonly UnreadableRow[];
  /** How old the list is where the provider failed and this is what it said earlier (milliseconds). */
  staleMs?: number;
};

export type UnreadableRow = { raw: object; problem: string; providerGameId: string | null };

/** What a provider answers about single games. A game in neither list is there, and says nothing that we can read. */
export type GamesById = {
  found: readonly ScheduledGame[];
  /** Ids that the provider does not know. */
  missing: readonly string[];
};

/** A member of a team, as a provider lists it. */
export type RosterMember = {
  providerPlayerId: string;
  firstName: string;
  lastName: string;
  position: string | null;
  /** Null where it is not told. */
  isActive: boolean | null;
  /** What the list tells beside the name; left out where it tells nothing. */
  facts?: PlayerFacts;
};
