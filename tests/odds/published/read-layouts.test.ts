import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../../src/odds/published/layouts/catalog.ts';
import { doubtLines } from '../../../src/odds/published/doubt-lines.ts';
import { footballDataMarkets } from '../../../src/odds/published/layouts/football-data-columns.ts';
import { openPublished } from '../../../src/odds/published/open-published.ts';
import type { ReadLines, ToldLine } from '../../../src/odds/published/published-row.ts';
import { NBA_HEADER } from './published-world.ts';

async function read(text: string): Promise<ReadLines[]> {
  const opened = await openPublished(Readable.from([Buffer.from(text)]));
  if (opened === undefined) throw new Error('no layout was recognised');
  const all: ReadLines[] = [];
  for await (const { cells } of opened.rows) {
    const row = opened.layout.read(cells);
    if ('reason' in row) throw new Error(row.problem);
    all.push(row);
  }
  return all;
}

const words = ({ market, moment, book, side, point, price }: ToldLine) =>
  [market, moment, book, side, point ?? '-', price ?? '-'].join(' ');

describe('the columns of football-data', () => {
  const placed = (columns: string) =>
    footballDataMarkets(columns.split(',')).map(({ market, moment, book, maker, line, fixedPoint }) =>
      [market, moment, book, maker, line?.column ?? fixedPoint ?? '-'].join(' '),
    );

  it('are read in every season’s set, statistics apart', () => {
    expect(placed('FTHG,HS,AS,HTR,VCH,VCD,VCA,PSCH,PSCD,PSCA,PSH,PSD,PSA')).toEqual([
      'h2h_3_way early betvictor book -',
      'h2h_3_way closing pinnacle book -',
      'h2h_3_way early pinnacle book -',
    ]);
    expect(placed('GB>2.5,GB<2.5,GBAHH,GBAHA,GBAH,BbAH,BbAHh,BbMxAHH,BbAvAHH,BbMxAHA,BbAvAHA')).toEqual([
      'totals early gamebookers book 2.5',
      'spreads early gamebookers book GBAH',
      'spreads early betbrain_maximum maximum BbAHh',
      'spreads early betbrain_average average BbAHh',
    ]);
    expect(placed('P>2.5,P<2.5,PC>2.5,PC<2.5,AHh,PAHH,PAHA,AHCh,PCAHH,PCAHA,BFECH,BFECD,BFECA')).toEqual([
      'totals early pinnacle book 2.5',
      'totals closing pinnacle book 2.5',
      'spreads early pinnacle book AHh',
      'spreads closing pinnacle book AHCh',
      'h2h_3_way closing betfair_ex_uk exchange -',
    ]);
    expect(placed('NEWH,NEWD,NEWA,NEWCH,NEWCD,NEWCA')).toEqual([
      'h2h_3_way early new book -',
      'h2h_3_way closing new book -',
    ]);
  });
});

describe('a CSV file of an archive', () => {
  const HEADER = 'season,gameday,gametime,away_team,home_team,spread_line,total_line,,';
  const row = (home: string, rest = '7,43.5') => `2015,2015-09-10,20:30,PIT,${home},${rest}`;
  async function rowsOf(text: string | Buffer) {
    const opened = await openPublished(Readable.from([Buffer.from(text)]));
    const rows: string[] = [];
    for await (const { line, cells, broken } of opened?.rows ?? [])
      rows.push(`${line} ${broken?.reason ?? cells['home_team'] ?? '-'}`);
    return rows;
  }

  it('has a row that was cut off set aside, wherever it is', async () => {
    const [cut, whole] = [row('NE', '7'), row('SF')];
    expect(await rowsOf(`${HEADER}\n${whole}\n${cut}`)).toEqual(['2 SF', '3 broken_row']);
    expect(await rowsOf(`${HEADER}\n${cut}\n${whole},,\n`)).toEqual(['2 broken_row', '3 SF']);
    expect(await rowsOf(`${HEADER}\n${whole},,,1\n`)).toEqual(['2 broken_row']);
  });

  it('loses one row by a quotation mark that is not closed', async () => {
    const text = [HEADER, row('SF'), row('"NE'), row('LA'), row('5" X'), row('"NY"')].join('\n');
    expect(await rowsOf(text)).toEqual(['2 SF', '3 broken_row', '4 LA', '5 5" X', '6 NY']);
    const closed = [HEADER, row('"New\r\nYork"').concat(',,'), row('LA')].join('\n');
    expect(await rowsOf(closed)).toEqual(['2 New\nYork', '4 LA']);
    const many = [HEADER, row('"NE'), ...Array.from({ length: 30 }, () => row('LA'))].join('\n');
    expect((await rowsOf(many)).slice(0, 2)).toEqual(['2 broken_row', '3 LA']);
  });

  it('may be UTF-16, and have any ends of lines', async () => {
    const text = [HEADER, row('Curaçao'), '', row('LA')].join('\r\n');
    const expected = ['2 Curaçao', '4 LA'];
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await rowsOf(little)).toEqual(expected);
    expect(await rowsOf(Buffer.from(little).swap16())).toEqual(expected);
    expect(await rowsOf(`\uFEFF${text.replaceAll('\r\n', '\r')}`)).toEqual(expected);
    const json = JSON.stringify([{ home_open_spread: 1, home_close_spread: 2, home_close_ml: -110 }]);
    expect(await rowsOf(Buffer.from(`\uFEFF${json}`, 'utf16le'))).toEqual(['1 -']);
  });
});

