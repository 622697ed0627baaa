import { describe, expect, it } from 'vitest';
import {
  parseGame,
  parseGames,
  parsePlayerLines,
  parseRoster,
  parseSeasonGames,
  parseTeamLines,
  parseTeams,
} from '../../../../src/providers/api-sports/nfl/parse.ts';
import type { RowList } from '../../../../src/domain/refused-row.ts';
import type { Parsed } from '../../../../src/providers/client/provider-call.ts';
import type { Envelope } from '../../../../src/providers/client/provider-api.ts';

/** The good rows of a list, or why there are none. */
function rowsOf<Row>(parsed: Parsed<RowList<Row>>) {
  return parsed.ok ? { ok: true as const, value: [...parsed.value.rows] } : parsed;
}

const readPlayerLines = (...asked: Parameters<typeof parsePlayerLines>) => rowsOf(parsePlayerLines(...asked));
const readTeamLines = (...asked: Parameters<typeof parseTeamLines>) => rowsOf(parseTeamLines(...asked));

const CHIEFS = { id: 17, name: 'Kansas City Chiefs', abbreviation: 'KC' };
const BILLS = { id: 20, name: 'Buffalo Bills', abbreviation: 'BUF' };
const KICK_OFF_SECONDS = Date.parse('2026-01-12T01:20:00Z') / 1_000;

function envelope(response: unknown, parameters: Record<string, string> = {}): Envelope {
  return { response, parameters };
}

type Changes = {
  id?: number;
  stage?: string | null;
  week?: string;
  date?: object;
  status?: object;
  league?: object;
  teams?: unknown;
  scores?: unknown;
};

function game({ league, teams, scores, ...changes }: Changes = {}): Record<string, unknown> {
  const { id = 900, stage = 'Post Season', week = 'Divisional Round', date, status } = changes;
  return {
    game: {
      id,
      stage,
      week,
      date: { timezone: 'UTC', date: '2026-01-12', time: '01:20', timestamp: KICK_OFF_SECONDS, ...date },
      venue: { name: 'Arrowhead Stadium', city: null },
      status: { short: 'FT', long: 'Finished', timer: null, ...status },
    },
    league: { id: 1, name: 'NFL', season: '2025', ...league },
    teams: teams === undefined ? { home: CHIEFS, away: BILLS } : teams,
    scores:
      scores === undefined
        ? {
            home: { quarter_1: 7, quarter_2: 3, quarter_3: 0, quarter_4: 10, overtime: null, total: 20 },
            away: { quarter_1: 0, quarter_2: 7, quarter_3: 3, quarter_4: 7, overtime: null, total: 17 },
          }
        : scores,
  };
}

function onlyGame(changes: Changes) {
  const games = parseGames(envelope([game(changes)]));
  if (!games.ok) throw new Error(games.problem);
  return games.value[0];
}

