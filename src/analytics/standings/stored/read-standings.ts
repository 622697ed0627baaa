import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { Database } from '../../../db/database.ts';
import { leagues, sports, teams } from '../../../db/schema/reference.ts';
import { standings } from '../../../db/schema/standings.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import { type StandingsRules, type TieBreak, rulesOfSeason } from '../../../sports/standings-rules.ts';

export type StandingsFilter = {
  leagueName: string;
  /** The newest season with a table without it. */
  seasonYear?: number | undefined;
  /** The table as it stood at the end of that day; the newest without it. */
  date?: string | undefined;
};

/** A table, or why there is none; field names as they are published. */
export type StandingsAnswer =
  | {
      ok: true;
      league: string;
      season: number;
      as_of: string;
      /** Seasons of the league with a table, the newest first. */
      seasons: readonly number[];
      tie_breaks: TieBreaksOfSeason;
      items: readonly StandingRow[];
    }
  | { ok: false; message: string; remedy: string };

/** How teams that are level are parted in a season. */
export type TieBreaksOfSeason = {
  /** Of two teams, in their order. */
  order: readonly TieBreak[];
  /** Where it is said; null: unsourced, and the order is that of the seasons after. */
  source: string | null;
  /** What decides that a table cannot tell. */
  beyond: string | null;
};

export type StandingRow = ReturnType<typeof published>;

/** The table of a league at the end of a day. Throws nothing; the league is one that there is. */
export async function readStandings(
  db: Database,
  { leagueName, seasonYear, date }: StandingsFilter,
): Promise<StandingsAnswer> {
  const [league] = await db
    .select({ id: leagues.id, code: leagues.code, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(leagues.name, leagueName));
  if (league === undefined) throw new Error(`league ${leagueName} is gone`);
  const rules = SPORT_FACTS[league.sport].standings?.(league.code ?? leagueName);
  if (rules === undefined) {
    const message = `The regulations of ${leagueName} are not known here, so it has no table.`;
    return { ok: false, message, remedy: 'docs/history.md lists the leagues that have one.' };
  }
  const seasons = await readSeasons(db, league.id);
  const [newest] = await db
    .select({ season: standings.seasonYear, asOf: standings.asOf })
    .from(standings)
    .where(
      and(
        eq(standings.leagueId, league.id),
        seasonYear === undefined ? undefined : eq(standings.seasonYear, seasonYear),
        date === undefined ? undefined : lte(standings.asOf, date),
      ),
    )
    .orderBy(desc(standings.seasonYear), desc(standings.asOf))
    .limit(1);
  if (newest === undefined) return noTable(leagueName, { seasonYear, date, seasons });
  const rows = await readTable(db, league.id, newest);
  return {
    ok: true,
    league: leagueName,
    season: newest.season,
    as_of: newest.asOf,
    seasons,
    tie_breaks: tieBreaksOf(rules, newest.season),
    items: rows.map((row) => published(row, rows)),
  };
}

function tieBreaksOf(known: StandingsRules, season: number): TieBreaksOfSeason {
  const { rules, source, beyond } = rulesOfSeason(known, season);
  return { order: rules.tieBreaks.two, source, beyond };
}

async function readSeasons(db: Database, leagueId: number): Promise<number[]> {
  const rows = await db
    .selectDistinct({ year: standings.seasonYear })
    .from(standings)
    .where(eq(standings.leagueId, leagueId))
    .orderBy(desc(standings.seasonYear));
  return rows.map(({ year }) => year);
}

function readTable(db: Database, leagueId: number, { season, asOf }: { season: number; asOf: string }) {
  return db
    .select({ row: standings, name: teams.name, textId: teams.textId })
    .from(standings)
    .innerJoin(teams, eq(teams.id, standings.teamId))
    .where(and(eq(standings.leagueId, leagueId), eq(standings.seasonYear, season), eq(standings.asOf, asOf)))
    .orderBy(asc(standings.conference), asc(standings.rank), asc(teams.name));
}

type Stored = Awaited<ReturnType<typeof readTable>>[number];

function published({ row, name, textId }: Stored, all: readonly Stored[]) {
  const isOfPlace = (other: Stored): boolean =>
    other.row.conference === row.conference && other.row.rank === row.rank;
  return {
    conference: row.conference === '' ? null : row.conference,
    division: row.division === '' ? null : row.division,
    rank: row.rank,
    division_rank: row.divisionRank,
    team_id: row.teamId,
    text_id: textId,
    team: name,
    games: row.games,
    wins: row.wins,
    losses: row.losses,
    level: row.level,
    win_share: row.winShare,
    points: row.points,
    points_deducted: row.pointsDeducted,
    points_for: row.pointsFor,
    points_against: row.pointsAgainst,
    games_behind: row.gamesBehind,
    last10: { wins: row.last10Wins, losses: row.last10Losses, level: row.last10Level },
    streak: { result: row.streakResult, games: row.streakGames },
    decided_by: row.decidedBy,
    /** Nothing parts it from another team of its place: lots or a toss would. */
    is_shared: all.filter(isOfPlace).length > 1,
    refreshed_at: row.refreshedAt,
  };
}

function noTable(
  league: string,
  {
    seasonYear,
    date,
    seasons,
  }: { seasonYear: number | undefined; date: string | undefined; seasons: readonly number[] },
): StandingsAnswer {
  const when = [
    seasonYear === undefined ? '' : ` in ${seasonYear}`,
    date === undefined ? '' : ` up to ${date}`,
  ].join('');
  const message = `No final game of ${league}${when} is known, so there is no table.`;
  const [newest] = seasons;
  const remedy =
    newest === undefined
      ? 'Tables follow seconds after results, while control runs; datasets refresh standings computes them at once.'
      : `There are tables of ${seasons.join(', ')}.`;
  return { ok: false, message, remedy };
}