describe('layouts of archives', () => {
  it('have the handicap of the home team whatever their own sign is', async () => {
    const [nba] = await read(
      `${NBA_HEADER}\n2008,2007-10-30,True,False,por,sa,97,106,away,13,189.5,900,-1400,5,95,0,1\n`,
    );
    expect(nba?.game).toMatchObject({ home: 'sa', away: 'por', seasonYear: 2007, date: '2007-10-30' });
    expect(nba?.lines.map(words)).toEqual(
      [
        'spreads closing nba-betting home 13 -',
        'spreads closing nba-betting away 13 -',
        'totals closing nba-betting over 189.5 -',
        'totals closing nba-betting under 189.5 -',
        'totals_h2 closing nba-betting over 95 -',
        'totals_h2 closing nba-betting under 95 -',
        'h2h closing nba-betting home 1.0714',
        'h2h closing nba-betting away 10',
      ].map((line) => (line.startsWith('h2h') ? line.replace(/(home|away) /, '$1 - ') : line)),
    );
    const columns =
      'season,gameday,gametime,away_team,home_team,spread_line,away_spread_odds,home_spread_odds,total_line';
    const [nfl] = await read(
      `${columns}\n2015,2015-09-10,20:30,PIT,NE,7,-105,-115,\n2015,2015-09-10,20:30,PIT,NE,,,,\n`,
    );
    expect(nfl?.lines.map(words)).toEqual([
      'spreads closing nflverse home -7 1.8696',
      'spreads closing nflverse away -7 1.9524',
    ]);
  });

  it('leave out cells that cannot be right, with the reason, and keep what stands beside them', async () => {
    const game = { season: 2018, date: 20180916.0, home_team: 'Jets', away_team: 'Dolphins' };
    const [row] = await read(
      JSON.stringify([
        {
          ...game,
          home_open_spread: 2,
          home_close_spread: 44.5,
          open_over_under: 47,
          close_over_under: 1.5,
          home_close_ml: 0,
          away_close_ml: -120,
        },
      ]),
    );
    expect(row?.faults.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      'home_close_spread impossible_line',
      'close_over_under impossible_line',
      'home_close_ml impossible_price',
    ]);
    expect(row?.lines.map(words)).toEqual([
      'spreads opening sbr home 2 -',
      'spreads opening sbr away 2 -',
      'totals opening sbr over 47 -',
      'totals opening sbr under 47 -',
      'h2h closing sbr away - 1.8333',
    ]);
  });

  it('set a line aside whose partner cannot be right, for they may be exchanged', async () => {
    const game = { season: 2018, date: 20180916.0, home_team: 'Jets', away_team: 'Dolphins' };
    const close = { home_open_spread: 2, open_over_under: 3, home_close_spread: -3, close_over_under: 44 };
    const [row] = await read(
      JSON.stringify([{ ...game, ...close, home_close_ml: -150, home_2H_spread: 18.5, '2H_total': 1 }]),
    );
    expect(row?.faults.map(({ field, value, reason }) => `${field} ${value} ${reason}`)).toEqual([
      'open_over_under 3 impossible_line',
      '2H_total 1 impossible_line',
      'home_open_spread 2 impossible_pair',
      'home_2H_spread 18.5 impossible_pair',
    ]);
    expect(row?.lines.map(words).filter((line) => !line.startsWith('h2h'))).toEqual([
      'spreads closing sbr home -3 -',
      'spreads closing sbr away -3 -',
      'totals closing sbr over 44 -',
      'totals closing sbr under 44 -',
    ]);
  });

  it('name the cell that cannot be right, its value and how to mend it', async () => {
    const nba = layoutOf(NBA_HEADER.split(','), 'csv');
    const cells = { date: '2007-10-30', away: 'por', home: 'sa', spread: '13' };
    for (const whos_favored of ['', 'sa', 'Home']) {
      const told = whos_favored === '' ? cells : { ...cells, whos_favored };
      expect(nba?.read(told)).toMatchObject({
        lines: [],
        faults: [{ field: 'whos_favored', value: whos_favored, remedy: 'Write home or away.' }],
      });
    }
    const recognised = ['whos_favored', 'spread', 'moneyline_home', 'id_spread'];
    for (const season of ['2022.5', '99999999999', 'abc', '1066', '2022-23'])
      expect(layoutOf(recognised, 'csv')?.read({ ...cells, season })).toMatchObject({
        reason: 'unreadable_season',
        field: 'season',
        value: season,
      });
    const football = layoutOf(['Country', 'Home', 'HG'], 'csv');
    const match = { Home: 'Lanus', Away: 'Union', Date: '14/08/2012' };
    expect(football?.read({ ...match, Season: '2012/2013' })).toMatchObject({ game: { seasonYear: 2012 } });
    expect(football?.read({ ...match, Season: '2012.5' })).toMatchObject({ reason: 'unreadable_season' });
  });

  it('refuse shares of bets that there cannot be, and openings that nothing proves', () => {
    const of = ['line_type', 'book_id', 'tickets_percent', 'money_percent'];
    const cells = {
      home_team: 'Bills',
      away_team: 'Jets',
      season: '2024',
      week: '1',
      line_type: 'spread',
      period: 'event',
      side: 'home',
      odds: '-110',
      value: '-3',
      book_id: '15',
    };
    const read = (more: object) => layoutOf(of, 'parquet')?.read({ ...cells, ...more });
    const shares = { tickets_percent: '250', money_percent: '-40' };
    expect(read(shares)).toMatchObject({
      lines: [{ point: -3, ticketShare: null, moneyShare: null }],
      faults: [
        { reason: 'impossible_share', field: 'tickets_percent', value: '250' },
        { reason: 'impossible_share', field: 'money_percent', value: '-40' },
      ],
    });
    expect(read({ tickets_percent: '100', money_percent: '0' })).toMatchObject({ faults: [] });
    expect(read({ week: '3.5' })).toMatchObject({ reason: 'unreadable_week', field: 'week' });
    const earlier = (more: object) => read({ book_id: '30', ...more });
    expect(earlier({ open_inferred: 'false' })).toMatchObject({ lines: [{ moment: 'opening' }] });
    expect(earlier({})).toMatchObject({ lines: [{ moment: 'early' }] });
    expect(read({ book_id: '9'.repeat(70) })).toMatchObject({ field: 'book_id' });
  });

  it('leave out columns that nothing can be called by, and say so', () => {
    const long = 'X'.repeat(61);
    const layout = layoutOf(
      ['Div', 'HomeTeam', ...['H', 'D', 'A'].map((side) => `${long}${side}`), 'P>99999.5', 'P<99999.5'],
      'csv',
    );
    expect(layout?.leftOut).toEqual({
      [long.slice(1)]: expect.stringContaining('60 letters'),
      'P>99999.5': expect.stringContaining('0.5 and 7'),
    });
    const prices = { [`${long}H`]: '2', [`${long}D`]: '3', [`${long}A`]: '4', 'P>99999.5': '2' };
    const match = { HomeTeam: 'Arsenal', AwayTeam: 'Everton', Date: '14/08/2012' };
    expect(layout?.read({ ...match, ...prices })).toMatchObject({ lines: [], faults: [] });
  });

  it('are recognised by their columns, and nothing else is', () => {
    expect(layoutOf(['Div', 'HomeTeam'], 'csv')?.preset).toBe('football-data');
    expect(layoutOf(['Country', 'HG'], 'csv')?.preset).toBe('football-data');
    expect(layoutOf(['captured_at', 'event_id'], 'csv')).toBeUndefined();
    expect(layoutOf(['Div', 'HomeTeam'], 'csv', 'nflverse')).toBeUndefined();
  });
});

