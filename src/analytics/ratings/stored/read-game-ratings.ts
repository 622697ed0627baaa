import { eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../../db/database.ts';
import { firstRow } from '../../../db/rows.ts';
import { games } from '../../../db/schema/games.ts';
import { seasons, sports } from '../../../db/schema/reference.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import { selecting } from '../../../db/selecting.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import { expectedShare, leadOf } from '../elo.ts';
import { type ThreeWay, threeWayOf } from '../three-way.ts';

export type RatingsOfSide = {
  before: number;
  /** Null before the game. */
  after: number | null;
  /** What the side was or is expected to get: 1 a win, 0.5 a level score. */
  expected: number;
};

/** The ratings of both sides of a game; `ends` of sports whose games have three. */
export type GameRatings = { home: RatingsOfSide; away: RatingsOfSide; ends: ThreeWay | null };

const row = teamRatings;

/**
 * Ratings before and after a game that counts; before it, those of the last game of each side, where both have played in
 * its season. Undefined where they are not known.
 */
export async function readGameRatings(db: Executor, gameId: number): Promise<GameRatings | undefined> {
  const side = (team: AnyPgColumn, as: string) => sql`
    left join lateral (
      select ${row.gameId} = ${games.id} as is_own, ${row.eloBefore}, ${row.eloAfter}, ${row.expected} from ${row}
      where ${row.teamId} = ${team} and ${row.leagueId} = ${games.leagueId} and ${row.seasonYear} = ${seasons.year}
        and (${row.gameId} = ${games.id} or ${games.status} in ('scheduled', 'in_progress', 'postponed'))
      order by ${row.gameId} = ${games.id} desc, ${row.playedOn} desc, ${row.startsAt} desc, ${row.gameId} desc limit 1
    ) as ${sql.identifier(as)} on true`;
  const read = await firstRow(
    db,
    selecting(
      {
        sport: sports.displayName,
        neutral: games.isNeutralSite,
        is_rated: sql<boolean | null>`home.is_own and away.is_own`,
        home_before: sql<number | null>`home.elo_before`,
        home_after: sql<number | null>`home.elo_after`,
        away_before: sql<number | null>`away.elo_before`,
        away_after: sql<number | null>`away.elo_after`,
        expected: sql<number | null>`home.expected`,
        away_expected: sql<number | null>`away.expected`,
      },
      (list) => sql`
      select ${list} from ${games} join ${seasons} on ${eq(seasons.id, games.seasonId)}
      join ${sports} on ${eq(sports.id, games.sportId)}
      ${side(games.homeTeamId, 'home')} ${side(games.awayTeamId, 'away')}
      where ${eq(games.id, gameId)}`,
    ),
  );
  const rules = read === undefined ? undefined : SPORT_FACTS[read.sport].ratings;
  if (read === undefined || rules === undefined) return undefined;
  const { is_rated: isRated, neutral: isNeutral } = read;
  const [home, away] = isRated ? [read.home_before, read.away_before] : [read.home_after, read.away_after];
  if (home === null || away === null) return undefined;
  const lead = leadOf(rules.elo, { home, away }, { isNeutral });
  const expected = (isRated ? read.expected : null) ?? expectedShare(lead);
  const awayExpected = (isRated ? read.away_expected : null) ?? 1 - expected;
  return {
    home: { before: home, after: isRated ? read.home_after : null, expected },
    away: { before: away, after: isRated ? read.away_after : null, expected: awayExpected },
    ends: rules.threeWay === undefined ? null : threeWayOf(rules.threeWay, lead),
  };
}
