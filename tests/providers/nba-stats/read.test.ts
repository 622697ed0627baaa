import { describe, expect, it } from 'vitest';
import { PlayingTime } from '../../../src/providers/nba-stats/fields.ts';
import { readAdvancedBox } from '../../../src/providers/nba-stats/read-advanced.ts';
import { readBoard } from '../../../src/providers/nba-stats/read-games.ts';
import { readPlayerLines } from '../../../src/providers/nba-stats/read-players.ts';
import { readSeasonFile } from '../../../src/providers/nba-stats/read-schedule.ts';
import { readTeamLines } from '../../../src/providers/nba-stats/read-teams.ts';
import { boardGame, boardOf, boxOf, scheduleOf, sixPlayers } from './bodies.ts';

const GAME = { providerGameId: '0022500171' };

describe('a board', () => {
  function only(more: object) {
    const read = readBoard(boardOf(boardGame(more)));
    if (!read.ok) throw new Error(read.problem);
    return read.value[0];
  }

  it('has the moment of UTC, not the Eastern time that is marked as UTC', () => {
    expect(only({})?.startMs).toBe(Date.parse('2025-11-06T00:00:00Z'));
    expect(only({})?.slateDate).toBe('2025-11-05');
  });

  it.each([
    [1, '7:00 pm ET', 'scheduled', true],
    [2, 'Q3 5:02', 'in_progress', true],
    [3, 'Final/OT', 'completed', true],
    [1, 'PPD', 'postponed', true],
    [1, 'Postponed', 'postponed', true],
    [1, 'CNCL', 'cancelled', true],
    [7, 'Under Review', 'scheduled', false],
  ])('tells gameStatus %i with "%s" as %s', (gameStatus, gameStatusText, status, isStatusKnown) => {
    expect(only({ gameStatus, gameStatusText })).toMatchObject({ status, isStatusKnown });
  });

  it('has no score before the tip-off, where 0 stands for none', () => {
    expect(only({})).toMatchObject({ homeScore: null, awayScore: null, homePeriodScores: [] });
  });

  it('gives an id its zeros back that a number has lost', () => {
    expect(only({ gameId: 22_500_171 })?.providerGameId).toBe('0022500171');
  });

  it('leaves out a row that cannot be read, and keeps those beside it', () => {
    const read = readBoard(boardOf(boardGame({ gameTimeUTC: 'soon', gameId: '0022500172' }), boardGame()));
    expect(read).toMatchObject({
      ok: true,
      value: [{ providerGameId: '0022500171' }],
      refused: [{ providerEntityId: '0022500172', problem: expect.stringContaining('"soon"') as string }],
    });
  });
});

describe('a season', () => {
  const row = (more: object = {}) => ({
    ...boardGame({ gameTimeUTC: '1900-01-01T00:00:00Z' }),
    gameDateTimeUTC: '2025-11-06T00:00:00Z',
    weekName: 'Week 3',
    arenaName: 'Rocket Arena',
    arenaCity: 'Cleveland',
    arenaState: 'OH',
    ...more,
  });

  it('takes the moment from the field that has the day', () => {
    const read = readSeasonFile(scheduleOf(row()));
    expect(read).toMatchObject({
      ok: true,
      value: {
        season: 2025,
        games: [
          {
            startMs: Date.parse('2025-11-06T00:00:00Z'),
            isTimeKnown: true,
            stage: '2',
            round: 'Week 3',
            venue: 'Rocket Arena',
            home: { name: 'Cleveland Cavaliers', code: 'CLE', providerTeamId: '1610612739' },
          },
        ],
      },
    });
  });

  it('leaves out the preseason, the All-Star games and games of sides that nobody knows', () => {
    const nobody = { teamId: 0, teamName: '', teamCity: '', teamTricode: '', score: 0 };
    const read = readSeasonFile(
      scheduleOf(
        row({ gameId: '0012500001' }),
        row({ gameId: '0032500001' }),
        row({ gameId: '0022501201', homeTeam: nobody, awayTeam: nobody }),
        row({ gameId: '0042500101' }),
      ),
    );
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.games.map(({ providerGameId, stage }) => [providerGameId, stage])).toEqual([
      ['0042500101', '4'],
    ]);
    expect([...read.value.ids]).toHaveLength(4);
    expect(read.value.unreadable).toEqual([]);
  });

  it('says where a time is still to be decided', () => {
    const read = readSeasonFile(scheduleOf(row({ gameStatusText: 'TBD' })));
    expect(read).toMatchObject({ value: { games: [{ isTimeKnown: false }] } });
  });
});

