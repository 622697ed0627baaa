import { describe, expect, it } from 'vitest';
import { type CompletenessRule, type WrittenSide, judgeCompleteness } from '../../src/sports/completeness.ts';

const RULE: CompletenessRule = {
  unit: 'points',
  minimumPlayers: 5,
  maxUncredited: 0,
  mayCreditNobody: false,
};

function side(change: Partial<WrittenSide> = {}): WrittenSide {
  return {
    providerTeamId: '1',
    name: 'Heat',
    score: 110,
    playerLines: 12,
    teamLines: 1,
    credited: 110,
    creditedAtMost: 110,
    ...change,
  };
}

const other = side({ providerTeamId: '2', name: 'Celtics', score: 104, credited: 104, creditedAtMost: 104 });
const judge = (change: Partial<WrittenSide>, rule: Partial<CompletenessRule> = {}) =>
  judgeCompleteness([side(change), other], { ...RULE, ...rule }).map(({ kind, problem }) => [kind, problem]);

describe('the judgement of a game', () => {
  it('is whole with lines of players and of the team on both sides that make the score', () => {
    expect(judge({})).toEqual([]);
  });

  it.each([
    ['no player', { playerLines: 0, credited: 0, creditedAtMost: 0 }, 'no_players', 'no player of Heat'],
    ['one player alone', { playerLines: 1 }, 'few_players', 'only 1 of the players of Heat'],
    ['no team line', { teamLines: 0 }, 'no_team_line', 'no team line of Heat'],
    ['no score', { score: null }, 'no_score', 'no final score of Heat'],
    [
      'fewer points than the score',
      { credited: 97, creditedAtMost: 97 },
      'score',
      'have 97 points together, the score says 110',
    ],
    [
      'more points than the score',
      { credited: 111, creditedAtMost: 111 },
      'score',
      'have 111 points together, the score says 110',
    ],
  ])('has a gap with %s, and names the side', (_what, change, kind, words) => {
    expect(judge(change)).toEqual([[kind, expect.stringContaining(words)]]);
  });

  it('names both sides where both have gaps, and what each lacks', () => {
    const none = { playerLines: 0, teamLines: 0, credited: 0, creditedAtMost: 0 };
    const gaps = judgeCompleteness([side(none), { ...other, ...none }], RULE);
    expect(gaps.map(({ providerTeamId, entityType }) => `${providerTeamId} ${entityType}`)).toEqual([
      '1 player',
      '1 team',
      '2 player',
      '2 team',
    ]);
  });

  it('leaves room for what belongs to nobody, as far as a sport has it', () => {
    expect(judge({ credited: 102, creditedAtMost: 102 }, { maxUncredited: 8 })).toEqual([]);
    expect(judge({ credited: 101, creditedAtMost: 101 }, { maxUncredited: 8 })).toHaveLength(1);
    // What is told in several places may fill up, and never makes too much.
    expect(judge({ credited: 96, creditedAtMost: 114 }, { maxUncredited: 8 })).toEqual([]);
    expect(judge({ credited: 111, creditedAtMost: 111 }, { maxUncredited: 8 })).toHaveLength(1);
  });

  it('holds goals that nobody is marked for against no match, and one that is marked against a score of four', () => {
    const goals = { unit: 'goals', maxUncredited: 2, mayCreditNobody: true } as const;
    expect(judge({ score: 4, credited: 0, creditedAtMost: 0 }, goals)).toEqual([]);
    expect(judge({ score: 4, credited: 1, creditedAtMost: 1 }, goals)).toHaveLength(1);
    expect(judge({ score: 4, credited: 2, creditedAtMost: 2 }, goals)).toEqual([]);
  });
});
