import type { PointDeduction } from '../standings-rules.ts';

/**
 * Points that were taken off clubs, by the names that come with the program, from the day of the decision on; points
 * below 0 were given back. What is not here, somebody can add (`standings deduct`).
 */
export const FOOTBALL_DEDUCTIONS: Readonly<Record<'EPL' | 'LIGUE1' | 'SERIEA', readonly PointDeduction[]>> = {
  EPL: [
    {
      team: 'Portsmouth FC',
      seasonYear: 2009,
      decidedOn: '2010-03-17',
      points: 9,
      source: 'sportorn.com, The history of points deductions in the Premier League: administration',
    },
    {
      team: 'Everton FC',
      seasonYear: 2023,
      decidedOn: '2023-11-17',
      points: 10,
      source: 'dailypost.ng, 8 April 2024: profitability and sustainability rules',
    },
    {
      team: 'Everton FC',
      seasonYear: 2023,
      decidedOn: '2024-02-26',
      points: -4,
      source: 'dailypost.ng, 8 April 2024: ten points became six on appeal',
    },
    {
      team: 'Everton FC',
      seasonYear: 2023,
      decidedOn: '2024-04-08',
      points: 2,
      source: 'dailypost.ng, 8 April 2024: profitability and sustainability rules',
    },
    {
      team: 'Nottingham Forest FC',
      seasonYear: 2023,
      decidedOn: '2024-03-18',
      points: 4,
      source: 'weaintgotnohistory.sbnation.com, 20 March 2024: profitability and sustainability rules',
    },
  ],
  LIGUE1: [
    {
      team: 'Montpellier HSC',
      seasonYear: 2023,
      decidedOn: '2023-10-25',
      points: 1,
      source: 'maligue2.fr, October 2023: two points, one of them suspended, for the match against Clermont',
    },
  ],
  SERIEA: [
    {
      team: 'Juventus FC',
      seasonYear: 2022,
      decidedOn: '2023-01-20',
      points: 15,
      source: 'dynamo.kiev.ua, 23 May 2023: fictitious capital gains',
    },
    {
      team: 'Juventus FC',
      seasonYear: 2022,
      decidedOn: '2023-04-20',
      points: -15,
      source: 'dynamo.kiev.ua, 23 May 2023: overturned on appeal',
    },
    {
      team: 'Juventus FC',
      seasonYear: 2022,
      decidedOn: '2023-05-22',
      points: 10,
      source: 'reuters.com, 22 May 2023: fictitious capital gains',
    },
  ],
};
