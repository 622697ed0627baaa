import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { games } from '../../src/db/schema/games.ts';
import { closingLines } from '../../src/db/schema/odds.ts';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type EfficiencyRow, readEfficiency } from '../../src/odds/read/market-efficiency.ts';
import { lineClosingValue, priceClosingValue } from '../../src/odds/maths/closing-value.ts';
import { type SettledMarket, settle } from '../../src/odds/maths/settle.ts';
import type { OddsSide } from '../../src/domain/odds.ts';
import { marketResultsDataset } from '../../src/odds/results/market-results-dataset.ts';
import { type TestServer, call, startTestServer } from '../http/http-support.ts';
import { type JudgedGame, marketEfficiency } from './judged-games.ts';

type Line = typeof closingLines.$inferInsert;
type Judged = JudgedGame & { status?: 'completed' | 'awarded' };

/** Sixty games whose favourites win as often as not, written for this test, and what a league of three teams can play. */
const GAMES: readonly Judged[] = Array.from({ length: 60 }, (_none, index) => {
  const home = 0.3 + (index % 7) / 15;
  const closeSpread = -7 + (index % 9) + 0.5 * (index % 2);
  return {
    fair: { home, away: 1 - home },
    openSpread: closeSpread + (index % 3) - 1,
    closeSpread,
    openTotal: 215 + (index % 5),
    closeTotal: 214.5 + (index % 8),
    homeScore: 100 + ((index * 13) % 21),
    awayScore: 100 + ((index * 17) % 23),
  };
});

