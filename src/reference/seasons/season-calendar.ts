import type { Leagues, SlateRules } from '../../domain/league.ts';
import type { SeasonYear } from '../../domain/season.ts';

const MS_PER_DAY = 86_400_000;

/** Adds days to a `YYYY-MM-DD` date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The days of a regular season, in the league's zone, as far as they are known. */
export type SeasonCalendar = {
  first?: string;
  last?: string;
  /** The day of a cup final that counts for no statistics. */
  cupFinal?: string;
};

/** The calendars of a sport's leagues, as far as they are known. */
export type SeasonCalendars = { of: (leagueName: string, year: SeasonYear) => SeasonCalendar };

/** A season whose days are known. */
export type LeagueSeason = SeasonCalendar & { league: string; year: SeasonYear };

/** Calendars of the seasons given; what these do not say follows from the league's rule where it has one. */
export function calendarsOf(seasons: readonly LeagueSeason[], leagues: Leagues): SeasonCalendars {
  const known = new Map(seasons.map(({ league, year, ...days }) => [`${league} ${year}`, days]));
  return {
    of(leagueName, year) {
      const slates = leagues.named(leagueName)?.slates;
      const calendar = { ...ruleOf(slates, year), ...known.get(`${leagueName} ${year}`) };
      return slates?.lateDays !== undefined && calendar.last !== undefined
        ? { ...calendar, last: addDays(calendar.last, slates.lateDays) }
        : calendar;
    },
  };
}

/** What a league's custom says of any season. */
function ruleOf(slates: SlateRules | undefined, year: SeasonYear): SeasonCalendar {
  if (slates?.calendar === 'labor_day') return laborDayCalendar(year);
  return slates?.opensOn === undefined ? {} : { first: `${year}-${slates.opensOn}` };
}

/**
 * The NFL opens in the week of Labor Day, the first Monday of September, since 2002, and ends 17 weeks after its first
 * Sunday, 16 before 2021. Its last game is on the Monday after, at the latest.
 */
function laborDayCalendar(year: SeasonYear): SeasonCalendar {
  if (year < 2002) return { first: `${year}-09-01` };
  const weekday = new Date(`${year}-09-01T00:00:00Z`).getUTCDay();
  const laborDay = addDays(`${year}-09-01`, (8 - weekday) % 7);
  const firstSunday = addDays(laborDay, 6);
  return { first: laborDay, last: addDays(firstSunday, (year >= 2021 ? 17 : 16) * 7 + 1) };
}