describe('games of American Football v1', () => {
  it.each([
    ['NS', 'Not Started', 'scheduled'],
    ['Q1', 'First Quarter', 'in_progress'],
    ['Q4', 'Fourth Quarter', 'in_progress'],
    ['HT', 'Halftime', 'in_progress'],
    ['OT', 'Overtime', 'in_progress'],
    ['FT', 'Finished', 'completed'],
    ['AOT', 'After Over Time', 'completed'],
    [null, 'Final/OT', 'completed'],
    ['', 'Final/OT', 'completed'],
    [undefined, 'Halftime', 'in_progress'],
    ['PST', 'Postponed', 'postponed'],
    ['CANC', 'Cancelled', 'cancelled'],
  ] as const)('status %s (%s) is %s', (short, long, status) => {
    expect(onlyGame({ status: { short, long } })).toMatchObject({
      status,
      isStatusKnown: true,
      statusText: long,
    });
  });

  it.each([
    ['SUSP', 'Suspended'],
    [null, 'Final/SO'],
    [null, null],
    ['X', 'Finished'],
  ])('status %s (%s) is unknown and never final', (short, long) => {
    expect(onlyGame({ status: { short, long } })).toMatchObject({
      status: 'scheduled',
      isStatusKnown: false,
    });
  });

  it('takes the moment from the timestamp, whatever the clock time beside it says', () => {
    expect(onlyGame({ date: { time: '00:00' } })?.startMs).toBe(KICK_OFF_SECONDS * 1_000);
    expect(onlyGame({ date: { time: null, timestamp: String(KICK_OFF_SECONDS) } })?.startMs).toBe(
      KICK_OFF_SECONDS * 1_000,
    );
    expect(parseGames(envelope([game({ date: { timestamp: null } })]))).toMatchObject({
      ok: false,
      kind: 'malformed',
    });
  });

  it('reads periods up to the last one played, the same number for both sides', () => {
    const scored = (quarters: (number | null)[], overtime: number | null, total: number | null) => ({
      quarter_1: quarters[0],
      quarter_2: quarters[1],
      quarter_3: quarters[2],
      quarter_4: quarters[3],
      overtime,
      total,
    });
    expect(
      onlyGame({ scores: { home: scored([3, 3, 8, 6], null, 20), away: scored([10, 7, 0, 3], 3, 23) } }),
    ).toMatchObject({ homePeriodScores: [3, 3, 8, 6, 0], awayPeriodScores: [10, 7, 0, 3, 3], homeScore: 20 });
    expect(
      onlyGame({
        scores: { home: scored([0, 7, 10, null], null, 17), away: scored([7, 7, 7, null], null, 21) },
      }),
    ).toMatchObject({ homePeriodScores: [0, 7, 10], awayPeriodScores: [7, 7, 7] });
  });

  it('has no scores before the game, however the provider leaves them out', () => {
    for (const scores of [
      null,
      [],
      { home: null, away: {} },
      { home: { total: '' }, away: { total: null } },
    ]) {
      expect(onlyGame({ scores })).toMatchObject({
        homeScore: null,
        awayScore: null,
        homePeriodScores: [],
        awayPeriodScores: [],
      });
    }
  });

  it('leaves college games, the Pro Bowl and undecided pairings out, whatever else is wrong with them', () => {
    const nobody = { id: 0, name: null };
    const games = parseGames(
      envelope([
        game({ id: 1, league: { id: 2, name: 'NCAA' }, teams: null }),
        game({ id: 2, week: 'Pro Bowl', date: { timestamp: null } }),
        game({ id: 3, stage: 'Pro Bowl', week: 'Week 1' }),
        game({ id: 4, teams: { home: nobody, away: BILLS } }),
        game({ id: 5, teams: { home: CHIEFS, away: { id: null, name: 'TBD' } } }),
        game({ id: 6, league: { id: '1' } }),
      ]),
    );
    expect(games).toMatchObject({ ok: true, value: [{ providerGameId: '6', home: { code: 'KC' } }] });
  });

  it('lists the preseason on a slate and leaves it out of a season', () => {
    const response = [game({ id: 1, stage: 'Pre Season' }), game({ id: 2, stage: 'Regular Season' })];
    expect(parseGames(envelope(response))).toMatchObject({ value: [{}, {}] });
    expect(parseSeasonGames(envelope(response))).toMatchObject({
      value: { games: [{ providerGameId: '2' }], unreadable: [] },
    });
  });

  it('gives the game that was asked for, nothing when there is none, and refuses another one', () => {
    expect(parseGame(envelope([game()]), '900')).toMatchObject({
      ok: true,
      value: { providerGameId: '900' },
    });
    expect(parseGame(envelope([]), '900')).toEqual({ ok: true, value: undefined });
    expect(parseGame(envelope([game()]), '901')).toMatchObject({ ok: false, kind: 'mismatch' });
  });
});

type Row = [name: string, value: unknown];
const row = (player: object, ...statistics: Row[]) => ({
  player,
  statistics: statistics.map(([name, value]) => ({ name, value })),
});
const team = (id: number, groups: Record<string, unknown[]>) => ({
  team: { id, name: 'x' },
  groups: Object.entries(groups).map(([name, players]) => ({ name, players })),
});
const MAHOMES = { id: 1197, name: 'Patrick Mahomes II', image: 'x' };
const ALLEN = { id: 5, name: 'Allen' };

function lines(response: unknown, expected: object = {}) {
  return readPlayerLines(envelope(response), { providerGameId: '900', ...expected });
}

