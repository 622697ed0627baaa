import type { GameType } from '../../domain/game-type.ts';
import type { Leagues, Meetings } from '../../domain/league.ts';
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

const RULES: Readonly<Record<Meetings, MeetingRule>> = {
  once: ONCE_A_SEASON,
  /**
   * NFL: rivals of a division meet twice, once at each other's place, all others once at most: so in all 6,967 games of the
   * regular seasons from 1999 to 2025 (nflverse), in which no pair met again within 11 days.
   */
  weekly: {
    words: 'a team receives another team once a season at most, and no pair meets twice within a week',
    isSameMeeting: (one, other) => one.gameType === other.gameType && one.gameType !== 'preseason',
    daysBetweenLegs: 6,
  },
  /**
   * MLS: clubs meet once, twice or thrice, from 2012 to 2026 never within 16 days at the same place, but for the autumn of
   * 2020 (football-data.co.uk); series of the play-offs go on within the week.
   */
  fortnightly: {
    words: 'a club does not receive the same club twice within two weeks',
    isSameMeeting: (one, other) =>
      one.gameType === 'regular' &&
      other.gameType === 'regular' &&
      !one.slateDate.startsWith('2020') &&
      daysApart(one.slateDate, other.slateDate) < 14,
    daysBetweenLegs: 1,
  },
  any: { words: 'a team plays once a day', isSameMeeting: never, daysBetweenLegs: 0 },
};

/** The rule of a league; of one that is not known, that a team plays once a day. */
export function meetingRule(leagues: Leagues, leagueName: string): MeetingRule {
  return RULES[leagues.named(leagueName)?.slates.meetings ?? 'any'];
}

/** Whether two games of the same pair with exchanged sides are one. */
export function isSameWithSidesExchanged(rule: MeetingRule, one: Meeting, other: Meeting): boolean {
  return areOfOneKind(one, other) && daysApart(one.slateDate, other.slateDate) <= rule.daysBetweenLegs;
}
