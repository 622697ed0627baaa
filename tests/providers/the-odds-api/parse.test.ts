import { describe, expect, it } from 'vitest';
import { parseEvents, parseHistory, parseOdds } from '../../../src/providers/the-odds-api/parse.ts';
import { parseScores } from '../../../src/providers/the-odds-api/scores.ts';

const EVENT = {
  id: '0123456789abcdef0123456789abcdef',
  sport_key: 'basketball_nba',
  commence_time: '2026-01-15T00:10:00Z',
  home_team: 'Boston Celtics',
  away_team: 'Miami Heat',
};
const CONFIRMED = '2026-01-14T23:00:35Z';

function offer(market: string, outcomes: readonly unknown[]) {
  const markets = [{ key: market, last_update: CONFIRMED, outcomes }];
  return [{ ...EVENT, bookmakers: [{ key: 'fanduel', title: 'FanDuel', last_update: CONFIRMED, markets }] }];
}

function quotes(market: string, outcomes: readonly unknown[], format?: 'american' | 'decimal') {
  const parsed = parseOdds(offer(market, outcomes), format);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { events, refused } = parsed.value;
  const placed = events[0]?.books[0]?.quotes.map((one) => [one.side, one.subject, one.point, one.price]);
  return { placed, refused: refused.map(({ problem }) => problem) };
}

describe('prices', () => {
  it('come by the names of the teams in any order, American or decimal', () => {
    const american = [
      { name: 'Miami Heat', price: 240 },
      { name: 'Boston Celtics', price: -300 },
    ];
    expect(quotes('h2h', american, 'american').placed).toEqual([
      ['away', null, null, 3.4],
      ['home', null, null, 1.3333],
    ]);
    expect(quotes('h2h', american).placed).toEqual(quotes('h2h', american, 'american').placed);
    const decimal = [
      { name: 'boston celtics ', price: 1.33 },
      { name: 'Draw', price: 15 },
      { name: 'Miami Heat', price: 3.4 },
    ];
    expect(quotes('h2h_3_way', decimal).placed).toEqual([
      ['home', null, null, 1.33],
      ['draw', null, null, 15],
      ['away', null, null, 3.4],
    ]);
  });

  it('have the handicap of the home team on both sides', () => {
    const outcomes = [
      { name: 'Miami Heat', price: -110, point: 7.5 },
      { name: 'Boston Celtics', price: 100, point: -7.5 },
    ];
    expect(quotes('spreads', outcomes).placed).toEqual([
      ['away', null, -7.5, 1.9091],
      ['home', null, -7.5, 2],
    ]);
    const level = [
      { name: 'Miami Heat', price: -110, point: 0 },
      { name: 'Boston Celtics', price: -110, point: 0 },
    ];
    expect(quotes('spreads', level).placed?.map((one) => Object.is(one[2], 0))).toEqual([true, true]);
    const alternates = [
      { name: 'Miami Heat', price: -150, point: 9.5 },
      { name: 'Miami Heat', price: 150, point: 3.5 },
    ];
    expect(quotes('alternate_spreads', alternates).placed?.map((one) => one[2])).toEqual([-9.5, -3.5]);
  });

  it('of lays, totals and props keep their market, number and player', () => {
    expect(quotes('h2h_lay', [{ name: 'Miami Heat', price: 3.5, point: 1 }]).placed).toEqual([
      ['away', null, null, 3.5],
    ]);
    expect(quotes('totals_q1', [{ name: 'Over', price: 1.91, point: 54.5 }]).placed).toEqual([
      ['over', null, 54.5, 1.91],
    ]);
    const props = [
      { name: 'Over', description: 'Jayson Tatum', price: -115, point: 27.5 },
      { name: 'Under', description: 'Jayson Tatum', price: -105, point: 27.5 },
      { name: 'Over', description: 'Bam Adebayo', price: -120, point: 18.5 },
    ];
    expect(quotes('player_points', props).placed?.map((one) => one.slice(0, 3))).toEqual([
      ['over', 'Jayson Tatum', 27.5],
      ['under', 'Jayson Tatum', 27.5],
      ['over', 'Bam Adebayo', 18.5],
    ]);
    expect(
      quotes('player_anytime_td', [{ name: 'Yes', description: 'Saquon Barkley', price: 120 }]).placed,
    ).toEqual([['yes', 'Saquon Barkley', null, 2.2]]);
  });

  it.each([
    ['h2h', { name: 'Chicago Bulls', price: -110 }, /Chicago Bulls/],
    ['h2h', { name: 'Miami Heat', price: 50 }, /Miami Heat.*50/],
    ['h2h', { name: 'Miami Heat', price: null }, /price/],
    ['h2h', { name: '', price: -110 }, /name/],
    ['spreads', { name: 'Miami Heat', price: -110 }, /line/],
    ['spreads', { name: 'Over', price: -110, point: 3.5 }, /Over/],
    ['spreads', { name: 'Miami Heat', price: -110, point: '3.5' }, /point/],
    ['totals', { name: 'Miami Heat', price: -110, point: 210.5 }, /Miami Heat/],
    ['totals', { name: 'Over', price: -110 }, /line/],
    ['h2h', 'words', /row|expected/],
  ])('of %s leave out %j, and nothing beside it', (market, row, words) => {
    const good =
      market === 'totals'
        ? { name: 'Under', price: -110, point: 210.5 }
        : { name: 'Boston Celtics', price: -300, point: -7.5 };
    const { placed, refused } = quotes(market, [row, good], 'american');
    expect(placed).toHaveLength(1);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(words);
  });

  it('that contradict each other count once, at the higher price', () => {
    const twice = [
      { name: 'Miami Heat', price: 240 },
      { name: 'Miami Heat', price: 240 },
      { name: 'Miami Heat', price: 250 },
    ];
    const { placed, refused } = quotes('h2h', twice, 'american');
    expect(placed).toEqual([['away', null, null, 3.5]]);
    expect(refused).toHaveLength(1);
  });

  it('say by market when a bookmaker confirmed them', () => {
    const parsed = parseOdds(offer('h2h', [{ name: 'Miami Heat', price: 240 }]));
    const book = parsed.ok ? parsed.value.events[0]?.books[0] : undefined;
    expect(book).toMatchObject({ book: 'fanduel', updatedAtMs: { h2h: Date.parse(CONFIRMED) } });
  });
});

