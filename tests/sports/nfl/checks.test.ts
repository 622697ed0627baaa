import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../../src/domain/box-score.ts';
import {
  NFL_PLAYER_COUNTS,
  NFL_TEAM_COUNTS,
  type NflPlayerCount,
  type NflPlayerLine,
  type NflTeamCount,
  type NflTeamLine,
} from '../../../src/domain/nfl-lines.ts';
import * as checks from '../../../src/sports/nfl/checks.ts';

const GAME: ProviderGame = {
  providerGameId: '900',
  startMs: 0,
  status: 'completed',
  statusText: 'Finished',
  isStatusKnown: true,
  home: { providerTeamId: '17', name: 'Chiefs', code: 'KC' },
  away: { providerTeamId: '20', name: 'Bills', code: 'BUF' },
  homeScore: 20,
  awayScore: 17,
  homePeriodScores: [],
  awayPeriodScores: [],
};

function line(id: string, providerTeamId: string, counts: Partial<NflPlayerLine> = {}): NflPlayerLine {
  const none = Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as Record<
    NflPlayerCount,
    null
  >;
  return {
    ...none,
    player: { providerPlayerId: id, firstName: '', lastName: id },
    providerTeamId,
    ...counts,
  };
}

function teamLine(providerTeamId: string, counts: Partial<NflTeamLine> = {}): NflTeamLine {
  const none = Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [name, null])) as Record<NflTeamCount, null>;
  return { ...none, providerTeamId, ...counts };
}

function checkPlayerLines(rows: readonly NflPlayerLine[], game: ProviderGame): void {
  checks.checkPlayerLines({ rows, refused: [] }, game);
}

function checkTeamLines(rows: readonly NflTeamLine[], game: ProviderGame): void {
  checks.checkTeamLines({ rows, refused: [] }, game);
}

const THROWN = { passingYards: 200, passingTouchdowns: 2 };
const CAUGHT = { receivingYards: 200, receivingTouchdowns: 2 };
const AWAY = line('9', '20', { tackles: 3 });

describe('the check of NFL player lines', () => {
  it.each([
    ['nothing yet', []],
    ['a side that is missing: that is judged when all is written', [line('1', '17')]],
    ['lines that agree', [line('1', '17', THROWN), line('2', '17', CAUGHT), AWAY]],
    [
      'some yards of a lateral',
      [line('1', '17', THROWN), line('2', '17', { ...CAUGHT, receivingYards: 196 }), AWAY],
    ],
    ['a side of which no catches are told', [line('1', '17', THROWN), AWAY]],
    ['fewer points than the score, for safeties and returns', [line('1', '17', { kickingPoints: 2 }), AWAY]],
  ])('passes %s', (_what, lines) => {
    expect(() => checkPlayerLines(lines, GAME)).not.toThrow();
  });

  it.each([
    ['somebody is listed twice', [line('1', '17'), line('1', '17'), AWAY], /listed twice/],
    [
      'catches are cut off',
      [line('1', '17', THROWN), line('2', '17', { ...CAUGHT, receivingYards: 56 }), AWAY],
      /passed for 200 yards and received 56/,
    ],
    [
      'touchdowns are cut off',
      [line('1', '17', THROWN), line('2', '17', { ...CAUGHT, receivingTouchdowns: 0 }), AWAY],
      /passed for 2 touchdowns and received 0/,
    ],
    [
      'players have more points than the score',
      [line('1', '17', { rushingTouchdowns: 3, extraPointsMade: 3 }), AWAY],
      /have 21 points together, the score says 20/,
    ],
  ])('refuses when %s', (_what, lines, message) => {
    expect(() => checkPlayerLines(lines, GAME)).toThrow(message);
  });
});

describe('the check of NFL team lines', () => {
  it('passes nothing yet, lines that agree, and lines without points', () => {
    for (const lines of [
      [],
      [teamLine('17', { pointsAgainst: 17 }), teamLine('20', { pointsAgainst: 20 })],
      [teamLine('20'), teamLine('17')],
    ]) {
      expect(() => checkTeamLines(lines, GAME)).not.toThrow();
    }
  });

  it('passes yards that are not all caught where a row was left out', () => {
    const refused = [
      {
        entityType: 'player',
        providerEntityId: '2',
        providerTeamId: '17',
        name: 'T. Catcher',
        problem: 'x',
      } as const,
    ];
    const rows = [line('1', '17', THROWN), line('3', '17', { ...CAUGHT, receivingYards: 56 }), AWAY];
    expect(() => checks.checkPlayerLines({ rows, refused }, GAME)).not.toThrow();
    expect(() => checks.checkPlayerLines({ rows, refused: [] }, GAME)).toThrow(/received 56/);
  });

  it('refuses two lines of a side, and more points against than the other side has', () => {
    const twice = [teamLine('17'), teamLine('17'), teamLine('20')];
    expect(() => checkTeamLines(twice, GAME)).toThrow(/2 team lines for Chiefs/);
    expect(() => checkTeamLines([teamLine('17', { pointsAgainst: 18 }), teamLine('20')], GAME)).toThrow(
      /18 points against, the score says 17/,
    );
  });
});