describe('market efficiency', () => {
  let test: TestServer;
  const db = () => test.app.database.db;
  beforeAll(async () => {
    test = await startTestServer();
    await db().execute(sql`
      insert into seasons (sport_id, year) select id, 2025 from sports on conflict do nothing`);
    await addGames(GAMES);
  });
  afterAll(() => test.close());

  async function addGames(judged: readonly Judged[], league = 'NBA'): Promise<number[]> {
    const ids: number[] = [];
    for (const [index, game] of judged.entries()) {
      const [row] = await rowsOf<{ id: number }>(
        db(),
        sql`
        insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id,
                           away_team_id, status, home_score, away_score)
        select league.sport_id, season.id, league.id, day, day, day, side.ids[1], side.ids[2],
               ${game.status ?? 'completed'}, ${game.homeScore}, ${game.awayScore}
        from leagues as league join seasons as season on season.sport_id = league.sport_id and season.year = 2025,
             lateral (select date '2025-11-01' + ${index}::int as day) as of_day,
             lateral (select array_agg(id order by id) as ids from teams where league_id = league.id) as side
        where league.name = ${league} returning id`,
      );
      if (row === undefined) throw new Error('no game was added');
      ids.push(row.id);
      const lines = linesOf(row.id, game);
      if (lines.length > 0) await db().insert(closingLines).values(lines);
    }
    return ids;
  }

  async function refreshed(league = 'NBA') {
    const catalog = await loadDatasets();
    await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh();
    const { items } = await readEfficiency(db(), { leagueName: league });
    return (market: string, moment = 'close') =>
      items.find((row) => row.market === market && row.moment === moment) as EfficiencyRow;
  }

  it('is what the games say one by one, beside the base rate and the opening', async () => {
    const of = await refreshed();
    const { moneyline, spread, total } = marketEfficiency(GAMES);
    expect(of('h2h')).toMatchObject({
      games: 60,
      undecided: moneyline.undecided,
      brier: near(moneyline.brier),
      log_loss: near(moneyline.logLoss),
      rps: null,
    });
    for (const [market, line] of [
      ['spreads', spread],
      ['totals', total],
    ] as const) {
      expect(of(market)).toMatchObject({
        lines: { games: 60, error: near(line.meanAbsoluteError) },
        since_opening: {
          games: 60,
          opening_error: near(line.openMeanAbsoluteError),
          close_nearer: near(line.closeNearer),
        },
      });
    }
    const won = GAMES.filter((game) => game.homeScore > game.awayScore).length;
    const share = won / (GAMES.length - moneyline.undecided);
    expect(of('h2h').base_rate.brier).toEqual(near(share * (1 - share)));
    const bins = of('h2h').calibration;
    expect(bins.map((bin) => bin.games).reduce((sum, n) => sum + n, 0)).toBe(60 - moneyline.undecided);
    for (const bin of bins) expect(bin.low < bin.observed && bin.observed < bin.high).toBe(true);
    // Prices that no result follows are no better than the frequency of results.
    expect(of('h2h').gain.evidence).not.toBe('better');
  });

  it('has three ordered outcomes, quarter lines as two half stakes, and no awarded game', async () => {
    const level: Judged = {
      ...NOTHING,
      fair: { home: 0.5, draw: 0.3, away: 0.2 },
      homeScore: 1,
      awayScore: 1,
    };
    const quarter: Judged = { ...NOTHING, closeSpread: -0.25, homeScore: 1, awayScore: 1 };
    const awarded: Judged = { ...level, status: 'awarded', homeScore: 3, awayScore: 0 };
    await addGames([level, quarter, awarded], 'Premier League');
    const of = await refreshed('Premier League');
    expect(of('h2h_3_way')).toMatchObject({
      games: 1,
      brier: near((0.25 + 0.49 + 0.04) / 2),
      log_loss: near(-Math.log(0.3)),
      rps: near((0.25 + 0.04) / 2),
      gain: { evidence: 'none' },
    });
    // Level at -0.25: half of home's stake is lost, half of the visitors' won.
    expect(of('spreads')).toMatchObject({ games: 1, undecided: 0, brier: near(0.25 ** 2) });
    expect(of('spreads').by_price).toMatchObject([{ bets: 2, returned: near((-0.5 + 0.47) / 2) }]);
  });

  it('settles a draw by regulation where overtime follows, and knows it under the name of a moneyline', async () => {
    const fair = { home: 0.4, draw: 0.25, away: 0.35 };
    const [overtime, unknown] = await addGames(
      [1, 2].map(() => ({ ...NOTHING, fair, homeScore: 3, awayScore: 2 })),
      'NHL',
    );
    await db().execute(sql`update games set home_period_scores = '{1,0,1,1}', away_period_scores = '{0,2,0,0}'
                           where id = ${overtime}`);
    await db().execute(
      sql`update closing_lines set market = 'h2h' where game_id in (${overtime}, ${unknown})`,
    );
    const of = await refreshed('NHL');
    expect(of('h2h_3_way')).toMatchObject({ games: 1, brier: near((0.16 + 0.5625 + 0.1225) / 2) });
  });

  it('follows a final score that is corrected, and a close that goes', async () => {
    const before = (await refreshed())('spreads');
    await db().execute(sql`
      update ${games} set home_score = home_score + 40
      where id = (select min(game_id) from closing_lines join games on games.id = game_id where market = 'totals')`);
    expect((await refreshed())('spreads').lines.error).not.toBe(before.lines.error);
    await db().execute(sql`delete from closing_lines where game_id = (select max(game_id) from closing_lines
      where market = 'totals')`);
    expect((await refreshed())('spreads').lines.games).toBe(59);
  });

  it('has each line of each game settled as odds settle settles a bet, and writes what differs alone', async () => {
    const whole = await results();
    expect(whole.filter(({ book }) => book === 'consensus').length).toBeGreaterThan(60 * 6);
    for (const row of whole) {
      const { market, side: pick, point, price, home, away, result, profit } = row;
      if (row.status !== 'completed' || row.league !== 'NBA') continue;
      expect(settle({ market, pick, point, price }, { home, away }), JSON.stringify(row)).toEqual({
        ok: true,
        result,
        returnPerUnit: expect.closeTo(profit, 4),
      });
    }
    const [game, other] = [
      ...new Set(whole.filter(({ league }) => league === 'NBA').map((row) => row.game_id)),
    ];
    if (game === undefined || other === undefined) throw new Error('no games were settled');
    // A corrected result: its rows, and no other.
    await db().execute(sql`update games set home_score = home_score + 30 where id = ${game}`);
    await refreshed();
    const corrected = await results();
    expect(changed(whole, corrected)).toEqual([game]);
    expect(await lastRefresh()).toMatchObject({ rows_removed: 0, rows_added: 0, rows_read: 12 });
    // A close that moved, and a book beside it.
    await db().execute(sql`update closing_lines set close_point = close_point - 1.25
                           where game_id = ${other} and market = 'spreads'`);
    await db().execute(sql`
      insert into published_lines (game_id, book, maker, market, side, moment, point, price, price_text, source)
      values (${other}, 'pinnacle', 'book', 'spreads', 'home', 'closing', -200, 1.95, '1.95', 'an-archive'),
             (${other}, 'pinnacle', 'book', 'spreads', 'away', 'closing', -200, 1.95, '1.95', 'an-archive'),
             (${other}, 'best', 'maximum', 'spreads', 'away', 'closing', -200, 2.05, '2.05', 'an-archive')`);
    await refreshed();
    const moved = await results();
    expect(changed(corrected, moved)).toEqual([other]);
    expect(moved.filter(({ book }) => book !== 'consensus')).toMatchObject([
      { book: 'pinnacle', side: 'away', result: 'win', profit: 0.95, source: 'an-archive' },
      { book: 'pinnacle', side: 'home', result: 'loss', profit: -1, source: 'an-archive' },
    ]);
    // A whole rebuild finds nothing to write, and a game that is gone takes its rows along.
    const rebuilt = await db().transaction((tx) => marketResultsDataset.refresh.rebuild(tx));
    expect(rebuilt).toMatchObject({
      removed: 0,
      written: 0,
      compared: { read: moved.length, same: moved.length },
    });
    await db().execute(sql`delete from games where id = ${game}`);
    await refreshed();
    const left = await results();
    expect(left).toEqual(moved.filter((row) => row.game_id !== game));
  });

  it('voids what was awarded, halves quarter lines, and settles a draw by regulation', async () => {
    const of = await results();
    const football = of.filter(({ league, moment }) => league === 'Premier League' && moment === 'close');
    expect(football.filter(({ status }) => status === 'awarded').map(({ result }) => result)).toEqual([
      'void',
      'void',
      'void',
    ]);
    expect(
      football.flatMap((row) => (row.point === -0.25 ? [[row.side, row.result, row.profit, row.lead]] : [])),
    ).toEqual([
      ['away', 'half_win', 0.47, 0.25],
      ['home', 'half_loss', -0.5, -0.25],
    ]);
    const hockey = of.filter(({ league, moment }) => league === 'NHL' && moment === 'close');
    expect(hockey.map(({ market, side, result }) => [market, side, result])).toEqual([
      ['h2h_3_way', 'away', 'loss'],
      ['h2h_3_way', 'draw', 'win'],
      ['h2h_3_way', 'home', 'loss'],
    ]);
  });

  it('tells records of teams at the close, and what openings were worth by it', async () => {
    const [row] = await rowsOf<Record<string, number>>(
      db(),
      sql`select count(*) as games, count(*) filter (where ats_result = 'win') as covered,
                 count(*) filter (where ats_result = 'loss') as failed, sum(ats_margin) as margins,
                 count(*) filter (where is_favourite) as favourites, count(*) filter (where not is_favourite) as underdogs
          from team_market_results where spread is not null`,
    );
    expect(row?.['covered'], 'one side covers where the other does not').toBe(row?.['failed']);
    expect([row?.['margins'], row?.['favourites']]).toEqual([0, row?.['underdogs']]);
    const values = await rowsOf<Record<string, number | null> & { side: string; market: string }>(
      db(),
      sql`select * from closing_line_values where book = 'consensus'`,
    );
    expect(values.length).toBeGreaterThan(300);
    for (const value of values) {
      const { open_point: open, close_point: close, open_price: price, fair_close_probability: fair } = value;
      const line =
        open === null || close === null
          ? null
          : lineClosingValue(value.side as OddsSide, Number(open), Number(close));
      expect(value['line_clv']).toBe(line);
      const isSameLine = open === close;
      expect(value['price_clv']).toEqual(
        isSameLine ? near(priceClosingValue(Number(price), Number(fair))) : null,
      );
    }
  });

  type Settled = {
    game_id: number;
    market: SettledMarket;
    moment: string;
    book: string;
    source: string;
    side: OddsSide;
    point: number | null;
    price: number;
    result: string;
    lead: number | null;
    profit: number;
    refreshed_at: Date;
    home: number;
    away: number;
    status: string;
    league: string;
  };
  function results(): Promise<Settled[]> {
    return rowsOf<Settled>(
      db(),
      sql`select result.*, game.home_score as home, game.away_score as away, game.status, league.name as league
          from market_results as result join games as game on game.id = game_id join leagues as league on league.id = game.league_id
          order by game_id, market, moment, book, side`,
    );
  }
  /** The games whose rows are others than before. */
  function changed(before: readonly Settled[], after: readonly Settled[]): number[] {
    const known = new Set(before.map((row) => JSON.stringify(row)));
    return [...new Set(after.filter((row) => !known.has(JSON.stringify(row))).map((row) => row.game_id))];
  }
  async function lastRefresh() {
    const [row] = await rowsOf<Record<string, unknown>>(
      db(),
      sql`select * from data_refresh_log where dataset = 'market_results' order by id desc limit 1`,
    );
    return row;
  }

  it('is told by the route and the page, by league and season', async () => {
    const answer = await call(`${test.url}/admin/odds/efficiency?league=nba&season=2025&market=h2h`);
    expect(answer).toMatchObject({ status: 200, body: { league: 'NBA', items: { length: 2 } } });
    const page = String((await call(`${test.url}/odds/efficiency?league=NBA`)).body);
    expect(page).toContain('class="chart calibration"');
    expect(page).toContain('no evidence');
    expect(String((await call(`${test.url}/odds/efficiency?league=NFL`)).body)).toContain(
      'load --dataset odds',
    );
  });
});

