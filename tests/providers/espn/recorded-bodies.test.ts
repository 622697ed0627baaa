import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../../src/providers/client/provider-call.ts';
import { parseInjuries } from '../../../src/providers/espn/injuries.ts';
import { parseOdds } from '../../../src/providers/espn/odds.ts';
import { readOfficials } from '../../../src/providers/espn/officials.ts';
import { parseScoreboard, readEvent } from '../../../src/providers/espn/scoreboard.ts';
import {
  gameOfSummary,
  nbaPlayerLines,
  nbaTeamLines,
  parseSummary,
} from '../../../src/providers/espn/summary.ts';
import { nbaPlayerLine } from '../../../src/providers/espn/nba-lines.ts';
import { Athlete, StatisticGroup } from '../../../src/providers/espn/schema.ts';
import { PROJECT_ROOT } from '../../support/test-app.ts';

const FOLDER = join(PROJECT_ROOT, '../shared/data/api-samples/espn');

const envelope = (response: unknown) => ({ response, parameters: {} });
const bodyOf = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as unknown;

/** What becomes of each body: what was read of it, or why it is refused. */
const READ: Readonly<Record<string, (body: unknown) => unknown>> = {
  'espn_injuries.json': (body) => valueOf(parseInjuries({ response: body })).reports.length,
  'espn_scoreboard_nba.json': (body) => valueOf(parseScoreboard('NBA', envelope(body))).games.length,
  'nba_scoreboard.json': (body) => valueOf(parseScoreboard('NBA', envelope(body))).games.length,
  'nfl_event_pre_game.json': (body) => valueOf(readEvent('NFL', body)).providerGameId,
  'espn_summary.json': (body) => linesOf(body, '401736228'),
  'summary_with_game_info_trimmed.json': (body) => linesOf(body, '401736393'),
  // A block of rows alone: nothing names its figures.
  'nba_summary_boxscore_players_block.json': (body) => {
    const group = StatisticGroup.parse(body);
    return group.athletes.map((row) => nbaPlayerLine('6', group, Athlete.parse(row)).ok);
  },
};

const EXPECTED: Readonly<Record<string, unknown>> = {
  'espn_injuries.json': 4,
  'espn_scoreboard_nba.json': 1,
  'nba_scoreboard.json': 2,
  'nfl_event_pre_game.json': '401671641',
  'espn_summary.json': { players: expect.any(Number) as number, refused: 0, teams: 2 },
  'summary_with_game_info_trimmed.json': { players: 6, refused: 0, teams: 2 },
  'nba_summary_boxscore_players_block.json': [false, false, false],
};

