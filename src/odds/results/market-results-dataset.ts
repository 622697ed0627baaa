import { type SQL, getTableName, sql } from 'drizzle-orm';
import type {
  Dataset,
  KeySelection,
  Replayed,
  ReplayedRefresh,
  SeasonScope,
} from '../../datasets/dataset.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Transaction } from '../../db/locked-transaction.ts';
import { type Merged, mergeRows } from '../../db/merge-rows.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { closingLines } from '../../db/schema/odds.ts';
import { publishedLines } from '../../db/schema/published-lines.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { selecting } from '../../db/selecting.ts';
import { type GameToSettle, type GamesScope, readLinesToSettle } from './lines-to-settle.ts';
import { settleGame } from './settle-game.ts';

const table = marketResults;

/** Games of one statement. */
const GAMES_AT_ONCE = 500;

const KEY = [table.gameId, table.market, table.moment, table.book, table.source, table.side];

/** How bets at the lines of games ended; a game is the entity of a change. */
export const marketResultsDataset: Dataset & { refresh: ReplayedRefresh } = {
  name: getTableName(table),
  relation: 'table',
  grain: 'one outcome of a market of one ended game at one moment, of the consensus or of a book',
  meaning:
    'How a bet at the opening and at the closing line ended: result, points ahead of the line, profit at the price.',
  inputs: [closingLines, publishedLines, games, seasons, sports].map((input) => ({
    dataset: getTableName(input),
  })),
  refresh: { replay, rebuild, keys },
  rules: () => 'settlement-1',
  freshWithinSeconds: 60,
};

async function replay(tx: Transaction, scopes: readonly SeasonScope[]): Promise<Replayed> {
  const ids = new Set(scopes.flatMap(({ entityIds = [] }) => entityIds));
  const merged: Merged[] = [];
  const all = [...ids];
  for (let from = 0; from < all.length; from += GAMES_AT_ONCE)
    merged.push(await settleGames(tx, { gameIds: all.slice(from, from + GAMES_AT_ONCE) }));
  for (const { seasonYear, entityIds } of scopes)
    if (entityIds === undefined) merged.push(await settleGames(tx, { seasonYear }));
  return totalOf(tx, merged);
}

async function rebuild(tx: Transaction, gameIds?: readonly number[]): Promise<Replayed> {
  if (gameIds !== undefined) return replay(tx, [{ seasonYear: 0, entityIds: gameIds }]);
  const years = await rowsOf(
    tx,
    selecting(
      { year: sql<number>`year` },
      (list) => sql`select ${list} from (select ${seasons.year} as year from ${seasons}
                    union select ${table.seasonYear} from ${table}) as known order by year`,
    ),
  );
  return replay(
    tx,
    years.map(({ year }) => ({ seasonYear: year })),
  );
}

async function settleGames(tx: Transaction, scope: GamesScope): Promise<Merged> {
  const toSettle = await readLinesToSettle(tx, scope);
  const isOf =
    'gameIds' in scope
      ? sql`${table.gameId} = any(${sql.param([...scope.gameIds])}::int[])`
      : sql`${table.seasonYear} = ${scope.seasonYear}`;
  const rows = JSON.stringify(toSettle.flatMap(rowsOfGame));
  const computed = sql`select ${bareColumns(...WRITTEN)} from jsonb_populate_recordset(null::${table}, ${rows}::jsonb)`;
  return mergeRows(tx, { table, key: KEY, entity: table.gameId, isOf, rows: computed });
}

const COLUMNS = {
  gameId: table.gameId,
  market: table.market,
  moment: table.moment,
  book: table.book,
  source: table.source,
  side: table.side,
  leagueId: table.leagueId,
  seasonYear: table.seasonYear,
  point: table.point,
  price: table.price,
  fairProbability: table.fairProbability,
  isStale: table.isStale,
  result: table.result,
  lead: table.lead,
  profit: table.profit,
};
const WRITTEN = Object.values(COLUMNS);

/** The rows of a game under the names of the columns. */
function rowsOfGame({ gameId, leagueId, seasonYear, game, lines }: GameToSettle): Record<string, unknown>[] {
  return settleGame(game, lines).map((outcome) => {
    const row: Readonly<Record<string, unknown>> = { gameId, leagueId, seasonYear, ...outcome };
    return Object.fromEntries(Object.entries(COLUMNS).map(([key, { name }]) => [name, row[key]]));
  });
}

/** What is computed from results knows them by teams. */
async function totalOf(tx: Transaction, merged: readonly Merged[]): Promise<Replayed> {
  const sum = (of: (one: Merged) => number): number => merged.reduce((total, one) => total + of(one), 0);
  return {
    removed: sum(({ removed }) => removed),
    written: sum(({ written }) => written),
    compared: {
      read: sum(({ compared }) => compared.read),
      added: sum(({ compared }) => compared.added),
      changed: sum(({ compared }) => compared.changed),
      same: sum(({ compared }) => compared.same),
    },
    changed: await teamsOf(
      tx,
      merged.flatMap(({ changedEntities }) => changedEntities),
    ),
  };
}

async function teamsOf(tx: Transaction, gameIds: readonly number[]): Promise<Replayed['changed']> {
  const rows = await rowsOf(
    tx,
    selecting(
      { seasonYear: seasons.year, entityIds: sql<number[]>`array_agg(distinct side.team_id)` },
      (list) => sql`
      select ${list} from ${games} join ${seasons} on ${seasons.id} = ${games.seasonId}
      cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side (team_id)
      where ${games.id} = any(${sql.param([...gameIds])}::int[]) group by ${seasons.year} order by ${seasons.year}`,
    ),
  );
  return rows;
}

function keys({ seasonYear, entityIds }: KeySelection): SQL {
  const isOne = (column: SQL): SQL =>
    entityIds === undefined ? sql`true` : sql`${column} = any(${sql.param([...entityIds])}::int[])`;
  const isSeason = (year: SQL): SQL => (seasonYear === undefined ? sql`true` : sql`${year} = ${seasonYear}`);
  return sql`
    select distinct ${seasons.year} as season_year, ${closingLines.gameId} as entity_id from ${closingLines}
    join ${games} on ${games.id} = ${closingLines.gameId} join ${seasons} on ${seasons.id} = ${games.seasonId}
    where ${isSeason(sql`${seasons.year}`)} and ${isOne(sql`${closingLines.gameId}`)}
    union
    select ${table.seasonYear}, ${table.gameId} from ${table}
    where ${isSeason(sql`${table.seasonYear}`)} and ${isOne(sql`${table.gameId}`)}`;
}
