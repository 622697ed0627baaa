import { describe, expect, it } from 'vitest';
import { currentOrNextSeason } from '../../src/domain/season.ts';
import { builtIn } from '../support/built-in-leagues.ts';

describe('the season that is current or next', () => {
  it.each([
    ['NBA', '2026-06-25', 2025, 'the finals'],
    ['NBA', '2026-06-30', 2025, 'the old one ends'],
    ['NBA', '2026-07-01', 2026, 'the summer, before any schedule'],
    ['NBA', '2027-01-01', 2026, 'the turn of the year'],
    ['NFL', '2027-02-14', 2026, 'the Super Bowl'],
    ['NFL', '2027-03-31', 2026, 'the spring'],
    ['NFL', '2027-05-14', 2027, 'the day of the schedule'],
    ['Premier League', '2027-05-30', 2026, 'the last round'],
    ['Bundesliga', '2027-06-14', 2026, 'after the relegation play-offs'],
    ['Premier League', '2027-06-18', 2027, 'the day of the fixtures'],
    ['Serie A', '2026-12-31', 2026, 'the winter break'],
    ['MLS', '2026-12-19', 2026, 'the cup final'],
    ['MLS', '2027-01-01', 2027, 'a new calendar year'],
  ])('of %s on %s is %i: %s', (league, date, season) => {
    expect(currentOrNextSeason(builtIn(league), date)).toBe(season);
  });
});
