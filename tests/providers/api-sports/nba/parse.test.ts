import { describe, expect, it } from 'vitest';
import {
  parseGame,
  parseGames,
  parsePlayerLines,
  parseRoster,
  parseTeamLines,
  parseTeams,
} from '../../../../src/providers/api-sports/nba/parse.ts';
import type { RowList } from '../../../../src/domain/refused-row.ts';
import type { Parsed } from '../../../../src/providers/client/provider-call.ts';
import type { Envelope } from '../../../../src/providers/client/provider-api.ts';

/** The good rows of a list, or why there are none. */
function rowsOf<Row>(parsed: Parsed<RowList<Row>>) {
  return parsed.ok ? { ok: true as const, value: [...parsed.value.rows] } : parsed;
}

const readPlayerLines = (...asked: Parameters<typeof parsePlayerLines>) => rowsOf(parsePlayerLines(...asked));
const readTeamLines = (...asked: Parameters<typeof parseTeamLines>) => rowsOf(parseTeamLines(...asked));

const LAKERS = { id: 17, name: 'Los Angeles Lakers', nickname: 'Lakers', code: 'LAL' };
const WARRIORS = { id: 11, name: 'Golden State Warriors', nickname: 'Warriors', code: 'GSW' };

function envelope(response: unknown, parameters: Record<string, string> = {}): Envelope {
  return { response, parameters };
}

function game(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 900,
    league: 'standard',
    season: 2025,
    date: { start: '2026-01-16T03:00:00.000Z', end: null, duration: null },
    status: { clock: null, halftime: false, short: 3, long: 'Finished' },
    teams: { visitors: LAKERS, home: WARRIORS },
    scores: {
      visitors: { linescore: ['28', '30', '25', '22'], points: 105 },
      home: { linescore: ['30', '30', '25', '25'], points: 110 },
    },
    ...changes,
  };
}

function playerRow(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    player: { id: 265, firstname: 'LeBron', lastname: 'James' },
    team: LAKERS,
    game: { id: 900 },
    points: 28,
    pos: 'SF',
    min: '35:12',
    fgm: 11,
    fga: 20,
    fgp: '55.0',
    plusMinus: '-4',
    comment: null,
    ...changes,
  };
}

function statusOf(short: unknown, long: unknown = 'x') {
  const games = parseGames(envelope([game({ status: { short, long } })]));
  if (!games.ok) throw new Error(games.problem);
  const [only] = games.value;
  return { status: only?.status, isStatusKnown: only?.isStatusKnown };
}

