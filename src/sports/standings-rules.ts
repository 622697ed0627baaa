/** What parts teams that are level; more is better. What each compares is said in `analytics/standings/tie-breaks.ts`. */
export type TieBreak =
  | 'wins'
  | 'head_to_head'
  | 'head_to_head_sweep'
  | 'head_to_head_points'
  | 'head_to_head_difference'
  | 'head_to_head_goals'
  | 'head_to_head_away_goals'
  | 'difference'
  | 'points_for'
  | 'away_goals'
  | 'away_wins'
  | 'division_leader'
  | 'division_record'
  | 'conference_record'
  | 'common_opponents'
  | 'common_opponents_of_four_games'
  | 'playoff_teams_of_conference'
  | 'playoff_teams_of_other_conference'
  | 'strength_of_victory'
  | 'strength_of_schedule'
  | 'ranking_in_conference'
  | 'ranking_in_league'
  | 'difference_against_common_opponents'
  | 'difference_in_conference';

/** Which comparisons part two teams that are level, and which more of them; in their order. */
export type TieBreaks = { two: readonly TieBreak[]; more: readonly TieBreak[] };

/** Points that were taken off a team, from the day of the decision on; below 0 where some were given back. */
export type PointDeduction = {
  /** By the name that comes with the program. */
  team: string;
  seasonYear: number;
  decidedOn: string;
  points: number;
  source: string;
};

/** How tables of some seasons are ordered, where it differs from the newest rules, and where that is said. */
export type RulesPeriod = {
  /** The first season (the year in which it starts) of these rules, until the period before it in the list begins. */
  fromSeason: number;
  /** Where they are said; null: nobody has found a text, and the order is the one of the seasons after. */
  source: string | null;
  /** What the source says that a table cannot tell, such as a play-off between two that are level. */
  beyond?: string;
  changes?: Partial<
    Pick<StandingsRules, 'points' | 'tieBreaks' | 'divisionTieBreaks' | 'areDivisionWinnersFirst'>
  >;
};

/** How a table of a league, a conference or a division is ordered. */
export type StandingsRules = {
  /** The newest first, and what is left of the past last; absent in the rules of one season. */
  periods?: readonly RulesPeriod[];
  /** Points of a win and of a level game; absent: by the share of games won, a level one as half a win. */
  points?: { win: number; level: number };
  tieBreaks: TieBreaks;
  /**
   * How often each pair meets, where games between those that are level count only once all of them are played; absent
   * where they count at once.
   */
  meetings?: number;
  /** Within a division, where that has an order of its own. */
  divisionTieBreaks?: TieBreaks;
  /**
   * `split`: a comparison parts all that are level, and those still level begin anew. `one_by_one`: it finds the best of
   * them, and the others begin anew for the next place.
   */
  parting: 'split' | 'one_by_one';
  /** Of teams of one division only the best is compared with those of others, one at a time. */
  isOnePerDivision?: boolean;
  /** Winners of divisions stand above all others of their conference. */
  areDivisionWinnersFirst?: boolean;
  /** Where the teams of a season belong, by the names that come with the program; undefined where that is not known. */
  membersIn?: (
    seasonYear: number,
  ) => ReadonlyMap<string, { conference: string; division: string }> | undefined;
  /** Points that are known to have been taken off. */
  deductions?: readonly PointDeduction[];
  /** Teams of a conference that go on: against them some comparisons are made. */
  playoffPlaces?: number;
};

/** The rules of one season, with where they are said: null where no source is known. */
export type SeasonRules = {
  rules: StandingsRules;
  source: string | null;
  beyond: string | null;
};

/** The rules that hold in a season; of one before all that are known, those of the first. */
export function rulesOfSeason({ periods = [], ...newest }: StandingsRules, seasonYear: number): SeasonRules {
  const at = periods.findIndex(({ fromSeason }) => fromSeason <= seasonYear);
  const since = at < 0 ? periods : periods.slice(0, at + 1);
  // A period without a source changes nothing: what is known of later ones holds on.
  const rules = since.reduce((known, { changes }) => ({ ...known, ...changes }), newest);
  const period = at < 0 ? undefined : periods[at];
  return { rules, source: period?.source ?? null, beyond: period?.beyond ?? null };
}
