/** What was moved from one player to another when they were merged: all that a split has to move back. */
export type MergedPlayer = {
  /** The player's row as it was, by column name. */
  row: Readonly<Record<string, unknown>>;
  /** Ids at providers, with the number that each had. */
  ids: readonly { provider: string; externalId: string; alias: number }[];
  /** Games whose lines were moved. */
  lines: readonly { seasonYear: number; gameId: number }[];
  /** Games whose roster names the other player now. */
  rosters: readonly number[];
  /** Roster rows of games that had both, by column name: deleted. */
  doubledRosters: readonly Readonly<Record<string, unknown>>[];
  /** Rosters of seasons that listed the player, by column name, and which of them are the other player's now. */
  seasonRosters?: readonly SeasonRoster[];
  givenSeasons?: readonly { teamId: number; seasonId: number }[];
  /** What sources said of the player, by column name, and whose word is the other player's now. */
  facts?: readonly Readonly<Record<string, unknown>>[];
  givenFacts?: readonly string[];
  /** Expected entities of tasks. */
  taskEntities: readonly number[];
  /** Records of corrected figures. */
  lineChanges: readonly number[];
  /** Changes of teams, and whether the merge took each back. */
  transactions?: readonly { id: number; isTakenBack: boolean }[];
  /** Reports of injuries, rows of line-ups, and questions that the player stood in for. */
  injuries?: readonly number[];
  lineups?: readonly number[];
  questions?: readonly number[];
};

/** A season in which a team listed the player; instants are texts once they are stored. */
export type SeasonRoster = {
  teamId: number;
  seasonId: number;
  firstListedAt: Date | string;
  lastListedAt: Date | string;
  leftAt: Date | string | null;
};
