/** A player whom a provider reports as hurt, ill or away, as it says so now. */
export type InjuryReport = {
  /** The provider's id of the report; null where it has none. */
  providerInjuryId: string | null;
  /** The provider's id of the player; null where it names the player only. */
  providerPlayerId: string | null;
  playerName: string;
  /** The shirt number and the birth date (`1989-08-26`), where the provider tells them. */
  jerseyNumber?: string | null;
  birthDate?: string | null;
  providerTeamId: string;
  teamName: string;
  /** In the provider's words: `Out`, `Questionable`, `Day-To-Day`. */
  status: string;
  /** What is hurt, or why else the player is missing: `Knee`, `Coach's Decision`; null where it is not told. */
  bodyPart: string | null;
  /** The short comment of the provider; null where there is none. */
  detail: string | null;
  /** When the provider says that this was reported, epoch milliseconds. */
  reportedAtMs: number | null;
};

/** A row of injuries that cannot be read: somebody of that team may still be reported. */
export type UnreadableInjury = Pick<InjuryReport, 'providerTeamId' | 'teamName'> & {
  /** What is wrong with it. */
  problem: string;
};

/** Who is reported of a league now: whoever is not listed, nor may be meant by a row that cannot be read, is not reported any more. */
export type InjuryList = {
  reports: readonly InjuryReport[];
  unreadable: readonly UnreadableInjury[];
};