describe('games of API-NBA v2', () => {
  it.each([
    [1, 'scheduled'],
    [2, 'in_progress'],
    [3, 'completed'],
    [4, 'postponed'],
    [5, 'scheduled'],
    [6, 'cancelled'],
    ['3', 'completed'],
  ] as const)('status %s is %s', (code, status) => {
    expect(statusOf(code)).toEqual({ status, isStatusKnown: true });
  });

  it.each([[0], [7], [33], [null], [undefined], ['']])('status %s is unknown and never final', (code) => {
    expect(statusOf(code)).toEqual({ status: 'scheduled', isStatusKnown: false });
  });

  it('has no scores before the game, however the provider leaves them out', () => {
    for (const scores of [
      { visitors: { linescore: ['', '', '', ''], points: null }, home: { linescore: null, points: '' } },
      { visitors: null, home: {} },
      null,
      undefined,
    ]) {
      const games = parseGames(envelope([game({ scores })]));
      expect(games).toMatchObject({
        ok: true,
        value: [{ homeScore: null, awayScore: null, homePeriodScores: [], awayPeriodScores: [] }],
      });
    }
  });

  it('reads overtime periods and scores that are texts', () => {
    const side = { linescore: ['28', '30', '25', '27', '10', '8'], points: '128' };
    const games = parseGames(envelope([game({ scores: { visitors: side, home: side } })]));
    expect(games).toMatchObject({
      ok: true,
      value: [{ homeScore: 128, homePeriodScores: [28, 30, 25, 27, 10, 8] }],
    });
  });

  it('leaves other leagues and games without known teams out, whatever else is wrong with them', () => {
    const nobody = { id: null, name: null };
    const games = parseGames(
      envelope([
        game({ id: 1, league: 'vegas', teams: null }),
        game({ id: 2, league: 'africa', date: { start: null } }),
        game({ id: 3, teams: { visitors: nobody, home: nobody } }),
        game({ id: 4 }),
      ]),
    );
    expect(games).toMatchObject({ ok: true, value: [{ providerGameId: '4' }] });
  });

  it('reads a start with an offset and one of minutes', () => {
    for (const start of ['2026-01-16T03:00:00+00:00', '2026-01-15T22:00-05:00', '2026-01-16T03:00Z']) {
      const games = parseGames(envelope([game({ date: { start } })]));
      expect(games).toMatchObject({ ok: true, value: [{ startMs: Date.parse('2026-01-16T03:00:00Z') }] });
    }
  });

  it.each([
    ['a start that is no moment', game({ date: { start: 'soon' } })],
    ['no status', game({ status: null })],
    ['a score that is a word', game({ scores: { visitors: { points: 'many' }, home: { points: 1 } } })],
    ['an id that is a word', game({ id: 'abc' })],
  ])('calls %s malformed', (_name, row) => {
    expect(parseGames(envelope([row]))).toMatchObject({ ok: false, kind: 'malformed' });
  });

  it.each([[{}], [null], ['games'], [[null]]])(
    'calls %j instead of a list of games malformed',
    (response) => {
      expect(parseGames(envelope(response))).toMatchObject({ ok: false, kind: 'malformed' });
    },
  );

  it('calls the same team on both sides a mismatch', () => {
    const games = parseGames(envelope([game({ teams: { visitors: LAKERS, home: LAKERS } })]));
    expect(games).toMatchObject({ ok: false, kind: 'mismatch' });
  });

  it('finds the game that was asked for, says when there is none, and refuses another', () => {
    expect(parseGame(envelope([game()]), '900')).toMatchObject({
      ok: true,
      value: { providerGameId: '900' },
    });
    expect(parseGame(envelope([]), '900')).toEqual({ ok: true, value: undefined });
    expect(parseGame(envelope([game({ id: 901 })]), '900')).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});

describe("players' lines of API-NBA v2", () => {
  const expected = { providerGameId: '900', providerTeamIds: ['17', '11'] };

  it.each([
    ['35:12', 2_112],
    ['43', 2_580],
    [43, 2_580],
    ['0:00', 0],
    ['9:5', 545],
    ['', 0],
    ['-', 0],
    [null, 0],
    [undefined, 0],
  ])('a playing time of %s is %i seconds', (min, secondsPlayed) => {
    expect(readPlayerLines(envelope([playerRow({ min })]), expected)).toMatchObject({
      ok: true,
      value: [{ secondsPlayed }],
    });
  });

  it.each([
    ['-14', -14],
    ['22', 22],
    ['+5', 5],
    [7, 7],
    ['0', 0],
    ['', null],
    ['--', null],
    [null, null],
    [undefined, null],
  ])('a plus-minus of %s is %s', (plusMinus, value) => {
    expect(readPlayerLines(envelope([playerRow({ plusMinus })]), expected)).toMatchObject({
      ok: true,
      value: [{ plusMinus: value }],
    });
  });

  it('tells starters from the bench and says why somebody did not play', () => {
    const bench = { id: 2, firstname: null, lastname: 'Nenê' };
    const rows = [
      playerRow(),
      playerRow({ player: bench, pos: null, min: '', points: null, comment: "DNP - Coach's Decision" }),
    ];
    expect(readPlayerLines(envelope(rows), expected)).toMatchObject({
      ok: true,
      value: [
        { startPosition: 'SF', comment: null },
        {
          player: { firstName: '', lastName: 'Nenê' },
          startPosition: null,
          comment: "DNP - Coach's Decision",
          points: null,
        },
      ],
    });
  });

  it('read every figure, threes under the letters of the provider', () => {
    const figures = { tpm: 3, tpa: '8', ftm: '4', fta: 5, offReb: 1, defReb: 6, totReb: '7', assists: 9 };
    const rest = { pFouls: 2, steals: 1, turnovers: '3', blocks: 0 };
    expect(readPlayerLines(envelope([playerRow({ ...figures, ...rest })]), expected)).toMatchObject({
      ok: true,
      value: [
        {
          fieldGoalsMade: 11,
          fieldGoalsAttempted: 20,
          threePointersMade: 3,
          threePointersAttempted: 8,
          freeThrowsMade: 4,
          freeThrowsAttempted: 5,
          offensiveRebounds: 1,
          defensiveRebounds: 6,
          totalRebounds: 7,
          assists: 9,
          personalFouls: 2,
          steals: 1,
          turnovers: 3,
          blocks: 0,
        },
      ],
    });
  });

  it('are none while the provider has none', () => {
    expect(readPlayerLines(envelope([]), expected)).toEqual({ ok: true, value: [] });
  });

  it('keep a row that comes twice once', () => {
    const lines = readPlayerLines(envelope([playerRow(), playerRow()]), expected);
    expect(lines.ok && lines.value).toHaveLength(1);
  });

  it.each([
    ['a line of another game', [playerRow({ game: { id: 901 } })]],
    ['a team that does not play', [playerRow({ team: { id: 2, name: 'Boston Celtics' } })]],
    ['two different lines of one player', [playerRow(), playerRow({ points: 29 })]],
  ])('with %s are a mismatch', (_name, rows) => {
    expect(readPlayerLines(envelope(rows), expected)).toMatchObject({ ok: false, kind: 'mismatch' });
  });

  it('of three teams are a mismatch even when the teams are not known', () => {
    const rows = [17, 11, 2].map((id) => playerRow({ team: { id }, player: { id } }));
    expect(readPlayerLines(envelope(rows), { providerGameId: '900' })).toMatchObject({ kind: 'mismatch' });
  });

  it.each([
    ['a playing time in words', playerRow({ min: 'a while' })],
    ['points in words', playerRow({ points: 'many' })],
    ['points in a list', playerRow({ points: [12] })],
    ['half a point', playerRow({ points: 12.5 })],
    ['more points than a column holds', playerRow({ points: 40_000 })],
    ['a comment that is a number', playerRow({ comment: 12 })],
    ['no player', playerRow({ player: null })],
    ['no id of the player', playerRow({ player: { id: null, firstname: 'A', lastname: 'B' } })],
  ])('with %s are malformed', (_name, row) => {
    expect(readPlayerLines(envelope([row]), expected)).toMatchObject({ ok: false, kind: 'malformed' });
  });
});

describe("teams' lines of API-NBA v2", () => {
  const expected = { providerGameId: '900', providerTeamIds: ['17', '11'] };
  const line = (team: unknown, changes = {}) => ({
    team,
    statistics: [{ points: 110, min: '265:00', plusMinus: '5', ...changes }],
  });

  it('read the time of a game with overtime', () => {
    const lines = readTeamLines(envelope([line(LAKERS), line(WARRIORS)], { id: '900' }), expected);
    expect(lines).toMatchObject({ ok: true, value: [{ secondsPlayed: 15_900 }, { providerTeamId: '11' }] });
  });

  it('are none while the provider has none', () => {
    expect(readTeamLines(envelope([]), expected)).toEqual({ ok: true, value: [] });
    expect(readTeamLines(envelope([{ team: LAKERS, statistics: [] }]), expected)).toEqual({
      ok: true,
      value: [],
    });
  });

  it.each([
    ['another game', envelope([line(LAKERS), line(WARRIORS)], { id: '901' })],
    ['another team', envelope([line({ id: 2 })])],
    ['one team twice', envelope([line(LAKERS), line(LAKERS)])],
  ])('of %s are a mismatch', (_name, body) => {
    expect(readTeamLines(body, expected)).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});

describe('teams and rosters of API-NBA v2', () => {
  it('leaves out all-star and foreign teams', () => {
    const teams = parseTeams(
      envelope([
        { ...LAKERS, city: 'Los Angeles', allStar: false, nbaFranchise: true },
        { id: 38, name: 'Team LeBron', code: 'LBN', allStar: true, nbaFranchise: true },
        { id: 90, name: 'Adelaide 36ers', code: null, allStar: false, nbaFranchise: false },
        { id: 91, name: null },
      ]),
    );
    expect(teams).toMatchObject({ ok: true, value: [{ providerTeamId: '17', code: 'LAL' }] });
  });

  it('takes a player whose leagues are missing, a list or empty', () => {
    const rows = [undefined, [], {}, null, { standard: null }].map((leagues, id) => ({
      id: id + 1,
      firstname: 'A',
      lastname: 'B',
      leagues,
    }));
    const roster = parseRoster(envelope(rows));
    expect(roster.ok && roster.value.map(({ position, isActive }) => [position, isActive])).toEqual(
      rows.map(() => [null, null]),
    );
  });

  it('takes no row without a name for a player, and no other team’s list', () => {
    expect(
      parseRoster(
        envelope([
          { id: 1, firstname: null, lastname: null },
          { id: 2, lastname: 'Nenê' },
        ]),
      ),
    ).toMatchObject({
      ok: true,
      value: [{ providerPlayerId: '2' }],
    });
    expect(parseRoster(envelope([], { team: '17' }), '11')).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});
