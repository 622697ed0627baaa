import { describe, expect, it } from 'vitest';
import { MOST_EVENTS, parseScoreboard, readEvent } from '../../../src/providers/espn/scoreboard.ts';
import { datesOfSeason, datesOfUtcDay } from '../../../src/providers/espn/date-ranges.ts';
import { parseStandings } from '../../../src/providers/espn/standings.ts';
import { parseInjuries } from '../../../src/providers/espn/injuries.ts';
import { readBook } from '../../../src/providers/espn/odds.ts';
import { FigureReader } from '../../../src/providers/espn/positional.ts';
import type { RefusedQuote } from '../../../src/domain/odds.ts';
import { NBA_GAME_KINDS } from '../../../src/sports/nba/game-kinds.ts';
import { kindOfWords } from '../../../src/schedule/kinds/kind-words.ts';

type Told = { name: string; state: string; completed: boolean };

function event({
  id = '401000001',
  type = { name: 'STATUS_SCHEDULED', state: 'pre', completed: false },
  season = { year: 2026, type: 2 },
  competition = {},
}: {
  id?: string;
  type?: Told;
  season?: object;
  competition?: object;
}): object {
  const side = (homeAway: string, team: object, score: string): object => ({ homeAway, team, score });
  return {
    id,
    date: '2026-01-15T00:30Z',
    season,
    competitions: [
      {
        competitors: [
          side('home', { id: '2', displayName: 'Boston Celtics', abbreviation: 'BOS' }, '101'),
          side('away', { id: '14', displayName: 'Miami Heat', abbreviation: 'MIA' }, '99'),
        ],
        status: { period: 4, type: { ...type, description: type.name } },
        ...competition,
      },
    ],
  };
}

function gameOf(parts: Parameters<typeof event>[0]) {
  const game = readEvent('NBA', event(parts));
  if (!game.ok) throw new Error(game.problem);
  return game.value;
}

describe('how an event of ESPN stands', () => {
  it.each<[Told, string, boolean, number | null]>([
    [{ name: 'STATUS_FINAL', state: 'post', completed: true }, 'completed', true, 101],
    [{ name: 'STATUS_FINAL_PEN', state: 'post', completed: true }, 'completed', true, 101],
    [{ name: 'STATUS_NEVER_SEEN', state: 'post', completed: true }, 'completed', true, 101],
    [{ name: 'STATUS_FINAL', state: 'post', completed: false }, 'scheduled', false, null],
    [{ name: 'STATUS_POSTPONED', state: 'post', completed: false }, 'postponed', true, null],
    [{ name: 'STATUS_POSTPONED', state: 'post', completed: true }, 'postponed', true, null],
    [{ name: 'STATUS_CANCELED', state: 'post', completed: false }, 'cancelled', true, null],
    [{ name: 'STATUS_SUSPENDED', state: 'in', completed: false }, 'suspended', true, null],
    [{ name: 'STATUS_IN_PROGRESS', state: 'in', completed: false }, 'in_progress', true, 101],
    [{ name: 'STATUS_NEVER_SEEN', state: 'in', completed: false }, 'in_progress', false, 101],
    [{ name: 'STATUS_NEVER_SEEN', state: 'post', completed: false }, 'scheduled', false, null],
    [{ name: 'STATUS_SCHEDULED', state: 'pre', completed: false }, 'scheduled', true, null],
  ])('%j is %s', (type, status, isStatusKnown, homeScore) => {
    expect(gameOf({ type })).toMatchObject({ status, isStatusKnown, homeScore });
  });

  it('has a time that is still to be decided where ESPN says so', () => {
    expect(gameOf({}).isTimeKnown).toBe(true);
    expect(gameOf({ competition: { timeValid: false } }).isTimeKnown).toBe(false);
    expect(gameOf({ type: { name: 'STATUS_TBD', state: 'pre', completed: false } }).isTimeKnown).toBe(false);
  });
});

describe('a season of ESPN', () => {
  it.each([
    ['NBA', 2026, 2025],
    ['NFL', 2025, 2025],
    ['FOOTBALL', 2025, 2025],
  ] as const)('of the %s that it calls %i starts in %i', (sport, year, starts) => {
    const game = readEvent(sport, event({ season: { year, type: 2 } }));
    expect(game).toMatchObject({ ok: true, value: { season: starts } });
  });

  it('has All-Star games as such, though they come as games of the regular season', () => {
    const { stage } = gameOf({ competition: { type: { abbreviation: 'ALLSTAR' } } });
    expect([NBA_GAME_KINDS.ofStage?.(stage), kindOfWords('NBA', [stage])]).toEqual([undefined, 'allstar']);
  });

  it.each([
    [1, 'preseason'],
    [3, 'playoff'],
    [5, 'playin'],
  ])('has a stage of type %i as %s', (type, kind) => {
    const { stage, isPreseason } = gameOf({ season: { year: 2026, type } });
    expect([kindOfWords('NBA', [stage]), isPreseason]).toEqual([kind, type === 1]);
  });

  it('is asked for in fortnights that follow upon each other, and days of UTC as two of the East', () => {
    const ranges = datesOfSeason({ first: '2025-10-01', last: '2025-10-31' });
    expect(ranges).toEqual(['20251001-20251014', '20251015-20251028', '20251029-20251031']);
    expect(datesOfUtcDay('2026-03-01')).toBe('20260228-20260301');
  });
});

