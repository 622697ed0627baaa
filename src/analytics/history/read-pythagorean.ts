import { type SQL, and, asc, desc, eq, gte, lte, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { teamDayRecords } from '../../db/schema/team-day-records.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

const table = teamDayRecords;

export type PythagoreanFilter = {
  leagueName: string;
  /** The newest season without it. */
  seasonYear?: number | undefined;
  /** As it stood at the end of that day; the newest without it. */
  date?: string | undefined;
};

export type PythagoreanRow = ReturnType<typeof published>;

/** What points say of a season's teams, or why nothing is said; field names as they are published. */
export type PythagoreanAnswer =
  | {
      ok: true;
      league: string;
      season: number;
      /** The newest day of play that is in the figures. */
      as_of: string;
      /** `e` of `PF^e / (PF^e + PA^e)`. */
      exponent: number;
      items: readonly PythagoreanRow[];
    }
  | { ok: false; message: string; remedy: string };

/**
 * Points for and against of the teams of a league's season, the games that these should have won, and by how many more
 * were won; those with the best share first. The league is one that there is.
 */
export async function readPythagorean(
  db: Database,
  { leagueName, seasonYear, date }: PythagoreanFilter,
): Promise<PythagoreanAnswer> {
  const [league] = await db
    .select({ id: leagues.id, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(leagues.name, leagueName));
  if (league === undefined) throw new Error(`league ${leagueName} is gone`);
  const rules = SPORT_FACTS[league.sport].ratings?.pythagorean;
  if (rules === undefined)
    return {
      ok: false,
      message: `The exponent of ${league.sport} has no source, so nothing is computed by it.`,
      remedy: 'Choose a league of another sport.',
    };
  const isUpTo = date === undefined ? undefined : lte(table.playedOn, date);
  const [newest] = await db
    .select({ season: table.seasonYear, asOf: table.playedOn })
    .from(table)
    .where(
      and(
        eq(table.leagueId, league.id),
        gte(table.games, 1),
        seasonYear === undefined ? undefined : eq(table.seasonYear, seasonYear),
        isUpTo,
      ),
    )
    .orderBy(desc(table.seasonYear), desc(table.playedOn))
    .limit(1);
  if (newest === undefined) return noFigures(leagueName, seasonYear, date);
  const rows = await readLatest(db, league.id, newest.season, isUpTo);
  return {
    ok: true,
    league: leagueName,
    season: newest.season,
    as_of: newest.asOf,
    exponent: rules.exponent,
    items: rows.map((row) => published(row, rules.tablePointsPerGame)).toSorted((a, b) => b.share - a.share),
  };
}

/** The newest row of each team of the season. */
function readLatest(db: Database, leagueId: number, season: number, isUpTo: SQL | undefined) {
  return db
    .selectDistinctOn([table.teamId], { row: table, name: teams.name, textId: teams.textId })
    .from(table)
    .innerJoin(teams, eq(teams.id, table.teamId))
    .where(and(eq(table.leagueId, leagueId), eq(table.seasonYear, season), sql`${table.games} > 0`, isUpTo))
    .orderBy(asc(table.teamId), desc(table.playedOn));
}

type Latest = Awaited<ReturnType<typeof readLatest>>[number];

function published({ row, name, textId }: Latest, tablePointsPerGame: number | undefined) {
  const share = row.pythagoreanShare ?? 0.5;
  const won = row.wins + row.level / 2;
  const expected = share * row.games;
  return {
    team_id: row.teamId,
    text_id: textId,
    team: name,
    games: row.games,
    wins: row.wins,
    losses: row.losses,
    level: row.level,
    points_for: row.pointsFor,
    points_against: row.pointsAgainst,
    share,
    /** A level game is half a win. */
    expected_wins: expected,
    difference: won - expected,
    /** Of leagues whose tables count points; null elsewhere. */
    expected_table_points: tablePointsPerGame === undefined ? null : tablePointsPerGame * row.games * share,
  };
}

function noFigures(
  league: string,
  seasonYear: number | undefined,
  date: string | undefined,
): PythagoreanAnswer {
  const season = seasonYear === undefined ? '' : ` in ${seasonYear}`;
  const until = date === undefined ? '' : ` up to ${date}`;
  return {
    ok: false,
    message: `No final game of ${league}${season}${until} is known, so nothing follows from its points.`,
    remedy:
      'Figures follow seconds after results, while control runs; datasets refresh team_day_records computes them at once.',
  };
}
