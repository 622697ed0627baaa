import type { StandingsRules, TieBreak } from '../standings-rules.ts';
import { FOOTBALL_DEDUCTIONS } from './deductions.ts';
import { mlsConferences } from './mls-conferences.ts';

const POINTS = { win: 3, level: 1 };

/** Each pair meets twice: games between clubs that are level count once both are played, all goals until then. */
function table(...tieBreaks: readonly TieBreak[]): StandingsRules {
  return { points: POINTS, tieBreaks: { two: tieBreaks, more: tieBreaks }, parting: 'split', meetings: 2 };
}

const BETWEEN_THEM = ['head_to_head_points', 'head_to_head_difference'] as const;

/**
 * Tables by the regulations of each league as they are now, by its code; of seasons before they may differ. Where clubs
 * that are level play a match for a title or their place, the table cannot know it: they stand by the comparisons that
 * decide otherwise. Fair play and lots do not follow from scores: such clubs share a place.
 */
export const FOOTBALL_STANDINGS: Readonly<Record<string, StandingsRules>> = {
  // Rule C.17 of the Premier League's handbook: goal difference, goals scored, since 2019-20 the games between them.
  EPL: {
    ...table('difference', 'points_for', 'head_to_head_points', 'head_to_head_away_goals'),
    deductions: FOOTBALL_DEDUCTIONS.EPL,
  },
  // Regulations of the RFEF: points, then goal difference between them; all goals where that is level.
  LALIGA: table(...BETWEEN_THEM, 'difference', 'points_for'),
  // Spielordnung of the DFL: goal difference, goals scored, the games between them, goals scored away there and in all.
  BUNDESLIGA: table(
    'difference',
    'points_for',
    'head_to_head_difference',
    'head_to_head_away_goals',
    'away_goals',
  ),
  // "Classifica avulsa" as firenzeviola.it and monza-news.it quote the regulations: points and difference between them,
  // difference and goals in all, lots.
  SERIEA: {
    ...table(...BETWEEN_THEM, 'difference', 'points_for'),
    deductions: FOOTBALL_DEDUCTIONS.SERIEA,
  },
  // Regulations of the LFP as maligue2.fr quotes them (9 May 2024): goal difference; between them points, difference,
  // goals, goals away; goals in all, goals away in all; fair play.
  LIGUE1: {
    ...table(
      'difference',
      ...BETWEEN_THEM,
      'head_to_head_goals',
      'head_to_head_away_goals',
      'points_for',
      'away_goals',
    ),
    deductions: FOOTBALL_DEDUCTIONS.LIGUE1,
  },
  // mlssoccer.com, "Tiebreakers for the 2025 MLS regular season standings": wins, difference, goals, disciplinary
  // points. Those do not follow from scores, and what comes after them is not asked.
  MLS: { ...table('wins', 'difference', 'points_for'), membersIn: mlsConferences },
};