describe("players' lines of American Football v1", () => {
  it('are one per player, with composites taken apart and every group of his in it', () => {
    const read = lines([
      team(17, {
        Passing: [
          row(
            MAHOMES,
            ['comp att', '15/27'],
            ['yards', '184'],
            ['average', '6.8'],
            ['passing touch downs', '2'],
            ['interceptions', '1'],
            ['sacks', '2-12'],
            ['rating', '50.2'],
            ['two pt', null],
          ),
        ],
        Rushing: [row(MAHOMES, ['total rushes', '3'], ['yards', '-4'], ['longest rush', 2])],
        Defensive: [row({ id: 7, name: 'Chris Jones' }, ['tackles', '4'], ['sacks', '1.5'], ['ff', null])],
        Kicking: [
          row(
            { id: 8, name: 'Harrison Butker' },
            ['field goals', '3/3'],
            ['extra point', '2/2'],
            ['pct', '100%'],
            ['long', '51'],
            ['points', '11'],
          ),
        ],
        Kick_returns: [row({ id: 9, name: 'Runner' }, ['td', null], ['kick return td', '1'], ['lg', '99'])],
      }),
    ]);
    if (!read.ok) throw new Error(read.problem);
    const [quarterback, tackle, kicker, returner] = read.value;
    expect(quarterback).toMatchObject({
      player: { providerPlayerId: '1197', firstName: 'Patrick', lastName: 'Mahomes II' },
      providerTeamId: '17',
      passingCompletions: 15,
      passingAttempts: 27,
      passingYards: 184,
      passingTouchdowns: 2,
      passingInterceptions: 1,
      timesSacked: 2,
      sackYardsLost: 12,
      passerRating: 50.2,
      passingTwoPointConversions: null,
      rushingAttempts: 3,
      rushingYards: -4,
      longestRush: 2,
      // His own sacks as a defender are another thing.
      sacks: null,
    });
    expect(tackle).toMatchObject({ tackles: 4, sacks: 1.5, forcedFumbles: null, timesSacked: null });
    expect(kicker).toMatchObject({
      fieldGoalsMade: 3,
      fieldGoalsAttempted: 3,
      extraPointsMade: 2,
      extraPointsAttempted: 2,
      fieldGoalPercentage: 100,
      kickingPoints: 11,
    });
    expect(returner).toMatchObject({
      player: { firstName: '', lastName: 'Runner' },
      kickReturnTouchdowns: 1,
      longestKickReturn: 99,
    });
  });

  it.each([
    ['15/27', [15, 27]],
    [' 15 / 27 ', [15, 27]],
    ['0/0', [0, 0]],
    ['15-27', [15, 27]],
    ['15', [15, null]],
    [15, [15, null]],
    ['', [null, null]],
    ['-', [null, null]],
    [null, [null, null]],
  ])('the composite %j is %j', (value, [completions, attempts]) => {
    const read = lines([team(17, { passing: [row(ALLEN, ['Comp Att', value])] })]);
    expect(read).toMatchObject({ value: [{ passingCompletions: completions, passingAttempts: attempts }] });
  });

  it.each([
    ['184', 184],
    ['0', 0],
    [-4, -4],
    ['', null],
    ['--', null],
    [null, null],
    [undefined, null],
  ])('the figure %j is %j: nothing is not nought', (value, yards) => {
    const read = lines([team(17, { Rushing: [row(ALLEN, ['yards', value])] })]);
    expect(read).toMatchObject({ value: [{ rushingYards: yards }] });
  });

  it('counts yards lost whether or not there is a minus before them', () => {
    const read = lines([team(17, { Passing: [row(ALLEN, ['sacks', '2--12'])] })]);
    expect(read).toMatchObject({ value: [{ timesSacked: 2, sackYardsLost: 12 }] });
  });

  it.each([
    ['comp att', 'n/a'],
    ['yards', 'many'],
    ['yards', '12.5'],
  ])('%s of "%s" is malformed, with the place', (name, value) => {
    const read = lines([team(17, { Passing: [row(ALLEN, [name, value])] })]);
    expect(read).toMatchObject({ ok: false, kind: 'malformed', problem: expect.stringContaining(name) });
  });

  it('ignore groups and statistics that are new', () => {
    const read = lines([
      team(17, { Coaching: [row(ALLEN, ['shouts', 'loud'])], Passing: [row(ALLEN, ['x', 'y'])] }),
    ]);
    expect(read).toMatchObject({ ok: true, value: [{ passingYards: null }] });
  });

  it('leave out rows that are of nobody, and count a repeated row once', () => {
    const rushes = row(ALLEN, ['total rushes', '4']);
    const read = lines([
      team(17, {
        Rushing: [rushes, rushes, row({ id: 0, name: 'x' }), row({ id: 3, name: null }), row({ id: null })],
      }),
    ]);
    expect(read).toMatchObject({ ok: true, value: [{ rushingAttempts: 4 }] });
  });

  it('are none while the provider has none', () => {
    expect(lines([])).toEqual({ ok: true, value: [] });
    expect(
      lines([
        { team: { id: 17 }, groups: [] },
        { team: { id: 20 }, groups: null },
      ]),
    ).toEqual({
      ok: true,
      value: [],
    });
  });

  it('refuse what contradicts itself or speaks of another game', () => {
    const rushes = (value: string) => ({ Rushing: [row(ALLEN, ['total rushes', value])] });
    const mismatch = { ok: false, kind: 'mismatch' };
    expect(lines([team(17, rushes('4')), team(20, rushes('4'))])).toMatchObject(mismatch);
    expect(lines([team(17, rushes('4')), team(17, rushes('5'))])).toMatchObject(mismatch);
    expect(lines([team(18, rushes('4'))], { providerTeamIds: ['17', '20'] })).toMatchObject(mismatch);
    expect(
      readPlayerLines(envelope([team(17, rushes('4'))], { id: '901' }), { providerGameId: '900' }),
    ).toMatchObject(mismatch);
  });
});

