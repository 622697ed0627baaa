import type { teamRatings } from '../../../db/schema/team-ratings.ts';
import type { RatingRules } from '../../../sports/rating-rules.ts';
import { pythagoreanByDay } from '../pythagorean.ts';
import type { RatedGame, TeamRating } from '../rated-game.ts';
import type { CountingGame } from './counting-games.ts';

/** A row of the table, but when it was written. */
export type RatingRow = Omit<typeof teamRatings.$inferSelect, 'refreshedAt'>;

/** The rows of rated games of one season, two a game, in the order of play. */
export function rowsOfGames(rules: RatingRules, rated: readonly RatedGame<CountingGame>[]): RatingRow[] {
  const leagues = Map.groupBy(rated, ({ game }) => game.league);
  const shares = new Map([...leagues].map(([league, own]) => [league, pythagoreanShares(rules, own)]));
  return rated.flatMap((one) => rowsOfGame(rules, one, shares.get(one.game.league) ?? (() => null)));
}

function rowsOfGame(
  { version }: RatingRules,
  { game, home, away, probability }: RatedGame<CountingGame>,
  shareOn: (team: string, date: string) => number | null,
): [RatingRow, RatingRow] {
  const result = (Math.sign(game.homeScore - game.awayScore) + 1) / 2;
  const shared = {
    gameId: game.id,
    leagueId: Number(game.league),
    seasonYear: game.season,
    playedOn: game.date,
    startsAt: game.startsAt,
    isNeutral: game.isNeutral,
    rules: version,
  };
  return [
    {
      ...shared,
      teamId: Number(game.home),
      opponentId: Number(game.away),
      isHome: true,
      pointsFor: game.homeScore,
      pointsAgainst: game.awayScore,
      result,
      expected: probability,
      eloBefore: home.before,
      eloAfter: home.after,
      pythagoreanShare: shareOn(game.home, game.date),
    },
    {
      ...shared,
      teamId: Number(game.away),
      opponentId: Number(game.home),
      isHome: false,
      pointsFor: game.awayScore,
      pointsAgainst: game.homeScore,
      result: 1 - result,
      expected: 1 - probability,
      eloBefore: away.before,
      eloAfter: away.after,
      pythagoreanShare: shareOn(game.away, game.date),
    },
  ];
}

/** The share of a team at the end of a day; asked in the order of play. */
function pythagoreanShares(
  { pythagorean }: RatingRules,
  rated: readonly RatedGame<CountingGame>[],
): (team: string, date: string) => number | null {
  const ofTable = rated.map(({ game }) => game).filter(({ isOfTable }) => isOfTable);
  const days = pythagoreanByDay(pythagorean, ofTable);
  const shares = new Map(days.map(({ team, date, share }) => [`${team} ${date}`, share]));
  const latest = new Map<string, number>();
  return (team, date) => {
    const share = shares.get(`${team} ${date}`) ?? latest.get(team);
    if (share !== undefined) latest.set(team, share);
    return share ?? null;
  };
}

/** What was computed of games before, by their ids; of rows by other rules nothing counts. */
export function ratedBefore(
  { version }: RatingRules,
  rows: readonly RatingRow[],
): ReadonlyMap<number, RatedGame> {
  const away = new Map(rows.filter(({ isHome }) => !isHome).map((row) => [row.gameId, row]));
  const found = new Map<number, RatedGame>();
  for (const home of rows) {
    const other = away.get(home.gameId);
    if (!home.isHome || other === undefined || home.rules !== version) continue;
    found.set(home.gameId, {
      game: {
        id: home.gameId,
        date: home.playedOn,
        season: home.seasonYear,
        league: String(home.leagueId),
        isNeutral: home.isNeutral,
        home: String(home.teamId),
        away: String(other.teamId),
        homeScore: home.pointsFor,
        awayScore: home.pointsAgainst,
      },
      home: { before: home.eloBefore, after: home.eloAfter },
      away: { before: other.eloBefore, after: other.eloAfter },
      probability: home.expected,
    });
  }
  return found;
}

/** Where the teams of rows in the order of play stand after them. */
export function standsAfter(rows: readonly RatingRow[]): ReadonlyMap<string, TeamRating> {
  return new Map(
    rows.map(({ teamId, eloAfter, seasonYear }) => [
      String(teamId),
      { rating: eloAfter, season: seasonYear },
    ]),
  );
}

/** Rows that have to be written, and games whose rows have to go first. */
export function differenceOf(
  stored: readonly RatingRow[],
  computed: readonly RatingRow[],
): { write: readonly RatingRow[]; remove: readonly RatingRow[] } {
  const before = new Map(stored.map((row) => [keyOf(row), row]));
  const after = new Map(computed.map((row) => [keyOf(row), row]));
  return {
    write: computed.filter((row) => !isSame(before.get(keyOf(row)), row)),
    remove: stored.filter((row) => !isSame(after.get(keyOf(row)), row)),
  };
}

function keyOf({ gameId, teamId }: RatingRow): string {
  return `${gameId} ${teamId}`;
}

function isSame(one: RatingRow | undefined, other: RatingRow): boolean {
  if (one === undefined) return false;
  return (Object.keys(other) as (keyof RatingRow)[]).every(
    (name) => valueOf(one[name]) === valueOf(other[name]),
  );
}

function valueOf(value: RatingRow[keyof RatingRow]): string | number | boolean | null {
  return value instanceof Date ? value.getTime() : value;
}
