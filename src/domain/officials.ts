/** Somebody who officiates a game, as a provider names one. */
export type GameOfficial = {
  /** Null where the provider has no ids of officials. */
  providerOfficialId: string | null;
  name: string;
  /** The number on the shirt; null where none is told. */
  jersey: string | null;
  /** The place among the officials in the provider's words, such as `OFFICIAL1`; null where it is not told. */
  assignment: string | null;
};

/** A game whose officials are asked for, as the source that is asked knows it. */
export type OfficiatedGame = {
  providerGameId: string;
  /** Start, epoch milliseconds: a source that lists games by day finds it there. */
  startMs: number;
};
