import { describe, expect, it } from 'vitest';
import { parseBoxScores, parseGames } from '../../../../src/providers/api-sports/football/parse.ts';
import { checkPlayerLines, checkTeamLines } from '../../../../src/sports/football/checks.ts';

const ARSENAL = { id: 42, name: 'Arsenal' };
const PORTO = { id: 212, name: 'FC Porto' };
const OURS = new Set(['39']);

type Row = Record<string, unknown>;

function match(changes: Row = {}): Row {
  return {
    fixture: {
      id: 900,
      date: '2026-01-10T15:00:00+00:00',
      status: { long: 'Match Finished', short: 'FT', elapsed: 90, extra: 4 },
    },
    league: { id: 39, season: 2025, round: 'Regular Season - 21' },
    teams: { home: ARSENAL, away: PORTO },
    goals: { home: 2, away: 1 },
    score: {
      halftime: { home: 1, away: 1 },
      fulltime: { home: 2, away: 1 },
      extratime: { home: null, away: null },
      penalty: { home: null, away: null },
    },
    ...changes,
  };
}

function player(id: number | null, changes: Row = {}): Row {
  return {
    player: { id, name: `Given van der Name${id}` },
    statistics: [{ games: { minutes: 90, substitute: false }, ...changes }],
  };
}

function withLines(home: readonly Row[], away: readonly Row[], changes: Row = {}): Row {
  return match({
    players: [
      { team: ARSENAL, players: home },
      { team: PORTO, players: away },
    ],
    statistics: [
      { team: ARSENAL, statistics: [{ type: 'Ball Possession', value: '55%' }] },
      { team: PORTO, statistics: [{ type: 'Ball Possession', value: '45%' }] },
    ],
    ...changes,
  });
}

function statusOf(short: unknown) {
  const row = match({ fixture: { id: 1, date: '2026-01-10T15:00:00+00:00', status: { short, long: 'x' } } });
  const parsed = parseGames({ response: [row], parameters: {} }, OURS);
  if (!parsed.ok) throw new Error(parsed.problem);
  return { status: parsed.value[0]?.status, isStatusKnown: parsed.value[0]?.isStatusKnown };
}

function boxScoreOf(row: Row) {
  const parsed = parseBoxScores({ response: [row], parameters: {} }, ['900']);
  if (!parsed.ok) throw new Error(parsed.problem);
  const found = parsed.value.get('900');
  if (found === undefined) throw new Error('the match is missing');
  return found;
}

function checked(row: Row): void {
  const found = boxScoreOf(row);
  if (!found.ok) throw new Error(found.problem);
  const { game, playerLines, teamLines, refused } = found.value;
  checkPlayerLines({ rows: playerLines, refused }, found.value);
  checkTeamLines({ rows: teamLines, refused }, game);
}

describe('matches of API-Football v3', () => {
  it.each([
    ['TBD', 'scheduled'],
    ['NS', 'scheduled'],
    ['1H', 'in_progress'],
    ['HT', 'in_progress'],
    ['2H', 'in_progress'],
    ['ET', 'in_progress'],
    ['BT', 'in_progress'],
    ['P', 'in_progress'],
    ['LIVE', 'in_progress'],
    ['SUSP', 'suspended'],
    ['INT', 'suspended'],
    ['FT', 'completed'],
    ['AET', 'completed'],
    ['PEN', 'completed'],
    ['PST', 'postponed'],
    ['CANC', 'cancelled'],
    ['ABD', 'cancelled'],
    ['AWD', 'awarded'],
    ['WO', 'awarded'],
  ])('status %s means %s', (short, status) => {
    expect(statusOf(short)).toEqual({ status, isStatusKnown: true });
  });

  it.each(['XYZ', null, ''])('status %j is unknown and never final', (short) => {
    expect(statusOf(short)).toEqual({ status: 'scheduled', isStatusKnown: false });
  });

  it('reads the matches of our leagues only, and looks into no other row', () => {
    const others = [
      match({ league: { id: 2 }, goals: 'spoilt' }),
      match({ teams: { home: { id: null, name: null }, away: PORTO } }),
      match({ league: null }),
    ];
    const parsed = parseGames({ response: [...others, match()], parameters: {} }, OURS);
    expect(parsed).toMatchObject({ ok: true, value: [{ providerGameId: '900', homePeriodScores: [1, 1] }] });
  });

  it.each([
    ['a start that is no moment', match({ fixture: { id: 1, date: 'soon', status: {} } }), 'malformed'],
    ['goals that are words', match({ goals: { home: 'two', away: 1 } }), 'malformed'],
    ['the same side twice', match({ teams: { home: ARSENAL, away: ARSENAL } }), 'mismatch'],
  ])('refuses %s', (_what, row, kind) => {
    expect(parseGames({ response: [row], parameters: {} }, OURS)).toMatchObject({ ok: false, kind });
  });

  it('takes an answer that is no list for malformed', () => {
    expect(parseGames({ response: {}, parameters: {} }, OURS)).toMatchObject({
      ok: false,
      kind: 'malformed',
    });
  });
});

