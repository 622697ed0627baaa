import { type SQL, and, asc, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { games } from '../../../db/schema/games.ts';
import { seasons } from '../../../db/schema/reference.ts';
import type { GameType } from '../../../domain/game-type.ts';
import type { ResultToRate } from '../rated-game.ts';

/**
 * Kinds of games that move ratings: those of the season and its play-offs, as in the published ratings. Preseason and
 * all-star games do not; nor does the final of the NBA Cup, which the league counts in no record.
 */
const RATED_KINDS: readonly GameType[] = ['regular', 'playin', 'playoff'];

/** A game of the database that counts, its teams by their ids. */
export type CountingGame = ResultToRate & {
  startsAt: Date;
  startYear: number;
  /** Whether it counts for the table, and so for Pythagorean figures. */
  isOfTable: boolean;
};

/** Schedules that do not say it mean the regular season. */
const kind = sql<string>`coalesce(${games.gameType}, 'regular')`;

/** Whether a game is of a kind that moves ratings. */
export function isOfRatedKind(): SQL | undefined {
  return or(isNull(games.gameType), inArray(games.gameType, RATED_KINDS));
}

function isOfSeason(leagueIds: readonly number[], seasonYear: number): SQL | undefined {
  return and(inArray(games.leagueId, [...leagueIds]), eq(seasons.year, seasonYear), isOfRatedKind());
}

/** The final results of a season of some leagues that were played: none that were awarded. */
export async function readCountingGames(
  tx: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
): Promise<CountingGame[]> {
  const rows = await tx
    .select({
      id: games.id,
      leagueId: games.leagueId,
      date: games.slateDate,
      startsAt: games.gameDatetime,
      home: games.homeTeamId,
      away: games.awayTeamId,
      homeScore: games.homeScore,
      awayScore: games.awayScore,
      isNeutral: games.isNeutralSite,
      kind,
    })
    .from(games)
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(and(isOfSeason(leagueIds, seasonYear), eq(games.status, 'completed'), hasScores()));
  return rows.map(({ leagueId, home, away, homeScore, awayScore, kind: kindOfGame, ...rest }) => ({
    ...rest,
    season: seasonYear,
    startYear: seasonYear,
    league: String(leagueId),
    home: String(home),
    away: String(away),
    homeScore: homeScore ?? 0,
    awayScore: awayScore ?? 0,
    isOfTable: kindOfGame === 'regular',
  }));
}

function hasScores(): SQL | undefined {
  return and(isNotNull(games.homeScore), isNotNull(games.awayScore));
}

/** The order of play in a season: by day, then start, then id. */
export function bySeasonOrder(one: CountingGame, other: CountingGame): number {
  if (one.date !== other.date) return one.date < other.date ? -1 : 1;
  return one.startsAt.getTime() - other.startsAt.getTime() || one.id - other.id;
}

/** Who plays a season of some leagues, by the league's id; games to come included. */
export async function readClubs(
  tx: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await tx
    .select({ leagueId: games.leagueId, home: games.homeTeamId, away: games.awayTeamId })
    .from(games)
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(and(isOfSeason(leagueIds, seasonYear), ne(games.status, 'cancelled')))
    .groupBy(games.leagueId, games.homeTeamId, games.awayTeamId);
  const leagues = Map.groupBy(rows, ({ leagueId }) => String(leagueId));
  return new Map(
    [...leagues].map(([league, pairs]) => [
      league,
      new Set(pairs.flatMap(({ home, away }) => [String(home), String(away)])),
    ]),
  );
}

/** The seasons of each of some leagues that have games of these kinds, in their order. */
export async function readSeasonsPlayed(
  tx: Executor,
  leagueIds: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const rows = await tx
    .select({ leagueId: games.leagueId, year: seasons.year })
    .from(games)
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(and(inArray(games.leagueId, [...leagueIds]), isOfRatedKind(), ne(games.status, 'cancelled')))
    .groupBy(games.leagueId, seasons.year)
    .orderBy(asc(seasons.year));
  return new Map(
    [...Map.groupBy(rows, ({ leagueId }) => leagueId)].map(([leagueId, ofLeague]) => [
      leagueId,
      ofLeague.map(({ year }) => year),
    ]),
  );
}
