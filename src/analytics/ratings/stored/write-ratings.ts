import { type SQL, and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { bareColumns } from '../../../db/bare-columns.ts';
import type { Executor } from '../../../db/database.ts';
import { rowsOf } from '../../../db/rows.ts';
import { leagues, teams } from '../../../db/schema/reference.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import { columnIn, selecting } from '../../../db/selecting.ts';
import type { TeamRating } from '../rated-game.ts';
import type { RatingRow } from './rating-rows.ts';

const { refreshedAt: _refreshedAt, ...COLUMNS } = getTableColumns(teamRatings);

/** The rows of a season of some leagues as they stand, in the order of play. */
export function readStoredSeason(
  tx: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
): Promise<RatingRow[]> {
  return tx
    .select(COLUMNS)
    .from(teamRatings)
    .where(and(inArray(teamRatings.leagueId, [...leagueIds]), eq(teamRatings.seasonYear, seasonYear)))
    .orderBy(asc(teamRatings.playedOn), asc(teamRatings.startsAt), asc(teamRatings.gameId));
}

/** The seasons of each of some leagues that have rows. */
export async function readStoredSeasons(
  tx: Executor,
  leagueIds: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const rows = await tx
    .select({ leagueId: teamRatings.leagueId, year: teamRatings.seasonYear })
    .from(teamRatings)
    .where(inArray(teamRatings.leagueId, [...leagueIds]))
    .groupBy(teamRatings.leagueId, teamRatings.seasonYear);
  return new Map(
    [...Map.groupBy(rows, ({ leagueId }) => leagueId)].map(([leagueId, ofLeague]) => [
      leagueId,
      ofLeague.map(({ year }) => year),
    ]),
  );
}

/** Where the teams of some leagues of one sport stand before a season. */
export async function readStands(
  tx: Executor,
  leagueIds: readonly number[],
  seasonYear: number,
): Promise<ReadonlyMap<string, TeamRating>> {
  const row = teamRatings;
  const of = sql.param([...leagueIds]);
  const found = await rowsOf(
    tx,
    selecting(
      {
        team_id: columnIn('member', teams.id),
        elo: columnIn('last', row.eloAfter),
        season_year: columnIn('last', row.seasonYear),
      },
      (list) => sql`
      select ${list} from ${teams} as member cross join lateral (
        select ${row.eloAfter}, ${row.seasonYear} from ${row}
        where ${row.teamId} = ${columnIn('member', teams.id)} and ${row.leagueId} = any(${of}::int[])
          and ${row.seasonYear} < ${seasonYear}
        order by ${row.seasonYear} desc, ${row.playedOn} desc, ${row.startsAt} desc, ${row.gameId} desc limit 1
      ) as last
      where ${columnIn('member', teams.sportId)} in (select ${leagues.sportId} from ${leagues} where ${leagues.id} = any(${of}::int[]))`,
    ),
  );
  return new Map(found.map((one) => [String(one.team_id), { rating: one.elo, season: one.season_year }]));
}

/** A row of another season or league that a game had before it came into this one. */
export type MovedRow = { leagueId: number; seasonYear: number; teamId: number };

/** Takes the rows of games away, wherever they stand; returns what stood there. */
export async function removeRatings(tx: Executor, gameIds: readonly number[]): Promise<readonly MovedRow[]> {
  if (gameIds.length === 0) return [];
  return tx
    .delete(teamRatings)
    .where(sql`${teamRatings.gameId} = any(${sql.param([...gameIds])}::int[])`)
    .returning({
      leagueId: teamRatings.leagueId,
      seasonYear: teamRatings.seasonYear,
      teamId: teamRatings.teamId,
    });
}

/** Writes rows, in one statement: they are those of one season. */
export async function insertRatings(tx: Executor, rows: readonly RatingRow[]): Promise<void> {
  if (rows.length === 0) return;
  const entries = Object.entries(COLUMNS) as [keyof RatingRow, PgColumn][];
  const arrays = entries.map(
    ([name, column]): SQL =>
      sql`${sql.param(rows.map((row) => driverValue(row[name])))}::${sql.raw(column.getSQLType())}[]`,
  );
  await tx.execute(sql`
    insert into ${teamRatings} (${bareColumns(...entries.map(([, column]) => column))})
    select * from unnest(${sql.join(arrays, sql`, `)})`);
}

function driverValue(value: RatingRow[keyof RatingRow]): string | number | boolean | null {
  return value instanceof Date ? value.toISOString() : value;
}