describe('an answer', () => {
  it('keeps its good events, bookmakers and markets', () => {
    const [good] = offer('h2h', [{ name: 'Miami Heat', price: 240 }]);
    const bad = [
      { ...EVENT, id: undefined, bookmakers: [] },
      { ...EVENT, commence_time: 'soon', bookmakers: [] },
      { ...EVENT, away_team: 'Boston Celtics', bookmakers: [] },
      { ...EVENT, id: 'b', bookmakers: 'none' },
      {
        ...EVENT,
        id: 'c',
        bookmakers: [
          { title: 'No key', markets: [] },
          { key: 'x', markets: [{ key: 'h2h' }] },
        ],
      },
    ];
    const parsed = parseOdds([...bad, good]);
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(parsed.value.events.map(({ providerEventId }) => providerEventId)).toEqual(['b', 'c', EVENT.id]);
    expect(parsed.value.refused.map(({ providerEventId }) => providerEventId)).toEqual([
      '',
      EVENT.id,
      EVENT.id,
      'b',
      'c',
      'c',
    ]);
  });

  it.each([[{ message: 'x' }], ['words'], [[{ id: null }]], [[1, 2]]])(
    'of nothing readable is malformed: %j',
    (body) => {
      expect(parseOdds(body)).toMatchObject({ ok: false, kind: 'malformed' });
      expect(parseEvents(body)).toMatchObject({ ok: false, kind: 'malformed' });
    },
  );

  it('of the past says of which moment it speaks', () => {
    const data = offer('h2h', [{ name: 'Miami Heat', price: 240 }]);
    const snapshot = {
      timestamp: '2026-01-14T20:55:39Z',
      previous_timestamp: null,
      next_timestamp: null,
      data,
    };
    const parsed = parseHistory(snapshot, 'american');
    expect(parsed).toMatchObject({ ok: true, value: { capturedAtMs: Date.parse('2026-01-14T20:55:39Z') } });
    expect(parseHistory({ ...snapshot, data: data[0] })).toMatchObject({ ok: true });
    expect(parseHistory(data)).toMatchObject({ ok: false, kind: 'malformed' });
  });
});

describe('scores', () => {
  const row = (more: object) => ({ ...EVENT, completed: false, scores: null, last_update: null, ...more });
  const said = (home: string | null, away: string | null) => [
    { name: 'Miami Heat', score: away },
    { name: 'Boston Celtics', score: home },
  ];
  it.each([
    [{}, 'scheduled', null, true],
    [{ scores: said('55', '49') }, 'in_progress', 55, true],
    [{ scores: said('110', '99'), completed: true }, 'completed', 110, true],
    // Over without a score: nothing is to be made of it.
    [{ completed: true }, 'cancelled', null, false],
    [{ scores: said('', null), completed: true }, 'cancelled', null, false],
  ])('are texts, in any order: %j', (more, status, homeScore, isStatusKnown) => {
    const parsed = parseScores([row(more)]);
    expect(parsed.ok && parsed.value[0]).toMatchObject({ status, homeScore, isStatusKnown });
  });
});
