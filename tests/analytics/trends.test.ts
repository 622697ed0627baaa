import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestServer, startTestServer } from '../http/http-support.ts';
import { addSeasonOfFour } from './season-of-four.ts';

const TABLES = [
  'team_schedule_context',
  'market_results',
  'situational_stats',
  'head_to_head_history',
  'team_performance_trends',
  'official_stats',
] as const;

type Row = Readonly<Record<string, number | string | boolean | null>>;

const GAMES = 40;

describe('tables of what many games say', () => {
  let test: TestServer;
  let ids: number[] = [];
  const db = () => test.app.database.db;
  const rows = (statement: SQL) => rowsOf<Row>(db(), statement);
  const refresher = async () =>
    createDatasetRefresher({ db: db(), catalog: await loadDatasets(), logger: silentLogger() });

  beforeAll(async () => {
    test = await startTestServer();
    await addSeasonOfFour(db(), GAMES);
    ids = (await rows(sql`select id from games order by id`)).map(({ id }) => Number(id));
  });
  afterAll(() => test.close());

  async function refreshed(): Promise<void> {
    expect(await (await refresher()).refresh()).toMatchObject({ isDone: true, failures: 0 });
  }
  /** All rows, but for when they were written. */
  async function dump(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const all: Record<string, readonly unknown[]> = {};
    for (const table of TABLES)
      all[table] = await rows(
        sql`select to_jsonb(one) - 'refreshed_at' as row from ${sql.identifier(table)} as one order by 1`,
      );
    return all;
  }

  it('have what the games say one by one', async () => {
    await refreshed();
    const played = await rows(sql`
      select game.*, -spread.close_point as away_point, spread.close_point as home_point, total.close_point as total,
             game.slate_date::text as day, array_length(game.home_period_scores, 1) as periods
      from games as game
      join closing_lines as spread on spread.game_id = game.id and spread.market = 'spreads' and spread.side = 'home'
      join closing_lines as total on total.game_id = game.id and total.market = 'totals' and total.side = 'over'
      order by game.game_datetime, game.id`);
    const teams = [...new Set(played.map((game) => Number(game['home_team_id'])))];
    for (const team of teams) {
      const own = played
        .filter((game) => game['home_team_id'] === team || game['away_team_id'] === team)
        .map((game) => {
          const isHome = game['home_team_id'] === team;
          const [mine, theirs] = [Number(game['home_score']), Number(game['away_score'])];
          const margin = isHome ? mine - theirs : theirs - mine;
          return {
            id: Number(game['id']),
            day: String(game['day']),
            total: Number(game['total']),
            periods: Number(game['periods']),
            isHome,
            margin,
            cover: margin + Number(isHome ? game['home_point'] : game['away_point']),
            points: mine + theirs,
          };
        });
      const [last5] =
        await rows(sql`select * from team_performance_trends where team_id = ${team} and window_games = 5
                                     order by as_of desc limit 1`);
      const five = own.slice(-5);
      const margins = five.map(({ margin }) => margin);
      const weights = margins.map((_margin, index) => (1 - 2 / 6) ** (4 - index));
      const at = [1, 2, 3, 4, 5];
      expect(last5).toMatchObject({
        games: 5,
        win_share: near(
          five.filter(({ margin }) => margin > 0).length / 5 +
            five.filter(({ margin }) => margin === 0).length / 10,
        ),
        ewma: near(sum(margins.map((margin, index) => margin * (weights[index] ?? 0))) / sum(weights)),
        slope: near(
          (5 * sum(margins.map((margin, index) => margin * (at[index] ?? 0))) - 15 * sum(margins)) / 50,
        ),
        ats_wins: five.filter(({ cover }) => cover > 0).length,
        ats_pushes: five.filter(({ cover }) => cover === 0).length,
        overs: five.filter((game) => game.points > game.total).length,
      });
      const [rating] = await rows(sql`
        select 100.0 * sum(points) / sum(possessions_formula) as ortg from team_game_advanced where team_id = ${team}
          and game_id = any(${sql.param(five.map(({ id }) => id))}::int[])`);
      expect(last5?.['ortg']).toEqual(near(Number(rating?.['ortg'])));
      const situations = new Map(
        (await rows(sql`select * from situational_stats where team_id = ${team}`)).map((row) => [
          row['situation'],
          row,
        ]),
      );
      const rested = own.map((game, index) => daysBetween(own[index - 1]?.day, game.day));
      const isOf = {
        all: () => true,
        home: (index: number) => own[index]?.isHome === true,
        back_to_back: (index: number) => rested[index] === 1,
        rest_1: (index: number) => rested[index] === 2,
        after_win: (index: number) => (own[index - 1]?.margin ?? 0) > 0,
        after_overtime: (index: number) => own[index - 1]?.periods === 5,
      };
      for (const [situation, applies] of Object.entries(isOf)) {
        const games = own.filter((_game, index) => applies(index));
        const row = situations.get(situation);
        expect([
          situation,
          row?.['games'] ?? 0,
          row?.['wins'] ?? 0,
          row?.['ats_wins'] ?? 0,
          row?.['ats_margin'] ?? 0,
        ]).toEqual([
          situation,
          games.length,
          games.filter(({ margin }) => margin > 0).length,
          games.filter(({ cover }) => cover > 0).length,
          sum(games.map(({ cover }) => cover)),
        ]);
      }
    }
    const meetings = await rows(
      sql`select sum(games) as games, sum(wins + losses + level) as ended from head_to_head_history`,
    );
    expect(meetings).toEqual([{ games: GAMES, ended: GAMES }]);
    const officials = await rows(sql`select * from official_stats order by official_name`);
    expect(officials.map((row) => row['games'])).toEqual([8, 8, 8, 8, 8]);
    expect(officials.map((row) => row['fouls'])).toEqual([320, 320, 320, 320, 320]);
  });

  it('come to the same rows by key as from the beginning, to the last digit', async () => {
    const change = fc.record({
      game: fc.nat({ max: GAMES - 1 }),
      kind: fc.constantFrom('score', 'move', 'cancel', 'revive', 'line', 'boards', 'official'),
      by: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        for (const { game, kind, by } of changes) await db().execute(statementOf(kind, ids[game] ?? 0, by));
        await refreshed();
        const byKey = await dump();
        for (const table of TABLES) await db().execute(sql`delete from ${sql.identifier(table)}`);
        const catalog = await loadDatasets();
        for (const { name, refresh } of catalog.inOrder) {
          const dataset = catalog.find(name);
          if (dataset && refresh && (TABLES as readonly string[]).includes(name))
            await (await refresher()).refreshSeason(dataset, 2025, 'a test');
        }
        expect(await dump()).toEqual(byKey);
      }),
      { numRuns: 4 },
    );
  });

  it('write nothing where nothing differs, and say how many rows that were', async () => {
    await db().execute(sql`update games set home_score = home_score + 1 where id = ${ids[3]}`);
    await refreshed();
    const before = await rows(sql`select max(id) as id from data_refresh_log`);
    await db().execute(sql`update games set home_score = home_score + 1 where id = ${ids[3]}`);
    await db().execute(sql`update games set home_score = home_score - 1 where id = ${ids[3]}`);
    await refreshed();
    const log = await rows(
      sql`select * from data_refresh_log where id > ${before[0]?.['id']} and dataset = 'situational_stats'`,
    );
    expect(log).toMatchObject([{ rows_added: 0, rows_changed: 0, rows_written: 0, rows_removed: 0 }]);
    expect(log[0]?.['rows_same']).toBe(log[0]?.['rows_read']);
  });
});

function statementOf(kind: string, game: number, by: number): SQL {
  if (kind === 'score') return sql`update games set home_score = home_score + ${by} where id = ${game}`;
  if (kind === 'move')
    return sql`update games set slate_date = slate_date + ${by}::int, game_datetime = game_datetime + ${by}::int * interval '1 day' where id = ${game}`;
  if (kind === 'cancel') return sql`update games set status = 'cancelled' where id = ${game}`;
  if (kind === 'revive') return sql`update games set status = 'completed' where id = ${game}`;
  if (kind === 'line')
    return sql`update closing_lines set close_point = close_point + ${by} where game_id = ${game} and market = 'spreads'`;
  if (kind === 'boards')
    return sql`update nba_team_game_stats set defensive_rebounds = defensive_rebounds + ${by} where game_id = ${game} and is_home`;
  return sql`update game_officials set gone_at = case when gone_at is null then now() end where game_id = ${game}`;
}

function daysBetween(one: string | undefined, other: string): number | undefined {
  return one === undefined ? undefined : (Date.parse(other) - Date.parse(one)) / 86_400_000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Six digits are kept. */
function near(value: number): unknown {
  return expect.closeTo(value, 5);
}
