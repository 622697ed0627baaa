import { describe, expect, it } from 'vitest';
import type { ProviderGame } from '../../src/domain/box-score.ts';
import { differencesOf } from '../../src/seeding/source-differences.ts';
import { finalGame } from './final-game.ts';

const OURS = { status: 'completed', homeScore: 101, awayScore: 99, source: 'api-sports' } as const;

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
    expect(differencesOf(OURS, finalGame(parts)).map(({ field }) => field)).toEqual(fields);
  });

  it('names both sides of a difference', () => {
    expect(differencesOf(OURS, finalGame({ awayScore: 98 }))).toEqual([
      { field: 'away_score', ours: '99', theirs: '98' },
    ]);
  });
});
