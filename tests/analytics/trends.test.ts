import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { expectedShare, leadOf } from '../../src/analytics/ratings/elo.ts';
import { QUERIES } from '../../src/analytics/queries/query-catalog.ts';
import { lineClosingValue, priceClosingValue } from '../../src/odds/maths/closing-value.ts';
import { wilsonInterval } from '../../src/odds/maths/wilson.ts';
import { SPORT_FACTS } from '../../src/sports/all-facts.ts';
import { runHere } from '../cli/run-here.ts';
import { type TestServer, call, startTestServer } from '../http/http-support.ts';
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
      fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 6 }), async (changes) => {
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
      { numRuns: 2 },
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

  describe('asked by name', () => {
    const DAY = '2026-01-15';
    let teams: { id: number; name: string }[] = [];
    let next = 0;
    beforeAll(async () => {
      await db().execute(sql`update games set status = 'completed' where status = 'cancelled'`);
      await db().execute(sql`
        insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
        select sport_id, season_id, league_id, ${DAY}, now() + interval '2 hours', ${DAY}, home_team_id, away_team_id
        from games where id = ${ids[0]}`);
      const [added] = await rows(sql`select max(id) as id from games`);
      next = Number(added?.['id']);
      await db().execute(
        sql`insert into bookmakers (key, title) select key, key from unnest('{a,b,c}'::text[]) as key on conflict do nothing`,
      );
      await db().execute(sql`
        insert into odds_events (provider, external_id, sport_id, league_id, game_id, home_name, away_name, starts_at, first_seen_at, last_seen_at)
        select 'the-odds-api', 'e', sport_id, league_id, id, 'h', 'a', game_datetime, '2026-01-14', '2026-01-16' from games where id = ${next}`);
      await db().execute(sql`
        insert into odds_current (event_id, bookmaker_id, market, side, point, price, price_text, captured_at, last_seen_at, source)
        select event.id, book.id, market, side, point, price, '-', '2026-01-14 12:00Z',
               case when book.key = 'c' and market = 'h2h' then now() - interval '20 minutes' else now() end, 'the-odds-api'
        from odds_events as event, bookmakers as book,
             (values ('h2h', 'home', null::numeric, 3.1), ('h2h', 'away', null, 1.4), ('spreads', 'home', -2.5, 1.9)) as one (market, side, point, price)
        where book.key in ('a', 'b', 'c')`);
      await db().execute(sql`
        insert into odds_changes (series_id, event_id, bookmaker_id, market, side, point, price, price_text, captured_at, source)
        select series_id, event_id, bookmaker_id, market, side, point + 1.5 * step, price, '-',
               timestamptz '2026-01-14 12:00Z' + step * interval '1 hour' + bookmaker_id * interval '1 minute', source
        from odds_current, generate_series(0, 1) as step where market = 'spreads'`);
      await refreshed();
      // What was refreshed a moment ago waits: it is due now.
      await db().execute(sql`delete from data_refresh_log where dataset like 'mv\\_%'`);
      await db().execute(sql`update changed_keys set due_at = now()`);
      await refreshed();
      teams = await rowsOf<{ id: number; name: string }>(
        db(),
        sql`select id, name from teams where id in (select home_team_id from games) order by id`,
      );
    });

    async function ask(name: string, query: Readonly<Record<string, string>>): Promise<Items> {
      const { status, body } = await call(
        `${test.url}/admin/queries/${name}?${new URLSearchParams(query).toString()}`,
      );
      expect({ status, body }).toMatchObject({ status: 200, body: { query: name, n: body.items?.length } });
      return body;
    }

    it('is the same by command, HTTP and page, and refuses what it does not take', async () => {
      const query = { league: 'NBA', date: DAY, situation: 'home' };
      const { body } = await call(
        `${test.url}/admin/queries/ats-trends?${new URLSearchParams(query).toString()}`,
      );
      const args = ['--league', 'NBA', '--date', DAY, '--situation', 'home', '--json'];
      const { exitCode, stdout } = await runHere(['queries', 'run', 'ats-trends', ...args], test.environment);
      expect([exitCode, JSON.parse(stdout)]).toEqual([0, body]);
      const page = String(
        (await call(`${test.url}/queries/ats-trends?${new URLSearchParams(query).toString()}`)).body,
      );
      for (const { team } of body.items) expect(page).toContain(team);
      expect(await call(`${test.url}/admin/queries/edges?team=Lakers`)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'team' }] },
      });
      expect(await call(`${test.url}/admin/queries/ats-trends`)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'league' }] },
      });
      expect(
        (await runHere(['queries', 'run', 'edges', '--team', 'Lakers'], test.environment)).exitCode,
      ).toBe(64);
      expect((await call(`${test.url}/queries/nothing`)).status).toBe(404);
      const listed = (await call(`${test.url}/admin/queries`)).body.items.map(
        ({ name }: { name: string }) => name,
      );
      expect(listed).toEqual(QUERIES.map(({ name }) => name));
      for (const name of listed) expect((await call(`${test.url}/queries/${name}`)).status).toBe(200);
    });

    it('has records as games say one by one, with their intervals', async () => {
      const { items } = await ask('ats-trends', { league: 'NBA', date: DAY, last: '6' });
      expect(items).toHaveLength(teams.length);
      for (const item of items) {
        const id = teams.find(({ name }) => name === item.team)?.id;
        const own = await rows(sql`select ats_result, ats_margin, ats_profit from team_market_results
          where team_id = ${id} and spread is not null and game_type = 'regular' order by starts_at desc, game_id desc limit 6`);
        const wins = own.filter((row) => row['ats_result'] === 'win').length;
        const losses = own.filter((row) => row['ats_result'] === 'loss').length;
        const { low, high } = wilsonInterval(wins, wins + losses);
        expect(item).toMatchObject({
          n: 6,
          wins,
          losses,
          is_small: true,
          low: expect.closeTo(low, 3),
          high: expect.closeTo(high, 3),
        });
        expect(item.profit).toBeCloseTo(sum(own.map((row) => Number(row['ats_profit']))), 1);
      }
      const byOfficial = await ask('total-trends', { league: 'NBA', date: DAY, by: 'official' });
      const byTeam = await ask('total-trends', { league: 'NBA', date: DAY, by: 'team' });
      const [totals] = await rows(
        sql`select count(*) filter (where over_result = 'win') as overs from team_market_results where is_home`,
      );
      expect(sum(byTeam.items.map((row: Items) => row.overs)) / 2).toBe(totals?.['overs']);
      expect(byOfficial.items.length).toBeGreaterThan(0);
      const [one, other] = teams;
      const met = await ask('head-to-head', {
        league: 'NBA',
        date: DAY,
        team: one?.name ?? '',
        opponent: other?.name ?? '',
        last: '3',
      });
      expect(met.items.map((row: Items) => row.margin)).toEqual(
        (
          await rows(sql`select points_for - points_against as margin from team_market_results where team_id = ${one?.id ?? 0}
                        and opponent_id = ${other?.id ?? 0} order by starts_at desc limit 3`)
        ).map((row) => row['margin']),
      );
      const spots = await ask('rest-spots', { league: 'NBA', date: DAY });
      expect(spots.items).toMatchObject([{ game_id: next }]);
    });

    it('knows edges by current prices, and Elo by the rules of the program', async () => {
      const { items } = await ask('matchups', { league: 'NBA', date: DAY });
      const [mv] = await rows(sql`select * from mv_matchup_probabilities where game_id = ${next}`);
      const rules = SPORT_FACTS.NBA.ratings?.elo;
      if (rules === undefined) throw new Error('the NBA has ratings');
      const lead = leadOf(
        rules,
        { home: Number(mv?.['home_elo']), away: Number(mv?.['away_elo']) },
        { isNeutral: false },
      );
      expect(items).toMatchObject([{ game_id: next, elo_home: near(expectedShare(lead)), n: 3 }]);
      const p = 1 / 3.1 / (1 / 3.1 + 1 / 1.4);
      const edges = await ask('edges', { date: DAY, threshold: '0.01', max_hold: '0.2' });
      const elo = edges.items.find(({ model, outcome }: Items) => model === 'elo' && outcome === 'home');
      expect(elo).toMatchObject({
        n: 2,
        price: 3.1,
        p_fair: expect.closeTo(p, 3),
        edge: expect.closeTo(expectedShare(lead) - p, 3),
      });
      expect(elo.quarter_kelly).toBeCloseTo((0.25 * (elo.p_model * 3.1 - 1)) / 2.1, 3);
      expect((await ask('edges', { date: DAY, max_hold: '0.01' })).n).toBe(0);
      const moves = await ask('line-moves', { league: 'NBA', date: DAY });
      expect(moves.items).toMatchObject([
        { market: 'spreads', open: -2.5, now: -1, moved: 1.5, steams: 1, books: 3, n: 6 },
      ]);
    });

    it('says n = 0 of predictions until there are some, and then what they were worth', async () => {
      expect(await ask('closing-value', {})).toMatchObject({ n: 0, data_as_of: null, items: [] });
      const [close] = await rows(
        sql`select * from market_results where game_id = ${ids[7]} and market = 'spreads' and side = 'home' and moment = 'close'`,
      );
      const point = Number(close?.['point']);
      const line = (of: number) => ({ market: 'spreads', side: 'home', book: 'a', point: of, price: 1.95 });
      await db().execute(sql`
        insert into predictions_log (game_id, model, version, made_at, data_as_of, inputs_hash, probabilities, lines_at_the_time)
        select id, 'toy', '1', game_datetime - interval '2 hours', game_datetime - interval '3 hours', 'x', '{}',
               ${JSON.stringify([line(point)])}::jsonb from games where id = ${ids[7]}`);
      const { items } = await ask('closing-value', {});
      expect(items).toMatchObject([
        {
          model: 'toy',
          n: 1,
          before_start: '1-6 h',
          price_clv: expect.closeTo(priceClosingValue(1.95, 0.5), 4),
          line_clv: lineClosingValue('home', point, point),
          is_small: true,
        },
      ]);
      expect(items[0].profit).toBeCloseTo(
        close?.['result'] === 'win' ? 0.95 : close?.['result'] === 'push' ? 0 : -1,
        4,
      );
    });
  });
});

// oxlint-disable-next-line typescript/no-explicit-any -- tests assert on shapes that only the query knows
type Items = any;

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
