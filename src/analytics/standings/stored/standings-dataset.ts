import { type SQL, eq, getTableName, inArray, sql } from 'drizzle-orm';
import type { Dataset, KeySelection, Replayed, SeasonScope } from '../../../datasets/dataset.ts';
import type { Transaction } from '../../../db/locked-transaction.ts';
import { rowsOf } from '../../../db/rows.ts';
import { games } from '../../../db/schema/games.ts';
import { leagues, seasons, sports, teams } from '../../../db/schema/reference.ts';
import { pointDeductions, standings } from '../../../db/schema/standings.ts';
import { selecting } from '../../../db/selecting.ts';
import { regulationsDigest } from './regulations-digest.ts';
import { leaguesWithTables, readTableSeason } from './read-table-season.ts';
import { writeStandings } from './write-standings.ts';

const table = standings;

/** Decisions about points, and the tables that follow from results and them. */
export function standingsDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(pointDeductions),
      relation: 'table',
      grain: 'one decision about points of one team in one season of a league',
      meaning: 'Points that were taken off or given back, from which day on, and where it is said.',
      inputs: [{ dataset: getTableName(leagues) }, { dataset: getTableName(teams) }],
    },
    {
      name: getTableName(table),
      relation: 'table',
      grain: 'one team in the table of a league after one day of play of a season',
      meaning:
        'Record, points, place in the conference and division by the tie-breaks of the league with what decided it, games behind, last ten games and streak.',
      inputs: [games, seasons, sports, leagues, teams, pointDeductions].map((input) => ({
        dataset: getTableName(input),
      })),
      refresh: { replay, rebuild, keys },
      rules: regulationsDigest,
      freshWithinSeconds: 60,
    },
  ];
}

/** A league is the entity of a change; its season is computed anew from the first day that differs. */
async function replay(tx: Transaction, scopes: readonly SeasonScope[]): Promise<Replayed> {
  let [removed, written] = [0, 0];
  const changed: (SeasonScope & { entityIds: readonly number[] })[] = [];
  for (const { seasonYear, entityIds } of scopes) {
    for (const league of await leaguesWithTables(tx, entityIds)) {
      const season = await readTableSeason(tx, league, seasonYear);
      const done = await writeStandings(tx, { leagueId: league.id, seasonYear }, season);
      removed += done.removed;
      written += done.written;
      if (done.teamIds.length > 0) changed.push({ seasonYear, entityIds: done.teamIds });
    }
  }
  return { removed, written, changed };
}

/** Believes none of the hashes that are there: all seasons of the leagues are written anew. */
async function rebuild(tx: Transaction, leagueIds?: readonly number[]): Promise<Replayed> {
  const known = await rowsOf(
    tx,
    selecting(
      { seasonYear: sql<number>`season_year`, leagueId: sql<number>`entity_id` },
      (list) =>
        sql`select ${list} from (${keys({ entityIds: leagueIds })}) as known order by season_year, entity_id`,
    ),
  );
  const gone = await tx
    .delete(table)
    .where(leagueIds === undefined ? undefined : inArray(table.leagueId, [...leagueIds]))
    .returning({ teamId: table.teamId });
  const scopes = known.map(({ seasonYear, leagueId }) => ({ seasonYear, entityIds: [leagueId] }));
  const { written, changed } = await replay(tx, scopes);
  return { removed: gone.length, written, changed };
}

function keys({ seasonYear, entityIds }: KeySelection): SQL {
  const isSeason = (year: SQL): SQL => (seasonYear === undefined ? sql`true` : sql`${year} = ${seasonYear}`);
  const isLeague = (league: SQL): SQL =>
    entityIds === undefined ? sql`true` : sql`${league} = any(${sql.param([...entityIds])}::int[])`;
  return sql`
    select ${seasons.year} as season_year, ${games.leagueId} as entity_id from ${games}
    join ${seasons} on ${eq(seasons.id, games.seasonId)}
    where ${isSeason(sql`${seasons.year}`)} and ${isLeague(sql`${games.leagueId}`)}
    union
    select ${table.seasonYear}, ${table.leagueId} from ${table}
    where ${isSeason(sql`${table.seasonYear}`)} and ${isLeague(sql`${table.leagueId}`)}`;
}
