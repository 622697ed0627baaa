import type { ProviderGame } from './box-score.ts';

/** A game of a season's schedule, with what only the schedule is asked for. */
export type ScheduledGame = ProviderGame & {
  /** False where the provider says itself that the time is still to be decided. */
  isTimeKnown: boolean;
  /** Part of the season in the provider's words: `2` (NBA), `Regular Season` (NFL); null where it has none. */
  stage: string | null;
  /** Week or matchday in the provider's words: `Week 3`, `Regular Season - 12`. */
  round: string | null;
  venue: string | null;
};

/** A member of a team, as a provider lists it. */
export type RosterMember = {
  providerPlayerId: string;
  firstName: string;
  lastName: string;
  position: string | null;
  /** Null where it is not told. */
  isActive: boolean | null;
};
