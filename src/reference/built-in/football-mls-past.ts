import type { TeamReference } from './team-reference.ts';

/** Clubs that were in MLS in a season from 2012 on and in none from 2022 on, by the results of football-data.co.uk. */
export const PAST_MLS_TEAMS: readonly TeamReference[] = [
  {
    name: 'Chivas USA',
    abbreviation: 'CHV',
    city: 'Carson',
    nickname: null,
    aliases: ['CD Chivas USA', 'Chivas'],
    lastSeason: 2014,
    ids: {},
  },
];