describe('box scores of API-Football v3', () => {
  it('reads figures as numbers, texts and shares, and keeps null for an unused substitute', () => {
    const row = withLines(
      [
        player(1, {
          games: { minutes: '90', rating: '8', position: 'M', captain: true, substitute: false, number: 7 },
          goals: { total: 2, conceded: 0, assists: null, saves: null },
          passes: { total: 50, key: null, accuracy: '88%' },
          penalty: { won: null, commited: 1, scored: 1, missed: 0, saved: null },
        }),
        player(2, { games: { minutes: null, rating: null, substitute: true }, goals: null, passes: null }),
      ],
      [player(3, { goals: { total: 1 }, passes: { total: 40, accuracy: 31 } }), player(null)],
    );
    const found = boxScoreOf(row);
    if (!found.ok) throw new Error(found.problem);
    const [first, second, third] = found.value.playerLines;
    expect(found.value.playerLines).toHaveLength(3);
    expect(first).toMatchObject({
      player: { firstName: 'Given', lastName: 'van der Name1' },
      minutes: 90,
      rating: 8,
      isCaptain: true,
      goals: 2,
      assists: null,
      passesAccurate: null,
      passAccuracyPercent: 88,
      penaltiesCommitted: 1,
      penaltiesScored: 1,
    });
    expect(second).toMatchObject({
      minutes: null,
      isSubstitute: true,
      rating: null,
      goals: null,
      passesTotal: null,
    });
    expect(third).toMatchObject({ passesAccurate: 31, passAccuracyPercent: null });
    expect(found.value.teamLines.map((line) => line.possessionPercent)).toEqual([55, 45]);
    expect(() => checked(row)).not.toThrow();
  });

  it.each([
    ['8', 8],
    ['7.3', 7.3],
    ['55%', 55],
    ['0', 0],
    [0, 0],
    ['', null],
    [' ', null],
    ['-', null],
    [null, null],
    [undefined, null],
  ])('a figure of %j is %j: nothing is not nought', (value, number) => {
    const row = withLines([player(1, { games: { rating: value, minutes: 90 } })], [player(3)], {
      statistics: [{ team: ARSENAL, statistics: [{ type: 'Ball Possession', value }] }],
    });
    expect(boxScoreOf(row)).toMatchObject({
      ok: true,
      value: {
        playerLines: [{ rating: number, minutes: 90 }, {}],
        teamLines: [{ possessionPercent: number }],
      },
    });
  });

  it('knows a share without its sign by being more than all passes, and mends HTML entities in names', () => {
    const row = withLines(
      [
        {
          ...player(1, { passes: { total: 20, accuracy: '75' } }),
          player: { id: 1, name: 'N&apos;Golo Kant&#233;' },
        },
      ],
      [player(3)],
    );
    const found = boxScoreOf(row);
    expect(found.ok && found.value.playerLines[0]).toMatchObject({
      player: { firstName: "N'Golo", lastName: 'Kanté' },
      passesAccurate: null,
      passAccuracyPercent: 75,
    });
  });

  it('has no lines while the blocks are empty, null or missing', () => {
    for (const row of [match(), match({ events: null, lineups: [], statistics: [], players: null })]) {
      expect(boxScoreOf(row)).toMatchObject({
        ok: true,
        value: { playerLines: [], teamLines: [], events: undefined },
      });
    }
  });

  it('lets a row that cannot be read spoil only its own match', () => {
    const spoilt = match({
      fixture: { id: 901, date: '2026-01-10T15:00:00Z', status: {} },
      players: 'spoilt',
    });
    const parsed = parseBoxScores({ response: [spoilt, match()], parameters: {} }, ['900', '901', '903']);
    if (!parsed.ok) throw new Error(parsed.problem);
    expect([...parsed.value.keys()].toSorted()).toEqual(['900', '901']);
    expect(parsed.value.get('900')).toMatchObject({ ok: true });
    expect(parsed.value.get('901')).toMatchObject({ ok: false, kind: 'malformed' });
  });

  it('refuses an answer with a match that was not asked for, but takes an empty one for none', () => {
    expect(parseBoxScores({ response: [match()], parameters: {} }, ['1'])).toMatchObject({
      ok: false,
      kind: 'mismatch',
    });
    expect(parseBoxScores({ response: [], parameters: {} }, ['1'])).toEqual({ ok: true, value: new Map() });
  });

  const named = (row: Row) => {
    const found = boxScoreOf(row);
    if (!found.ok) throw new Error(found.problem);
    return found.value.refused.map(
      ({ entityType, providerEntityId, problem }) => `${entityType} ${providerEntityId}: ${problem}`,
    );
  };

  it('leaves out a row that cannot be read, and keeps those beside it', () => {
    const spoilt = { player: { id: 2, name: 'A. Spoilt' }, statistics: [{ games: { minutes: 'ninety' } }] };
    const row = withLines([player(1), spoilt], [player(3)]);
    const found = boxScoreOf(row);
    expect(found).toMatchObject({
      ok: true,
      value: {
        playerLines: [{ player: { providerPlayerId: '1' } }, { player: { providerPlayerId: '3' } }],
        refused: [{ providerEntityId: '2', providerTeamId: '42', name: 'A. Spoilt' }],
      },
    });
    expect(named(row)).toEqual([expect.stringMatching(/^player 2: .*games\.minutes: "ninety" /)]);
  });

  it('leaves out players of a team that does not play, with two different lines, or without an id', () => {
    const strangers = { team: { id: 7 }, players: [player(9)] };
    const twice = [player(1), player(1, { goals: { total: 1 } }), player(2), player(null)];
    const sides = [
      { team: ARSENAL, players: twice },
      { team: PORTO, players: [player(3)] },
    ];
    expect(named(withLines([], [], { players: [...sides, strangers] })).toSorted()).toEqual([
      'player 1: there are two different lines',
      expect.stringMatching(/^player 9: listed for team 7/),
      'player null: player.id: there is none',
    ]);
  });

  it('takes no line of a team that has two, or a figure that is no number', () => {
    const fouls = (team: object, value: unknown) => ({ team, statistics: [{ type: 'Fouls', value }] });
    const statistics = [fouls(ARSENAL, 1), fouls(ARSENAL, 2), fouls(PORTO, 'many')];
    expect(boxScoreOf(withLines([player(1)], [player(3)], { statistics }))).toMatchObject({
      ok: true,
      value: { teamLines: [], unreadable: { player: undefined, team: { kind: 'mismatch' } } },
    });
    const one = [fouls(ARSENAL, 12.5), fouls(PORTO, 3)];
    expect(named(withLines([player(1)], [player(3)], { statistics: one }))).toEqual([
      expect.stringMatching(/^team 42: fouls: 12\.5 .*whole number/),
    ]);
  });

  it('says why where no row of a kind can be read', () => {
    const row = withLines([player(null)], [player(null)]);
    expect(boxScoreOf(row)).toMatchObject({
      ok: true,
      value: { playerLines: [], unreadable: { player: { kind: 'malformed' } } },
    });
  });

  it('keeps nineteen matches beside one without an id', () => {
    const parsed = parseBoxScores({ response: [{ fixture: null }, match()], parameters: {} }, ['900', '901']);
    expect(parsed).toMatchObject({ ok: true, refused: [{ entityType: 'game', providerEntityId: null }] });
    expect(parsed.ok && [...parsed.value.keys()]).toEqual(['900']);
  });
});

