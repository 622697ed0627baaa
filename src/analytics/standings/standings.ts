import type { StandingsRules, TieBreak, TieBreaks } from '../../sports/standings-rules.ts';
import { type Parted, partTied } from './part-tied.ts';
import {
  type Membership,
  type SeasonRecord,
  type TableGame,
  type Tally,
  seasonRecord,
  winShare,
} from './season-record.ts';
import type { TableFacts } from './tie-breaks.ts';

/** A line of a table. */
export type Standing = Tally & {
  team: string;
  conference: string;
  division: string;
  /** The same for teams that nothing parts. */
  rank: number;
  divisionRank: number;
  /** Points of the table, deducted ones taken off; null where it counts the share of games won. */
  points: number | null;
  /** Points that were taken off. */
  deducted: number;
  winShare: number;
  /** What put the team above or below those level with it; null where it was level with none, or nothing parts them. */
  decidedBy: TieBreak | null;
};

/** What a table knows besides its games. */
export type TableContext = {
  /** Where teams belong, also those that have not played. */
  members?: ReadonlyMap<string, Membership> | undefined;
  /** Points that were taken off, by team. */
  deducted?: ReadonlyMap<string, number>;
};

/** The tables of a season's conferences (one, where there are none), each in its order. Games are final and count. */
export function standingsOf(
  rules: StandingsRules,
  games: readonly TableGame[],
  { members, deducted = new Map() }: TableContext = {},
): ReadonlyMap<string, readonly Standing[]> {
  const season = { ...seasonRecord(games, members), deducted: (team: string) => deducted.get(team) ?? 0 };
  const facts = factsOf(rules, season);
  const divisions = new Map(
    [...Map.groupBy(season.teams, (team) => season.memberOf(team).division)].flatMap(([, teams]) =>
      rankedIn(teams, rules, facts, divisionBreaks(rules)).map((ranked) => [ranked.team, ranked] as const),
    ),
  );
  const conferences = Map.groupBy(season.teams, (team) => season.memberOf(team).conference);
  return new Map(
    [...conferences].map(([conference, teams]) => [
      conference,
      conferenceOrder(teams, rules, facts, divisions).map((ranked) =>
        standing(ranked, rules, season, divisions.get(ranked.team)),
      ),
    ]),
  );
}

/** The games of a season, and what was taken off its points. */
type Season = SeasonRecord & { deducted: (team: string) => number };

type Facts = TableFacts & { season: Season };

type Ranked = { team: string; rank: number; decidedBy: TieBreak | null };

function conferenceOrder(
  teams: readonly string[],
  rules: StandingsRules,
  facts: Facts,
  divisions: ReadonlyMap<string, Ranked>,
): readonly Ranked[] {
  if (rules.areDivisionWinnersFirst !== true) return rankedIn(teams, rules, facts, rules.tieBreaks);
  const isWinner = (team: string): boolean => divisions.get(team)?.rank === 1;
  const winners = rankedIn(teams.filter(isWinner), rules, facts, rules.tieBreaks);
  const others = rankedIn(
    teams.filter((team) => !isWinner(team)),
    rules,
    facts,
    rules.tieBreaks,
  );
  return [...winners, ...others.map((one) => ({ ...one, rank: one.rank + winners.length }))];
}

/** Teams by what the table counts, and those that are level by its comparisons. */
function rankedIn(
  teams: readonly string[],
  rules: StandingsRules,
  facts: Facts,
  tieBreaks: TieBreaks,
): readonly Ranked[] {
  const level = [...Map.groupBy(teams, (team) => worthOf(rules, facts.season, team))].toSorted(
    ([a], [b]) => b - a,
  );
  const isOwn = tieBreaks === rules.tieBreaks;
  const parting = isOwn ? rules : { ...rules, isOnePerDivision: false };
  const bestOfDivision = (some: readonly string[]): Parted => {
    const best = rankedIn(some, rules, facts, divisionBreaks(rules)).filter(({ rank }) => rank === 1);
    return { teams: best.map(({ team }) => team), by: best[0]?.decidedBy ?? undefined };
  };
  const ranked: Ranked[] = [];
  for (const [, tied] of level) {
    for (const { teams: group, by } of partTied(tied, facts, parting, tieBreaks, bestOfDivision)) {
      const rank = ranked.length + 1;
      const decidedBy = group.length === 1 ? (by ?? null) : null;
      ranked.push(...group.map((team) => ({ team, rank, decidedBy })));
    }
  }
  return ranked;
}

function divisionBreaks({ divisionTieBreaks, tieBreaks }: StandingsRules): TieBreaks {
  return divisionTieBreaks ?? tieBreaks;
}

function worthOf({ points }: StandingsRules, season: Season, team: string): number {
  const tally = season.tally(team);
  if (points === undefined) return winShare(tally) ?? 0;
  return tally.wins * points.win + tally.level * points.level - season.deducted(team);
}

function factsOf(rules: StandingsRules, season: Season): Facts {
  const points = rules.points ?? { win: 2, level: 1 };
  const bare = {
    season,
    points,
    meetings: rules.meetings ?? 0,
    divisionLeaders: new Set<string>(),
    playoffTeams: playoffTeams(rules, season),
  };
  const divisions = Map.groupBy(season.teams, (team) => season.memberOf(team).division);
  const divisionLeaders = [...divisions.values()].flatMap((teams) =>
    rankedIn(teams, rules, bare, divisionBreaks(rules))
      .filter(({ rank }) => rank === 1)
      .map(({ team }) => team),
  );
  return { ...bare, divisionLeaders: new Set(divisionLeaders) };
}

/** Those that are as good as the last place that goes on, or better. */
function playoffTeams(rules: StandingsRules, season: Season): ReadonlySet<string> {
  const { playoffPlaces } = rules;
  if (playoffPlaces === undefined) return new Set();
  const conferences = Map.groupBy(season.teams, (team) => season.memberOf(team).conference);
  const going = [...conferences.values()].flatMap((teams) => {
    const worths = teams.map((team) => worthOf(rules, season, team)).toSorted((a, b) => b - a);
    const last = worths[Math.min(playoffPlaces, worths.length) - 1] ?? 0;
    return teams.filter((team) => worthOf(rules, season, team) >= last);
  });
  return new Set(going);
}

function standing(
  { team, rank, decidedBy }: Ranked,
  rules: StandingsRules,
  season: Season,
  ofDivision: Ranked | undefined,
): Standing {
  const tally = season.tally(team);
  return {
    team,
    ...season.memberOf(team),
    rank,
    divisionRank: ofDivision?.rank ?? 0,
    ...tally,
    points: rules.points === undefined ? null : worthOf(rules, season, team),
    deducted: season.deducted(team),
    winShare: winShare(tally) ?? 0,
    // Those level with the winner of their division stand apart from it in the conference.
    decidedBy: decidedBy ?? ofDivision?.decidedBy ?? null,
  };
}
