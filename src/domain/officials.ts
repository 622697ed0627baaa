/** Somebody who officiates a game, as a provider names one. */
export type GameOfficial = {
  providerOfficialId: string;
  firstName: string;
  lastName: string;
  /** The number on the shirt; null where none is told. */
  jersey: string | null;
  /** The place among the officials in the provider's words, such as `OFFICIAL1`; null where it is not told. */
  assignment: string | null;
};