describe.skipIf(!existsSync(FOLDER))('every recorded body of ESPN (in ../shared)', () => {
  it.each(existsSync(FOLDER) ? readdirSync(FOLDER) : [])('%s', (name) => {
    const read = READ[name];
    expect(read, `nobody says what ${name} is`).toBeDefined();
    expect(read?.(bodyOf(name))).toEqual(EXPECTED[name]);
  });

  it('gives a final game its score and periods, and one of the next season the year in which that starts', () => {
    const { games } = valueOf(parseScoreboard('NBA', envelope(bodyOf('nba_scoreboard.json'))));
    expect(games[0]).toMatchObject({
      providerGameId: '401585285',
      status: 'completed',
      season: 2023,
      stage: 'Regular Season',
      startMs: Date.parse('2024-01-30T00:00Z'),
      home: { providerTeamId: '30', name: 'Charlotte Hornets' },
      isTimeKnown: true,
    });
    const sum = (scores: readonly number[]): number => scores.reduce((total, one) => total + one, 0);
    for (const { homeScore, awayScore, homePeriodScores, awayPeriodScores } of games)
      expect([sum(homePeriodScores), sum(awayPeriodScores)]).toEqual([homeScore, awayScore]);
    const [next] = valueOf(parseScoreboard('NBA', envelope(bodyOf('espn_scoreboard_nba.json')))).games;
    expect(next).toMatchObject({ status: 'scheduled', season: 2026, homeScore: null, awayScore: null });
  });

  it('reads composites by their keys, and leaves the reason of who played out', () => {
    const summary = valueOf(
      parseSummary(envelope(bodyOf('summary_with_game_info_trimmed.json')), '401736393'),
    );
    if (!summary) throw new Error('there is no summary');
    const jones = valueOf(nbaPlayerLines(summary)).rows.find(({ player }) => player.lastName === 'Jones');
    expect(jones).toMatchObject({
      player: { providerPlayerId: '3058895', firstName: 'Brionna' },
      providerTeamId: '20',
      points: 13,
      fieldGoalsMade: 5,
      fieldGoalsAttempted: 7,
      threePointersAttempted: 0,
      freeThrowsMade: 3,
      totalRebounds: 2,
      plusMinus: 4,
      secondsPlayed: 16 * 60,
      startPosition: 'F',
      comment: null,
    });
  });

  it('names the officials with their roles, and nobody where none are told', () => {
    const officialsIn = (name: string, id: string) => {
      const summary = valueOf(parseSummary(envelope(bodyOf(name)), id)) ?? never();
      return readOfficials(summary).map((one) => [one.name, one.assignment, one.providerOfficialId]);
    };
    expect(officialsIn('summary_with_game_info_trimmed.json', '401736393')).toEqual([
      ['Tiara Cruse', 'Referee', null],
      ['Paul Tuomey', 'Referee', null],
      ['Catherine Chang', 'Referee', null],
    ]);
    expect(officialsIn('espn_summary.json', '401736228')).toEqual([]);
  });

  it('takes points off turnovers from the other side, which conceded them', () => {
    const summary = valueOf(parseSummary(envelope(bodyOf('espn_summary.json')), '401736228'));
    const teams = summary?.boxscore?.teams ?? [];
    expect(teams.map(({ team }) => team.abbreviation)).toEqual(['SEA', 'NY']);
    const game = { home: { providerTeamId: '9' }, homeScore: 70, awayScore: 79 };
    const { rows } = valueOf(nbaTeamLines(summary ?? never(), game as never));
    expect(
      rows.map(({ pointsOffTurnovers, points, turnovers }) => [points, turnovers, pointsOffTurnovers]),
    ).toEqual([
      [79, 11, 20],
      [70, 17, 11],
    ]);
  });

  it('offers the prices of a game that has not begun, the handicap as that of the home team', () => {
    const snapshot = valueOf(parseOdds('NFL', envelope({ events: [bodyOf('nfl_event_pre_game.json')] }), 5));
    expect(snapshot.events[0]).toMatchObject({ home: 'Washington Commanders', away: 'Pittsburgh Steelers' });
    const [book] = snapshot.events[0]?.books ?? [];
    expect([
      book?.book,
      book?.quotes.map(({ market, side, point, price }) => [market, side, point, price]),
    ]).toEqual([
      'espn_bet',
      [
        ['totals', 'over', 44.5, 1.8696],
        ['totals', 'under', 44.5, 1.9524],
      ],
    ]);
  });
});

function linesOf(body: unknown, id: string): unknown {
  const summary = valueOf(parseSummary(envelope(body), id));
  if (!summary) throw new Error('there is no summary');
  const players = valueOf(nbaPlayerLines(summary));
  const game = { home: { providerTeamId: '' }, homeScore: null, awayScore: null };
  const teams = valueOf(nbaTeamLines(summary, game as never));
  if ('competitions' in summary.header)
    expect(valueOf(gameOfSummary('NBA', summary))).toMatchObject({ status: 'completed', homeScore: 72 });
  return { players: players.rows.length, refused: players.refused.length, teams: teams.rows.length };
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function never(): never {
  throw new Error('there is no summary');
}
