import { describe, expect, it } from 'vitest';
import { changeWords, countChangedLines, describeChanges } from '../../src/sports/change-words.ts';

type Change = Parameters<typeof changeWords>[0];

const points: Change = {
  action: 'changed',
  entity_type: 'player',
  player_id: 23,
  team_id: 14,
  name: 'LeBron James',
  column_name: 'points',
  old_value: 27,
  new_value: 28,
};
const assists: Change = { ...points, column_name: 'assists', old_value: null, new_value: 9 };
const score: Change = {
  ...points,
  entity_type: 'game',
  player_id: null,
  team_id: null,
  name: null,
  column_name: 'home_score',
  old_value: 101,
  new_value: 102,
};

describe('what changed, in words', () => {
  it('names each figure with what it was and what it is', () => {
    expect(describeChanges([points])).toBe('1 line changed: LeBron James points 27 → 28');
    expect(changeWords(assists)).toBe('LeBron James assists none → 9');
    expect(changeWords(score)).toBe('home score 101 → 102');
    expect(
      changeWords({ ...score, column_name: 'home_period_scores', old_value: [30, 20], new_value: [30, 21] }),
    ).toBe('home period scores 30-20 → 30-21');
    expect(changeWords({ ...points, action: 'removed', column_name: null, new_value: null })).toBe(
      'line of LeBron James removed',
    );
  });

  it('counts lines and not figures, tells the score apart, and stops naming after a few', () => {
    const others = [1, 2, 3].map((id) => ({ ...points, player_id: id, name: `Player ${id}` }));
    expect(countChangedLines([points, assists, score])).toBe(1);
    expect(describeChanges([score])).toBe('the score changed: home score 101 → 102');
    expect(describeChanges([points, assists, ...others, score])).toMatch(
      /^4 lines .* assists none → 9, .*Player 2 .* 2 more$/,
    );
    expect(describeChanges([])).toBeUndefined();
  });
});
