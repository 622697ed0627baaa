import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Dataset, Replayed } from '../../datasets/dataset.ts';
import type { Transaction } from '../../db/locked-transaction.ts';
import { firstRow } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { LINE_TABLES } from '../../db/schema/line-tables.ts';
import { marketResults } from '../../db/schema/market-results.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { teamDayRecords } from '../../db/schema/team-day-records.ts';
import { teamRatings } from '../../db/schema/team-ratings.ts';
import { teamPerformanceTrends } from '../../db/schema/team-records.ts';
import { teamScheduleContext } from '../../db/schema/team-schedule-context.ts';
import { selecting } from '../../db/selecting.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';

type Mart = {
  name: string;
  grain: string;
  meaning: string;
  inputs: readonly PgTable[];
  /** It is not refreshed more often than this: what changes meanwhile comes with the next time. */
  atMostEverySeconds: number;
};

const STARTERS = BOX_SCORE_SPORTS.filter((sport) => SPORT_FACTS[sport].hasFourFactors).map(
  (sport) => LINE_TABLES[sport].player,
);

const MARTS: readonly Mart[] = [
  {
    name: 'mv_team_current_form',
    grain: 'one team in one league',
    meaning: 'Last five and ten games, record, streak and ratings of the newest season.',
    inputs: [teamPerformanceTrends, teamDayRecords, teamRatings],
    atMostEverySeconds: 30,
  },
  {
    name: 'mv_matchup_probabilities',
    grain: 'one game to come',
    meaning: 'What Elo and the Pythagorean shares of both sides say of the game.',
    inputs: [games, seasons, sports, teamRatings, teamScheduleContext],
    atMostEverySeconds: 30,
  },
  {
    name: 'mv_player_starter_splits',
    grain: 'one player in one season, as a starter or from the bench',
    meaning: 'Means of minutes, points, rebounds, assists and threes, spread and shooting.',
    inputs: [...STARTERS, games],
    atMostEverySeconds: 120,
  },
  {
    name: 'mv_book_accuracy',
    grain: 'one book in one market of a season of a league',
    meaning:
      'Brier score of closing prices, distance of closing lines to results, margin and what bets returned.',
    inputs: [marketResults],
    atMostEverySeconds: 300,
  },
];

/** Materialized views: refreshed as a whole, without keeping readers out, once their inputs have changed. */
export function martDatasets(): readonly Dataset[] {
  return MARTS.map(({ name, grain, meaning, inputs, atMostEverySeconds }) => ({
    name,
    relation: 'materialized view',
    grain,
    meaning,
    inputs: inputs.map((input) => ({ dataset: getTableName(input) })),
    refresh: {
      replay: (tx: Transaction) => refreshView(tx, name),
      rebuild: (tx: Transaction) => refreshView(tx, name),
      atMostEverySeconds,
    },
    freshWithinSeconds: 2 * atMostEverySeconds,
  }));
}

/** Rows that stay as they are are not written; how many there are is what the log has as written. */
async function refreshView(tx: Transaction, name: string): Promise<Replayed> {
  const view: SQL = sql`${sql.identifier(name)}`;
  await tx.execute(sql`select refresh_mart(${name})`);
  const counted = await firstRow(
    tx,
    selecting({ rows: sql<number>`count(*)::float8` }, (list) => sql`select ${list} from ${view}`),
  );
  return { removed: 0, written: counted?.rows ?? 0, changed: [] };
}
