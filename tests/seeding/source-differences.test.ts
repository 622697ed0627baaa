import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import { differencesOf } from '../../src/seeding/source-differences.ts';

const OURS = { status: 'completed', homeScore: 101, awayScore: 99, source: 'api-sports' } as const;

function theirs(parts: Partial<ProviderGame>): ProviderGame {
  const team = { providerTeamId: '1', name: 'Somebody', code: null };
  return {
    providerGameId: '1',
    startMs: 0,
    status: 'completed',
    statusText: 'Final',
    isStatusKnown: true,
    home: team,
    away: team,
    homeScore: 101,
    awayScore: 99,
    homePeriodScores: [],
    awayPeriodScores: [],
    ...parts,
  };
}

describe('what two sources say of a game that is over', () => {
  it.each<[string, Partial<ProviderGame>, string[]]>([
    ['the same', {}, []],
    ['another score', { homeScore: 102 }, ['home_score']],
    ['both scores', { homeScore: 99, awayScore: 101 }, ['home_score', 'away_score']],
    ['no score', { homeScore: null, awayScore: null }, []],
    ['that it is still on', { status: 'in_progress', homeScore: 80, awayScore: 80 }, []],
    ['that it is yet to begin', { status: 'scheduled', homeScore: null, awayScore: null }, []],
    ['that it was postponed', { status: 'postponed', homeScore: null, awayScore: null }, ['status']],
    ['that it was awarded with the same score', { status: 'awarded' }, []],
    ['a word that nobody knows', { status: 'scheduled', isStatusKnown: false, homeScore: 1 }, []],
  ])('is %s', (_words, parts, fields) => {
    expect(differencesOf(OURS, theirs(parts)).map(({ field }) => field)).toEqual(fields);
  });

  it('names both sides of a difference', () => {
    expect(differencesOf(OURS, theirs({ awayScore: 98 }))).toEqual([
      { field: 'away_score', ours: '99', theirs: '98' },
    ]);
  });
});