describe('lines that are doubted', () => {
  const price = (book: string, side: 'home' | 'draw' | 'away', decimal: number): ToldLine => ({
    book,
    side,
    price: decimal,
    maker: 'book',
    market: 'h2h_3_way',
    moment: 'early',
    subject: null,
    point: null,
    priceText: String(decimal),
    ticketShare: null,
    moneyShare: null,
    scrapedAtMs: null,
    doubt: null,
  });
  const book = (name: string, [home, draw, away]: readonly [number, number, number]) => [
    price(name, 'home', home),
    price(name, 'draw', draw),
    price(name, 'away', away),
  ];
  const OTHERS = ['a', 'b', 'c', 'd'].flatMap((name) => book(name, [2, 3.4, 4]));
  const doubtsOf = (lines: readonly ToldLine[]) =>
    doubtLines(lines).flatMap(({ book: name, side, doubt }) =>
      doubt === null ? [] : [`${name} ${side} ${doubt}`],
    );

  it('are of a book that keeps more than the others of its game', () => {
    expect(doubtsOf([...OTHERS, ...book('typo', [2, 3.1, 2.7])])).toEqual([
      'typo home hold_out_of_range',
      'typo draw hold_out_of_range',
      'typo away hold_out_of_range',
    ]);
    const dear = ['a', 'b', 'c', 'd'].flatMap((name) => book(name, [1.8, 3.0, 3.6]));
    expect(doubtsOf(dear)).toEqual([]);
  });

  it('are of a favourite who is none by the moneyline', () => {
    const line = (market: string, side: 'home' | 'away', point: number | null, decimal: number | null) => ({
      ...price('one', side, 2),
      market,
      point,
      price: decimal,
    });
    const spread = [line('spreads', 'home', -5, null), line('spreads', 'away', -5, null)];
    const agreeing = [line('h2h', 'home', null, 1.5), line('h2h', 'away', null, 2.8)];
    const other = [line('h2h', 'home', null, 2.8), line('h2h', 'away', null, 1.5)];
    expect(doubtsOf([...spread, ...agreeing])).toEqual([]);
    expect(doubtsOf([...spread, ...other])).toHaveLength(4);
  });
});