const NOTHING: JudgedGame = {
  fair: null,
  openSpread: null,
  closeSpread: null,
  openTotal: null,
  closeTotal: null,
  homeScore: 0,
  awayScore: 0,
};

/** Six digits are kept. */
function near(value: number | null): unknown {
  return value === null ? null : expect.closeTo(value, 5);
}

function linesOf(gameId: number, game: Judged): Line[] {
  const { fair, openSpread, closeSpread, openTotal, closeTotal } = game;
  const startsAt = new Date('2025-11-01T00:00:00Z');
  const of = (
    market: string,
    side: Line['side'],
    open: number | null,
    close: number | null,
    p: number,
  ): Line => ({
    gameId,
    market,
    side,
    openPoint: open,
    openPrice: 1.9,
    closePoint: close,
    closePrice: Number((0.97 / p).toFixed(4)),
    fairProbability: p,
    devigMethod: 'multiplicative',
    hold: 0.03,
    books: 3,
    booksAtLine: 3,
    startsAt,
    closedAt: startsAt,
    ageMinutes: 0,
    isStale: false,
  });
  const both = (market: string, sides: readonly Line['side'][], open: number | null, close: number | null) =>
    close === null ? [] : sides.map((side) => of(market, side, open, close, 0.5));
  const sides = Object.entries(fair ?? {}) as [Line['side'], number][];
  const moneyline = sides.length === 3 ? 'h2h_3_way' : 'h2h';
  return [
    ...sides.map(([side, p]) => of(moneyline, side, null, null, p)),
    ...both('spreads', ['home', 'away'], openSpread, closeSpread),
    ...both('totals', ['over', 'under'], openTotal, closeTotal),
  ];
}
