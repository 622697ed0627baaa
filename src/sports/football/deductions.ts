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
      team: 'AC Milan',
      seasonYear: 2006,
      decidedOn: '2006-07-25',
      points: 8,
      source: 'tawawpub.com, 25 July 2006: federal court, on appeal, Calciopoli',
    },
    {
      team: 'ACF Fiorentina',
      seasonYear: 2006,
      decidedOn: '2006-07-25',
      points: 19,
      source: 'tawawpub.com, 25 July 2006: federal court, on appeal, Calciopoli; back from Serie B',
    },
    {
      team: 'ACF Fiorentina',
      seasonYear: 2006,
      decidedOn: '2006-10-27',
      points: -4,
      source:
        'cut by the arbitrators of the CONI, whose awards are of 27 October 2006 (dirittocalcistico.it); final table of 28 May 2007, sanford-soccer-net.blogspot.com',
    },
    {
      team: 'SS Lazio',
      seasonYear: 2006,
      decidedOn: '2006-07-25',
      points: 11,
      source: 'tawawpub.com, 25 July 2006: federal court, on appeal, Calciopoli; back from Serie B',
    },
    {
      team: 'SS Lazio',
      seasonYear: 2006,
      decidedOn: '2006-10-27',
      points: -8,
      source:
        'cut by the arbitrators of the CONI, whose awards are of 27 October 2006 (dirittocalcistico.it); final table of 28 May 2007, sanford-soccer-net.blogspot.com',
    },
    {
      team: 'Bologna FC 1909',
      seasonYear: 2010,
      decidedOn: '2010-12-02',
      points: 1,
      source: 'Reuters of 2 December 2010, quoted by fourfourtwo.com: taxes',
    },
    {
      team: 'Bologna FC 1909',
      seasonYear: 2010,
      decidedOn: '2011-01-13',
      points: 2,
      source: 'reggio2000.it, 13 January 2011: wages, to be served this season',
    },
    {
      team: 'Atalanta BC',
      seasonYear: 2011,
      decidedOn: '2011-08-09',
      points: 6,
      source: 'avvenire.it, 9 August 2011: Commissione Disciplinare; upheld on 30 March 2012, sportnews.eu',
    },
    {
      team: 'Atalanta BC',
      seasonYear: 2012,
      decidedOn: '2012-06-01',
      points: 2,
      source: 'lenta.ru, 1 June 2012, and ecodibergamo.it: Commissione Disciplinare',
    },
    {
      team: 'Parma Calcio 1913',
      seasonYear: 2014,
      decidedOn: '2014-12-09',
      points: 1,
      source: 'eldesmarque.com, 16 April 2015, and calcio.fanpage.it: taxes',
    },
    {
      team: 'Parma Calcio 1913',
      seasonYear: 2014,
      decidedOn: '2015-03-13',
      points: 2,
      source: 'eldesmarque.com, 16 April 2015, and ecodibergamo.it: wages',
    },
    {
      team: 'Parma Calcio 1913',
      seasonYear: 2014,
      decidedOn: '2015-04-16',
      points: 4,
      source: 'eldesmarque.com, 16 April 2015: seven in all',
    },
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