describe('checks of a football box score', () => {
  const scorers = [player(1, { goals: { total: 1 } }), player(2)];
  const ownGoal = { team: ARSENAL, player: { id: 3 }, type: 'Goal', detail: 'Own Goal', comments: null };
  const kick = {
    team: PORTO,
    player: { id: 4 },
    type: 'Goal',
    detail: 'Penalty',
    comments: 'Penalty Shootout',
  };
  const away = [player(3, { goals: { total: 1 } })];
  const lineUp = (team: object, count: number) => ({
    team,
    formation: '4-4-2',
    startXI: Array.from({ length: count }, () => ({})),
  });

  it('adds own goals to the side that they count for, and no kick of a shoot-out', () => {
    expect(() => checked(withLines(scorers, away, { events: [ownGoal, kick] }))).not.toThrow();
    expect(() => checked(withLines(scorers, away, { events: [kick] }))).toThrow(
      /Arsenal have 1 goals .* 0 own goals, .* 2$/,
    );
  });

  it('adds nothing up where there are no events', () => {
    expect(() => checked(withLines(scorers, away))).not.toThrow();
  });

  it('refuses a line-up that is not eleven; a side without lines is judged when all is written', () => {
    expect(() => checked(withLines([player(1, { goals: { total: 2 } })], []))).not.toThrow();
    expect(() => checked(withLines(scorers, away, { lineups: [lineUp(ARSENAL, 10)] }))).toThrow(
      /10 starters, not 11/,
    );
    expect(() =>
      checked(withLines(scorers, away, { lineups: [lineUp(ARSENAL, 11), lineUp(PORTO, 11)] })),
    ).not.toThrow();
  });

  it('lets a side have fewer goals than the score where a row was left out, and never more', () => {
    const spoilt = { player: { id: 5, name: 'S. Corer' }, statistics: [{ goals: { total: 'one' } }] };
    const events = [{ ...kick, comments: null, detail: 'Normal Goal' }];
    expect(() => checked(withLines([...scorers, spoilt], away, { events }))).not.toThrow();
    const three = player(6, { goals: { total: 3 } });
    expect(() => checked(withLines([three, spoilt], away, { events }))).toThrow(/have 3 goals/);
  });
});
