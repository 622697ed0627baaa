import { describe, expect, it } from 'vitest';
import { NFL_TEAMS } from '../../../src/reference/built-in/nfl.ts';
import { isNflSide, recogniseNflTeam } from '../../../src/sports/nfl/sides.ts';

const ours = (name: string, externalId: string | null = null) => ({
  teamId: 1,
  name,
  abbreviation: null,
  externalId,
});
const theirs = (name: string, code: string | null = null, providerTeamId = '31') => ({
  providerTeamId,
  name,
  code,
});

describe('recognising an NFL team of the provider', () => {
  it('works for every team by its name, its nickname and its code', () => {
    for (const { name, nickname, abbreviation } of NFL_TEAMS) {
      expect(recogniseNflTeam(theirs(name))?.name).toBe(name);
      expect(recogniseNflTeam(theirs(nickname))?.name).toBe(name);
      expect(recogniseNflTeam(theirs('?', abbreviation))?.name).toBe(name);
    }
  });

  it.each([
    ['Washington Football Team', 'Washington Commanders'],
    ['Oakland Raiders', 'Las Vegas Raiders'],
    ['san francisco 49ERS', 'San Francisco 49ers'],
    ['LA', 'Los Angeles Rams'],
  ])('knows %s', (name, expected) => {
    expect(recogniseNflTeam(theirs(name))?.name).toBe(expected);
  });

  it.each([['New York'], ['Los Angeles'], ['NY'], ['AFC'], ['Dallas Mavericks']])(
    'does not guess who %s is',
    (name) => {
      expect(recogniseNflTeam(theirs(name))).toBeUndefined();
    },
  );

  it('does not let a code overrule a name', () => {
    expect(recogniseNflTeam(theirs('New York', 'NYJ'))).toBeUndefined();
    expect(recogniseNflTeam(theirs('Chicago Bears', 'DET'))?.name).toBe('Chicago Bears');
  });

  it('goes by the id once that is known, whatever the name', () => {
    expect(isNflSide(ours('Los Angeles Rams', '31'), theirs('St. Louis'))).toBe(true);
    expect(isNflSide(ours('Los Angeles Rams', '30'), theirs('Los Angeles Rams'))).toBe(false);
    expect(isNflSide(ours('Los Angeles Rams'), theirs('Rams'))).toBe(true);
    expect(isNflSide(ours('Los Angeles Chargers'), theirs('Rams'))).toBe(false);
  });
});
