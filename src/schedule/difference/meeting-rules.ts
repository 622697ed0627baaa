import type { GameType } from '../parse/parsed-game.ts';
import { daysApart } from './change-types.ts';

type Meeting = { slateDate: string; gameType: GameType };

/** How often two teams of a league meet, and so which two dates cannot both be theirs. */
export type MeetingRule = {
  /** In plain words, for whoever is asked. */
  words: string;
  /** Whether two games with the same home and away side are one: the league does not let them meet so twice. */
  isSameMeeting: (one: Meeting, other: Meeting) => boolean;
  /** Within so many days the same two do not meet with the sides exchanged either. */
  daysBetweenLegs: number;
};

/** A regular game and one of the play-offs are two, whoever plays. */
function areOfOneKind(one: Meeting, other: Meeting): boolean {
  return (one.gameType === 'playoff') === (other.gameType === 'playoff');
}

const never = (): boolean => false;

/**
 * A double round-robin: each club receives each other club once. Rules of the competitions of the five leagues; so in
 * all published seasons, in which a postponed game may bring both legs within a week.
 */
const ONCE_A_SEASON: MeetingRule = {
  words: 'each club receives each other club once a season',
  isSameMeeting: (one, other) => one.gameType === 'regular' && other.gameType === 'regular',
  daysBetweenLegs: 1,
};

const RULES: Readonly<Record<string, MeetingRule>> = {
  'Premier League': ONCE_A_SEASON,
  'La Liga': ONCE_A_SEASON,
  Bundesliga: ONCE_A_SEASON,
  'Serie A': ONCE_A_SEASON,
  'Ligue 1': ONCE_A_SEASON,
  /**
   * Rivals of a division meet twice, once at each other's place, all others once at most: so in all 6,967 games of the
   * regular seasons from 1999 to 2025 (nflverse), in which no pair met again within 11 days.
   */
  NFL: {
    words: 'a team receives another team once a season at most, and no pair meets twice within a week',
    isSameMeeting: (one, other) => one.gameType === other.gameType && one.gameType !== 'preseason',
    daysBetweenLegs: 6,
  },
  /**
   * Clubs meet once, twice or thrice, from 2012 to 2026 never within 16 days at the same place, but for the autumn of
   * 2020 (football-data.co.uk); series of the play-offs go on within the week.
   */
  MLS: {
    words: 'a club does not receive the same club twice within two weeks',
    isSameMeeting: (one, other) =>
      one.gameType === 'regular' &&
      other.gameType === 'regular' &&
      !one.slateDate.startsWith('2020') &&
      daysApart(one.slateDate, other.slateDate) < 14,
    daysBetweenLegs: 1,
  },
  /** Teams may meet on two days running, at the same place as well: Golden State at Minnesota on 25 and 26 January 2026. */
  NBA: { words: 'a team plays once a day', isSameMeeting: never, daysBetweenLegs: 0 },
};

const NO_RULE: MeetingRule = { words: 'a team plays once a day', isSameMeeting: never, daysBetweenLegs: 0 };

/** The rule of a league; of one that nobody knows, that a team plays once a day. */
export function meetingRule(leagueName: string): MeetingRule {
  return RULES[leagueName] ?? NO_RULE;
}

/** Whether two games of the same pair with exchanged sides are one. */
export function isSameWithSidesExchanged(leagueName: string, one: Meeting, other: Meeting): boolean {
  return (
    areOfOneKind(one, other) &&
    daysApart(one.slateDate, other.slateDate) <= meetingRule(leagueName).daysBetweenLegs
  );
}
