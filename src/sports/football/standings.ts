import type { RulesPeriod, StandingsRules, TieBreak, TieBreaks } from '../standings-rules.ts';
import { FOOTBALL_DEDUCTIONS } from './deductions.ts';
import { mlsConferences } from './mls-conferences.ts';

const POINTS = { win: 3, level: 1 };

/** Each pair meets twice: games between clubs that are level count once both are played, all goals until then. */
function table(...tieBreaks: readonly TieBreak[]): StandingsRules {
  return { points: POINTS, tieBreaks: both(...tieBreaks), parting: 'split', meetings: 2 };
}

function both(...tieBreaks: readonly TieBreak[]): TieBreaks {
  return { two: tieBreaks, more: tieBreaks };
}

const BETWEEN_THEM = ['head_to_head_points', 'head_to_head_difference'] as const;

/** Of seasons before the first that a source was found for. */
const UNSOURCED: RulesPeriod = { fromSeason: 0, source: null };

const SERIE_A_OFFICE =
  'points and difference between them, difference, goals and lots, as FIGC decided it (notizie.it, 7 July 2023)';

/**
 * Tables by the regulations of each league, season by season, with who quotes them. Where clubs that are level play a match
 * for a title or their place, the table cannot know it: they stand by the comparisons that decide otherwise. Fair play
 * and lots do not follow from scores: such clubs share a place.
 */
export const FOOTBALL_STANDINGS: Readonly<Record<string, StandingsRules>> = {
  EPL: {
    ...table('difference', 'points_for', 'head_to_head_points', 'head_to_head_away_goals'),
    deductions: FOOTBALL_DEDUCTIONS.EPL,
    periods: [
      {
        fromSeason: 2019,
        source: 'Premier League statement, quoted by watfordobserver.co.uk, July 2019',
        beyond: 'a play-off on neutral ground where a title, a European place or relegation hangs on it',
      },
      {
        fromSeason: 1992,
        source: 'the-star.co.ke, 17 July 2019: before 2019-20 points, difference and goals, then a play-off',
        beyond: 'a play-off where a title, a European place or relegation hangs on it',
        changes: { tieBreaks: both('difference', 'points_for') },
      },
      UNSOURCED,
    ],
  },
  LALIGA: {
    ...table(...BETWEEN_THEM, 'difference', 'points_for'),
    periods: [
      {
        fromSeason: 2014,
        source:
          'Reglamento General of the RFEF (30 June 2014), article 201, as socialbites.ca and diariodejerez.es quote it',
        beyond: 'fair play, then a match on neutral ground',
      },
      {
        fromSeason: 2006,
        source:
          'eatsip365.com: the title of 2006-07 went by the games between both, against the difference in all',
      },
      UNSOURCED,
    ],
  },
  BUNDESLIGA: {
    ...table('difference', 'points_for', 'head_to_head_difference', 'head_to_head_away_goals', 'away_goals'),
    periods: [
      {
        fromSeason: 2008,
        source:
          'dfb.de, Modus (since the relegation matches of 2008-09), and bundesliga.com, 2019: Spielordnung of the DFL',
        beyond: 'a match on neutral ground; before both have met twice, a shared place',
      },
      UNSOURCED,
    ],
  },
  SERIEA: {
    ...table(...BETWEEN_THEM, 'difference', 'points_for'),
    deductions: FOOTBALL_DEDUCTIONS.SERIEA,
    periods: [
      {
        fromSeason: 2022,
        source: SERIE_A_OFFICE,
        beyond:
          'two that are level for the title or the last place that stays up play for it (one match; for staying up two since 2023-24)',
      },
      {
        fromSeason: 2005,
        source:
          'calciosport24.it, June 2022: since 2005-06 games between them, then the difference and goals in all, no play-off',
      },
      {
        fromSeason: 0,
        source: null,
        beyond:
          'until 2004-05 a play-off for the title and for staying up (ilfattoquotidiano.it, 9 June 2022)',
      },
    ],
  },
  LIGUE1: {
    ...table('difference', ...BETWEEN_THEM, 'points_for', 'wins', 'away_wins'),
    deductions: FOOTBALL_DEDUCTIONS.LIGUE1,
    periods: [
      {
        fromSeason: 2025,
        source: 'LFP, as goal.com and olympique-et-lyonnais.com quote it, August 2025',
        beyond: 'fewest cards, then lots',
      },
      {
        fromSeason: 2017,
        source:
          'Regulations of the LFP, article 518 ter, as tribunenantaise.fr and maligue2.fr (9 May 2024) quote it; since 2017 by lequotidiendusport.fr',
        beyond: 'fair play',
        changes: {
          tieBreaks: both(
            'difference',
            ...BETWEEN_THEM,
            'head_to_head_goals',
            'head_to_head_away_goals',
            'points_for',
            'away_goals',
          ),
        },
      },
      {
        fromSeason: 2015,
        source: 'lequotidiendusport.fr: in 2015-16 the difference, then goals in all',
        changes: { tieBreaks: both('difference', 'points_for') },
      },
      UNSOURCED,
    ],
  },
  MLS: {
    ...table('wins', 'difference', 'points_for'),
    membersIn: mlsConferences,
    periods: [
      {
        fromSeason: 2014,
        source:
          'soccer.nbcsports.com, 7 March 2014, and mlssoccer.com, "Tiebreakers for the 2025 MLS regular season standings"',
        beyond: 'disciplinary points, of which scores say nothing; what comes after them is not asked',
      },
      {
        fromSeason: 2013,
        source: 'wvhooligan.com, 13 March 2013, from the media guide of the league',
        beyond: 'disciplinary points',
        changes: { tieBreaks: both('wins', 'points_for', 'difference') },
      },
      {
        fromSeason: 2012,
        source: 'pressbox.mlssoccer.com, 8 August 2012',
        beyond: 'disciplinary points',
        changes: { tieBreaks: both('points_for', 'difference') },
      },
      {
        fromSeason: 2011,
        source: 'sounderatheart.com, 21 October 2011: games between them, difference, goals',
        changes: { tieBreaks: both('head_to_head', 'difference', 'points_for') },
      },
      UNSOURCED,
    ],
  },
};
