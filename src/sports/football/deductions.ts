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
      source:
        'Premier League statement of 17 March 2010, quoted by en.espn.co.uk and news.bbc.co.uk: administration',
    },
    {
      team: 'Everton FC',
      seasonYear: 2023,
      decidedOn: '2023-11-17',
      points: 10,
      source: 'newsable.asianetnews.com, 1 December 2023: sanction of 17 November, in force at once',
    },
    {
      team: 'Everton FC',
      seasonYear: 2023,
      decidedOn: '2024-02-26',
      points: -4,
      source:
        'statement of the club of 26 February 2024, quoted by themag.co.uk: ten points became six at once',
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
      source:
        'LFP of 25 October 2023, quoted by maligue2.fr and boursorama.com: two points, one of them suspended, in force at once',
    },
  ],
  SERIEA: [
    {
      team: 'Juventus FC',
      seasonYear: 2022,
      decidedOn: '2023-01-20',
      points: 15,
      source: 'branditalia24.it, 20 January 2023: Corte federale d’appello, to be served this season',
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