describe('player lines', () => {
  it('have a starting position for five of a side, and none for the bench', () => {
    const read = readPlayerLines(boxOf(), GAME);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.rows.map(({ startPosition }) => startPosition)).toEqual(
      [0, 1].flatMap(() => ['G', 'G', 'G', 'G', 'G', null]),
    );
  });

  it.each([4, 6])('contradict themselves with %i starters of a side', (count) => {
    const people = sixPlayers(10).map((person, index) => ({ ...person, starter: index < count }));
    const read = readPlayerLines(boxOf(people), GAME);
    expect(read).toMatchObject({ ok: false, kind: 'mismatch' });
  });

  it('keep the others where one cannot be read', () => {
    const [first = { id: 0 }, ...others] = sixPlayers(10);
    const read = readPlayerLines(boxOf([{ ...first, figures: { points: 'two' } }, ...others]), GAME);
    if (!read.ok) throw new Error(read.problem);
    expect(read.value.rows).toHaveLength(11);
    expect(read.value.refused).toMatchObject([
      { providerEntityId: '10', problem: 'statistics.points: "two" is not a number' },
    ]);
  });

  it('are of no other game', () => {
    const read = readPlayerLines(boxOf(), { providerGameId: '0022500172' });
    expect(read).toMatchObject({ ok: false, kind: 'mismatch' });
    const teams = { ...GAME, providerTeamIds: ['1610612739', '1610612738'] };
    expect(readTeamLines(boxOf(), teams)).toMatchObject({ ok: false, kind: 'mismatch' });
  });

  it.each([
    ['a box score that is null', { boxScoreTraditional: null }],
    [
      'the empty tables of the second version',
      {
        resultSets: ['PlayerStats', 'TeamStats'].map((name) => ({ name, headers: ['GAME_ID'], rowSet: [] })),
      },
    ],
    [
      'a game that has not begun',
      {
        game: {
          gameId: '0022500171',
          gameStatus: 1,
          homeTeam: { teamId: 1, players: [{ personId: 5 }], statistics: {} },
          awayTeam: { teamId: 2, players: [], statistics: {} },
        },
      },
    ],
  ])('are none in %s, which says nothing of who played', (_words, response) => {
    const envelope = { response, parameters: {} };
    expect(readPlayerLines(envelope, GAME)).toEqual({ ok: true, value: { rows: [], refused: [] } });
    expect(readTeamLines(envelope, GAME)).toEqual({ ok: true, value: { rows: [], refused: [] } });
  });

  it('are refused where a table has a row of another length than its headers', () => {
    const table = { name: 'PlayerStats', headers: ['GAME_ID', 'TEAM_ID'], rowSet: [['0022500171']] };
    const read = readPlayerLines({ response: { resultSets: [table] }, parameters: {} }, GAME);
    expect(read).toMatchObject({ ok: false, kind: 'malformed' });
  });
});

it.each([
  ['PT35M12.00S', 2_112],
  ['PT240M00.00S', 14_400],
  ['PT25M', 1_500],
  ['35:12', 2_112],
  ['36.000000:12', 2_172],
  ['240:00', 14_400],
  ['43', 2_580],
  ['', null],
  [null, null],
])('reads a playing time of %j', (text, seconds) => {
  expect(PlayingTime.parse(text)).toBe(seconds);
});

it.each(['35:72', 'PT', 'soon', '12:3x'])('refuses a playing time of %j', (text) => {
  expect(PlayingTime.safeParse(text).success).toBe(false);
});

describe('an advanced box score', () => {
  const side = (teamId: number) => ({
    teamId,
    players: [
      {
        personId: 7,
        firstName: 'Pat',
        familyName: 'Seven',
        statistics: { minutes: '19:09', usagePercentage: 0.122, possessions: 40, PIE: 0.051 },
      },
    ],
    statistics: {
      minutes: '240:00',
      possessions: 101,
      estimatedOffensiveRating: 671.3,
      offensiveRating: 134.3,
    },
  });
  const box = { gameId: '0022500171', homeTeam: side(1_610_612_739), awayTeam: side(1_610_612_741) };

  it('is typed, in shares of 1 and possessions as counted', () => {
    const read = readAdvancedBox({ response: { boxScoreAdvanced: box }, parameters: {} }, '0022500171');
    if (!read.ok) throw new Error(read.problem);
    const [home] = read.value?.teams ?? [];
    expect(home).toMatchObject({
      providerTeamId: '1610612739',
      figures: { possessionsCounted: 101, offensiveRating: 134.3, pace: null },
      players: [{ player: { providerPlayerId: '7' }, figures: { secondsPlayed: 1_149, usageShare: 0.122 } }],
    });
  });

  it('is none while the host has none, and of no other game', () => {
    const read = (response: unknown) => readAdvancedBox({ response, parameters: {} }, '0022500172');
    expect(read({ boxScoreAdvanced: null })).toEqual({ ok: true, value: undefined });
    expect(read({ boxScoreAdvanced: box })).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});
