/** What a box score has of a side, not read yet. */
export type BoxSide = {
  providerTeamId: string;
  /** Rows in the spelling of the third version. */
  people: readonly unknown[];
  /** The team's own figures; null where it has none. */
  statistics: unknown;
};

/** A box score in whatever shape it came: of cdn.nba.com, or of stats.nba.com in its third or second version. */
export type BoxSections = {
  gameId: string;
  /** False before the tip-off: its rows are nobody's figures then. */
  isBegun: boolean;
  /** Home, then away; in the second version, as they come. */
  sides: readonly BoxSide[];
};