describe("teams' lines of American Football v1", () => {
  const statistics = {
    first_downs: {
      total: 24,
      passing: 13,
      rushing: 8,
      from_penalties: 3,
      third_down_efficiency: '6-14',
      fourth_down_efficiency: '1-1',
    },
    plays: { total: 66 },
    yards: { total: 409, yards_per_play: '6.2', total_drives: '11' },
    passing: {
      total: 235,
      comp_att: '34-56',
      yards_per_pass: '4.9',
      interceptions_thrown: 1,
      sacks_yards_lost: '3-30',
    },
    rushings: { total: 174, attempts: 31, yards_per_rush: '5.6' },
    red_zone: { made_att: '3-5' },
    penalties: { total: '10-67' },
    turnovers: { total: 2, lost_fumbles: 1, interceptions: 1 },
    posession: { total: '32:10' },
    interceptions: { total: 0 },
    fumbles_recovered: { total: 1 },
    sacks: { total: 2 },
    safeties: { total: 0 },
    int_touchdowns: { total: 0 },
    points_against: { total: 17 },
  };

  it('have every composite taken apart', () => {
    const read = readTeamLines(envelope([{ team: { id: 17 }, statistics }]), { providerGameId: '900' });
    expect(read).toEqual({
      ok: true,
      value: [
        {
          providerTeamId: '17',
          firstDowns: 24,
          passingFirstDowns: 13,
          rushingFirstDowns: 8,
          penaltyFirstDowns: 3,
          thirdDownConversions: 6,
          thirdDownAttempts: 14,
          fourthDownConversions: 1,
          fourthDownAttempts: 1,
          plays: 66,
          drives: 11,
          totalYards: 409,
          netPassingYards: 235,
          passingCompletions: 34,
          passingAttempts: 56,
          passingInterceptions: 1,
          timesSacked: 3,
          sackYardsLost: 30,
          rushingYards: 174,
          rushingAttempts: 31,
          redZoneScores: 3,
          redZoneAttempts: 5,
          penalties: 10,
          penaltyYards: 67,
          turnovers: 2,
          fumblesLost: 1,
          possessionSeconds: 32 * 60 + 10,
          interceptions: 0,
          fumblesRecovered: 1,
          sacks: 2,
          safeties: 0,
          interceptionTouchdowns: 0,
          pointsAgainst: 17,
        },
      ],
    });
  });

  it('are none while the provider has none, as in the preseason', () => {
    for (const nothing of [null, [], {}, { plays: null, passing: [], yards: { total: null } }]) {
      const read = readTeamLines(envelope([{ team: { id: 17 }, statistics: nothing }]), {
        providerGameId: '900',
      });
      expect(read).toEqual({ ok: true, value: [] });
    }
  });

  it('refuse a team that comes twice or does not play', () => {
    const own = { team: { id: 17 }, statistics };
    expect(readTeamLines(envelope([own, own]), { providerGameId: '900' })).toMatchObject({
      kind: 'mismatch',
    });
    expect(
      readTeamLines(envelope([own]), { providerGameId: '900', providerTeamIds: ['1', '2'] }),
    ).toMatchObject({ kind: 'mismatch' });
  });
});

describe('rosters and teams of American Football v1', () => {
  it('have a position and a number where the provider gives them', () => {
    expect(
      parseRoster(
        envelope([
          { id: 1197, name: 'Patrick Mahomes', position: 'QB', number: 15 },
          { id: 2, name: 'Doe' },
          { id: 3 },
        ]),
      ),
    ).toMatchObject({
      value: [
        { providerPlayerId: '1197', firstName: 'Patrick', position: 'QB', jersey: 15 },
        { providerPlayerId: '2', lastName: 'Doe', position: null, jersey: null },
      ],
    });
    expect(parseRoster(envelope([], { team: '17' }), '20')).toMatchObject({ ok: false, kind: 'mismatch' });
    expect(parseRoster(envelope([], { team: '20' }), '20')).toEqual({ ok: true, value: [] });
  });

  it('hold the franchises without the teams of the Pro Bowl', () => {
    const rows = [
      { id: 17, name: 'Kansas City Chiefs', code: 'KC', city: 'Kansas City' },
      { id: 33, name: 'AFC' },
    ];
    expect(parseTeams(envelope(rows))).toMatchObject({ value: [{ code: 'KC' }] });
  });
});
