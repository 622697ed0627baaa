import type { TieBreak } from '../../sports/standings-rules.ts';
import { type SeasonRecord, type Tally, winShare } from './season-record.ts';

/** What comparisons need to know of the table besides the games. */
export type TableFacts = {
  season: SeasonRecord;
  points: { win: number; level: number };
  /** Games of each pair that must be played before those between tied teams count; 0: they count at once. */
  meetings: number;
  divisionLeaders: ReadonlySet<string>;
  playoffTeams: ReadonlySet<string>;
};

/** How a team compares with those it is level with; undefined where the comparison says nothing of it. */
type Comparison = (facts: TableFacts, team: string, tied: readonly string[]) => number | undefined;

/** Games against common opponents that a comparison across divisions needs at least. */
const COMMON_GAMES = 4;

/** Every comparison; one that says nothing of any of the teams is passed over. */
export const COMPARISONS: Readonly<Record<TieBreak, Comparison>> = {
  wins: ({ season }, team) => season.tally(team).wins,
  head_to_head: ({ season }, team, tied) => winShare(season.tally(team, among(tied))),
  head_to_head_sweep: ({ season }, team, tied) => sweep(season, team, tied),
  head_to_head_points: betweenThem(({ points }, { wins, level }) => wins * points.win + level * points.level),
  head_to_head_difference: betweenThem((_facts, { pointsFor, pointsAgainst }) => pointsFor - pointsAgainst),
  head_to_head_goals: betweenThem((_facts, { pointsFor }) => pointsFor),
  head_to_head_away_goals: betweenThem((_facts, { awayPoints }) => awayPoints),
  difference: ({ season }, team) => difference(season, team),
  points_for: ({ season }, team) => season.tally(team).pointsFor,
  away_goals: ({ season }, team) => season.tally(team).awayPoints,
  away_wins: ({ season }, team) =>
    season
      .meetingsOf(team)
      .filter(({ isAway, pointsFor, pointsAgainst }) => isAway && pointsFor > pointsAgainst).length,
  division_leader: ({ divisionLeaders }, team) => (divisionLeaders.has(team) ? 1 : 0),
  division_record: ({ season }, team, tied) => {
    const { division } = season.memberOf(team);
    const isOne = tied.every((other) => season.memberOf(other).division === division);
    const isIn = (opponent: string): boolean => season.memberOf(opponent).division === division;
    return isOne ? winShare(season.tally(team, isIn)) : undefined;
  },
  conference_record: ({ season }, team) => winShare(season.tally(team, inConference(season, team))),
  common_opponents: ({ season }, team, tied) => winShare(season.tally(team, common(season, tied))),
  common_opponents_of_four_games: ({ season }, team, tied) => {
    const tally = season.tally(team, common(season, tied));
    return tally.games < COMMON_GAMES ? undefined : winShare(tally);
  },
  playoff_teams_of_conference: ({ season, playoffTeams }, team) => {
    const isOwn = inConference(season, team);
    return winShare(season.tally(team, (opponent) => playoffTeams.has(opponent) && isOwn(opponent)));
  },
  playoff_teams_of_other_conference: ({ season, playoffTeams }, team) => {
    const isOwn = inConference(season, team);
    return winShare(season.tally(team, (opponent) => playoffTeams.has(opponent) && !isOwn(opponent)));
  },
  strength_of_victory: ({ season }, team) =>
    strengthOf(
      season,
      season.meetingsOf(team).filter(({ pointsFor, pointsAgainst }) => pointsFor > pointsAgainst),
    ),
  strength_of_schedule: ({ season }, team) => strengthOf(season, season.meetingsOf(team)),
  ranking_in_conference: ({ season }, team) =>
    combinedRanking(season, team, [...season.teams].filter(inConference(season, team))),
  ranking_in_league: ({ season }, team) => combinedRanking(season, team, season.teams),
  difference_against_common_opponents: ({ season }, team, tied) =>
    difference(season, team, common(season, tied)),
  difference_in_conference: ({ season }, team) => difference(season, team, inConference(season, team)),
};

type IsCounted = (opponent: string) => boolean;

/** Compares what teams made of the games between them; says nothing before all of these are played. */
function betweenThem(valueOf: (facts: TableFacts, tally: Tally) => number): Comparison {
  return (facts, team, tied) => {
    const { season, meetings } = facts;
    const isPlayed = (other: string): boolean =>
      other === team || season.tally(team, (opponent) => opponent === other).games >= meetings;
    return tied.every(isPlayed) ? valueOf(facts, season.tally(team, among(tied))) : undefined;
  };
}

const among =
  (tied: readonly string[]): IsCounted =>
  (opponent) =>
    tied.includes(opponent);

function inConference(season: SeasonRecord, team: string): IsCounted {
  const { conference } = season.memberOf(team);
  return (opponent) => season.memberOf(opponent).conference === conference;
}

/** Opponents that all of them met. */
function common(season: SeasonRecord, tied: readonly string[]): IsCounted {
  const met = tied.map((team) => new Set(season.meetingsOf(team).map(({ opponent }) => opponent)));
  return (opponent) => met.every((opponents) => opponents.has(opponent));
}

function difference(season: SeasonRecord, team: string, isCounted?: IsCounted): number {
  const { pointsFor, pointsAgainst } = season.tally(team, isCounted);
  return pointsFor - pointsAgainst;
}

/** Above all others that beat each of them, below those that lost to each. */
function sweep(season: SeasonRecord, team: string, tied: readonly string[]): number {
  const shares = tied
    .filter((other) => other !== team)
    .map((other) => winShare(season.tally(team, (opponent) => opponent === other)));
  if (shares.every((share) => share === 1)) return 1;
  return shares.every((share) => share === 0) ? -1 : 0;
}

/** The share of games that opponents won, each as often as it was met. */
function strengthOf(season: SeasonRecord, meetings: readonly { opponent: string }[]): number {
  let [games, won] = [0, 0];
  for (const { opponent } of meetings) {
    const tally = season.tally(opponent);
    games += tally.games;
    won += tally.wins + tally.level / 2;
  }
  return games === 0 ? 0 : won / games;
}

/** The places by points scored and by points allowed, added up; the lowest sum is the best. */
function combinedRanking(season: SeasonRecord, team: string, teams: readonly string[]): number {
  const own = season.tally(team);
  const tallies = teams.map((other) => season.tally(other));
  const ahead = tallies.filter(({ pointsFor }) => pointsFor > own.pointsFor).length;
  const tighter = tallies.filter(({ pointsAgainst }) => pointsAgainst < own.pointsAgainst).length;
  return -(ahead + tighter);
}
