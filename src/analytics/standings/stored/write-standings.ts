import { and, eq, getTableColumns, gte, sql } from 'drizzle-orm';
import { bareColumns } from '../../../db/bare-columns.ts';
import type { Executor } from '../../../db/database.ts';
import { standings } from '../../../db/schema/standings.ts';
import { type DayStanding, type TableDay, type TableSeason, daysOfTable, tableOn } from '../days-of-table.ts';

/** Days that are written together. */
const DAYS_AT_ONCE = 20;

type OfSeason = { leagueId: number; seasonYear: number };

/** What was written of a season, and of which teams. */
export type WrittenStandings = { removed: number; written: number; teamIds: readonly number[] };

/** Computes the tables of a season anew from the first day on whose results are not those of before. */
export async function writeStandings(
  tx: Executor,
  of: OfSeason,
  season: TableSeason,
): Promise<WrittenStandings> {
  const days = daysOfTable(season);
  const stored = await storedDays(tx, of);
  const from = firstDifference(days, stored);
  if (from === undefined) return { removed: 0, written: 0, teamIds: [] };
  const removed = await tx
    .delete(standings)
    .where(and(isOf(of), gte(standings.asOf, from)))
    .returning({ teamId: standings.teamId });
  const due = days.filter(({ asOf }) => asOf >= from);
  let written = 0;
  for (let start = 0; start < due.length; start += DAYS_AT_ONCE)
    written += await insertDays(tx, of, season, due.slice(start, start + DAYS_AT_ONCE));
  const teamIds = new Set([
    ...removed.map(({ teamId }) => teamId),
    ...[...season.members.keys()].map(Number),
  ]);
  return { removed: removed.length, written, teamIds: [...teamIds] };
}

function isOf({ leagueId, seasonYear }: OfSeason) {
  return and(eq(standings.leagueId, leagueId), eq(standings.seasonYear, seasonYear));
}

async function storedDays(tx: Executor, of: OfSeason): Promise<readonly TableDay[]> {
  return tx
    .select({ asOf: standings.asOf, resultsHash: standings.resultsHash })
    .from(standings)
    .where(isOf(of))
    .groupBy(standings.asOf, standings.resultsHash)
    .orderBy(standings.asOf);
}

/** The first day that one of both has otherwise, or alone; undefined where they agree. */
function firstDifference(days: readonly TableDay[], stored: readonly TableDay[]): string | undefined {
  for (const index of Array(Math.max(days.length, stored.length)).keys()) {
    const [one, other] = [days[index], stored[index]];
    if (one?.asOf === other?.asOf && one?.resultsHash === other?.resultsHash) continue;
    return [one?.asOf, other?.asOf].filter((day) => day !== undefined).toSorted()[0];
  }
  return undefined;
}

/** All rows as one parameter: two dozen for each take longer to write down than to insert. */
async function insertDays(
  tx: Executor,
  of: OfSeason,
  season: TableSeason,
  days: readonly TableDay[],
): Promise<number> {
  const rows = days.flatMap((day) => tableOn(season, day.asOf).map((standing) => rowOf(of, day, standing)));
  const { refreshedAt: _refreshedAt, ...columns } = getTableColumns(standings);
  const names = bareColumns(...Object.values(columns));
  const document = rows.map((row) =>
    Object.fromEntries(
      Object.entries(columns).map(([key, { name }]) => [name, row[key as keyof typeof row] ?? null]),
    ),
  );
  await tx.execute(sql`
    insert into ${standings} (${names})
    select ${names} from jsonb_populate_recordset(null::${standings}, ${JSON.stringify(document)}::jsonb)`);
  return rows.length;
}

function rowOf({ leagueId, seasonYear }: OfSeason, { asOf, resultsHash }: TableDay, standing: DayStanding) {
  const { last10, streak, conference, division, rank, divisionRank, decidedBy } = standing;
  const { games, wins, losses, level, winShare, points, deducted, pointsFor, pointsAgainst } = standing;
  return {
    leagueId,
    seasonYear,
    asOf,
    teamId: Number(standing.team),
    conference,
    division,
    rank,
    divisionRank,
    decidedBy,
    games,
    wins,
    losses,
    level,
    winShare,
    points,
    pointsDeducted: deducted,
    pointsFor,
    pointsAgainst,
    gamesBehind: standing.gamesBehind,
    last10Wins: last10.wins,
    last10Losses: last10.losses,
    last10Level: last10.level,
    streakResult: streak.result,
    streakGames: streak.games,
    resultsHash,
  };
}
