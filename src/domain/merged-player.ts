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
  /** Expected entities of tasks. */
  taskEntities: readonly number[];
  /** Records of corrected figures. */
  lineChanges: readonly number[];
};