describe('a scoreboard of ESPN', () => {
  it('keeps its good events beside one that cannot be read, and names that', () => {
    const list = parseScoreboard('NBA', {
      response: { events: [event({}), { id: '7', date: 'soon' }] },
      parameters: {},
    });
    expect(list).toMatchObject({
      ok: true,
      value: { games: [{ providerGameId: '401000001' }], unreadable: [{ providerGameId: '7' }] },
    });
  });

  it('is refused where it has as many events as it may have, as others may be left out', () => {
    const events = Array.from({ length: MOST_EVENTS }, (_, index) =>
      event({ id: String(401_000_000 + index) }),
    );
    expect(parseScoreboard('NBA', { response: { events }, parameters: {} })).toMatchObject({
      ok: false,
      kind: 'mismatch',
    });
  });

  it.each([{ events: [{ id: null }] }, { message: 'wrong' }, [], null])('%j is malformed', (response) => {
    expect(parseScoreboard('NBA', { response, parameters: {} })).toMatchObject({
      ok: false,
      kind: 'malformed',
    });
  });
});

describe('figures of a box score', () => {
  it.each([
    ['2-6', [2, 6]],
    ['15/27', [15, 27]],
    ['2--11', [2, -11]],
    ['', [null, null]],
    ['--', [null, null]],
  ])('reads %j', (text, pair) => {
    const read = new FigureReader(new Map([['FG', text]]));
    expect([read.pair('FG'), read.problem()]).toEqual([pair, undefined]);
  });

  it('names the first figure that is none', () => {
    const read = new FigureReader(
      new Map([
        ['points', '3x'],
        ['rebounds', '+4'],
      ]),
    );
    expect([read.whole('rebounds'), read.whole('points'), read.problem()]).toEqual([
      4,
      null,
      expect.stringContaining('points: "3x"'),
    ]);
  });
});

describe('other bodies of ESPN', () => {
  it('finds tables in groups, and none in the answer that holds a link', () => {
    const entry = {
      team: { id: '2', displayName: 'Boston Celtics' },
      stats: [
        { name: 'wins', value: 40 },
        { type: 'losses', value: 12 },
      ],
    };
    const response = { children: [{ name: 'Eastern Conference', standings: { entries: [entry] } }] };
    expect(parseStandings({ response })).toMatchObject({
      ok: true,
      value: [{ providerTeamId: '2', group: 'Eastern Conference', wins: 40, losses: 12, draws: null }],
    });
    expect(parseStandings({ response: { fullViewLink: {} } })).toMatchObject({
      ok: false,
      kind: 'malformed',
    });
  });

  it('takes the id of a player who is reported from the address of the page', () => {
    const injury = (links: unknown, status: unknown = 'Out'): object => ({
      status,
      athlete: { displayName: 'A Player', links },
    });
    const team = { id: '2', displayName: 'Boston Celtics' };
    const link = [{ href: 'https://espn.example/nba/player/_/id/4597509/a-player' }];
    const list = parseInjuries({
      response: { injuries: [{ ...team, injuries: [injury(link), injury(null), injury([], 7)] }] },
    });
    expect(list).toMatchObject({
      ok: true,
      value: {
        reports: [{ providerPlayerId: '4597509' }, { providerPlayerId: null }],
        unreadable: [
          { providerTeamId: '2', teamName: 'Boston Celtics', problem: expect.any(String) as string },
        ],
      },
    });
  });

  it('refuses prices that no American price can be, and keeps those beside them', () => {
    const refused: RefusedQuote[] = [];
    const book = readBook(
      '1',
      {
        provider: { id: '58', name: 'ESPN BET' },
        spread: 3.5,
        homeTeamOdds: { moneyLine: 150, spreadOdds: 'EVEN' },
        awayTeamOdds: { moneyLine: -50, spreadOdds: '-120' },
      },
      refused,
    );
    expect(book?.quotes.map(({ market, side, point, price }) => [market, side, point, price])).toEqual([
      ['h2h', 'home', null, 2.5],
      ['spreads', 'home', 3.5, 2],
      ['spreads', 'away', 3.5, 1.8333],
    ]);
    expect(refused).toMatchObject([{ market: 'h2h', book: 'espn_bet' }]);
  });
});
