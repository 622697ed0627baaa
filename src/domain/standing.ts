/** Where a team stands in its league, as a provider says. Null means that the provider did not say. */
export type Standing = {
  providerTeamId: string;
  teamName: string;
  /** Conference, division or group: `Eastern Conference`; null where the league has one table. */
  group: string | null;
  rank: number | null;
  wins: number | null;
  losses: number | null;
  /** Draws, or ties. */
  draws: number | null;
  /** Points of the table; null in leagues that count wins. */
  points: number | null;
  scored: number | null;
  conceded: number | null;
};
