import { expect, it } from 'vitest';
import { referenceTeams } from '../../src/reference/built-in/reference-teams.ts';
import { nbaDivisions } from '../../src/sports/nba/divisions.ts';
import { nflDivisions } from '../../src/sports/nfl/divisions.ts';

it.each([
  ['NBA', nbaDivisions],
  ['NFL', nflDivisions],
] as const)(
  'every team of the %s has a place in a division, by the name that it comes with',
  (league, divisionsIn) => {
    const members = [...(divisionsIn(2025)?.keys() ?? [])];
    const teams = referenceTeams(league).filter(({ lastSeason }) => lastSeason === undefined);
    expect(members.toSorted()).toEqual(teams.map(({ name }) => name).toSorted());
  },
);
