import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, seasons } from '../../db/schema/reference.ts';
import type { League } from '../../domain/league.ts';
import { SPORTS } from '../../domain/sport.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import { loadTeamDirectory } from '../../reference/teams/team-directory.ts';
import { type WeeklyReport, rawOf } from './read-injury-file.ts';
import { type Span, weekSpan } from './week-spans.ts';

/** A report with the team and the time that it is of. */
export type PlacedReport = WeeklyReport & { teamId: number; span: Span };

/** A league with its ids, and the reports of it. */
export type PlacedReports = {
  league: League;
  leagueId: number;
  sportId: number;
  placed: PlacedReport[];
  /** Every week of the league whose games are known. */
  weeks: readonly Span[];
  refused: QuarantinedRow[];
};

/**
 * Finds the league of a file by the names of its teams, and the team and the days of each report. A week is known by the
 * games of our schedule. Throws LoadFileError where no league, or several, have these teams.
 */
export async function placeReports(
  tx: Executor,
  reports: readonly WeeklyReport[],
  asked: League | undefined,
): Promise<PlacedReports> {
  const { league, resolver, leagueId, weeks } = await leagueOf(tx, reports, asked);
  const [row] = await tx.select({ sportId: leagues.sportId }).from(leagues).where(eq(leagues.id, leagueId));
  const spans = [...weeks.values()].map((firstDay) => weekSpan(firstDay, league.timezone));
  const placed: PlacedReport[] = [];
  const refused: QuarantinedRow[] = [];
  for (const report of reports) {
    const { line, team, season, week } = report;
    const raw = rawOf(report);
    const found = resolver.resolve(team, season);
    const firstDay = weeks.get(`${season} ${week}`);
    if (!found.ok) {
      const near = found.suggestions.length > 0 ? `, perhaps ${found.suggestions.join(' or ')}` : '';
      refused.push({
        line,
        field: 'team',
        value: team,
        reason: found.reason,
        problem: `${team} means no single team of ${league.name}${near}`,
        remedy: 'Teach the name (teams alias add), and load the file again.',
        raw,
      });
    } else if (firstDay === undefined) {
      refused.push({
        line,
        field: 'week',
        value: String(week),
        reason: 'unknown_week',
        problem: `no game of week ${week} of ${season} is known, so that its days are not`,
        remedy: 'Ingest the schedule of the season, and load the file again.',
        raw,
      });
    } else {
      placed.push({ ...report, teamId: found.teamKey, span: weekSpan(firstDay, league.timezone) });
    }
  }
  return { league, leagueId, sportId: row?.sportId ?? 0, placed, refused, weeks: spans };
}

/** Of a file without a league: the one that has most of its teams and weeks. */
async function leagueOf(tx: Executor, reports: readonly WeeklyReport[], asked: League | undefined) {
  const candidates = [];
  for (const sport of asked ? [asked.sport] : SPORTS) {
    const directory = await loadTeamDirectory(tx, sport);
    for (const league of asked ? [asked] : directory.leagues.of(sport)) {
      const resolver = directory.resolverOf(league.name);
      const leagueId = directory.leagueIdOf(league.name);
      const weeks = await weeksOf(tx, leagueId);
      const known = reports.filter(({ team, season }) => resolver.resolve(team, season).ok);
      const placed = known.filter(({ season, week }) => weeks.has(`${season} ${week}`));
      candidates.push({ league, resolver, weeks, leagueId, fit: known.length + placed.length });
    }
  }
  const [first, second] = candidates.toSorted((one, other) => other.fit - one.fit);
  const isClear = first !== undefined && first.fit > (second?.fit ?? 0);
  if (first && (asked || isClear)) return first;
  throw new LoadFileError(
    'unknown_league',
    'the names of the teams do not tell which league the file is of',
    'Name it: --league.',
  );
}

/** The first day of each week of a league, by season and number. */
async function weeksOf(tx: Executor, leagueId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .select({
      season: seasons.year,
      week: games.week,
      firstDay: sql<string>`min(${games.slateDate})::text`,
    })
    .from(games)
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(and(eq(games.leagueId, leagueId), isNotNull(games.week), sql`${games.status} <> 'cancelled'`))
    .groupBy(seasons.year, games.week);
  return new Map(rows.map(({ season, week, firstDay }) => [`${season} ${week}`, firstDay]));
}
