import { MEETINGS, type League, type Meetings, type SeasonLabel } from '../../domain/league.ts';
import type { ProviderIds } from '../../domain/external-id.ts';
import type { Sport } from '../../domain/sport.ts';
import { checkTeamName } from '../names/team-name-rules.ts';

/** What people say of a league; what is left out stays as it is, or as most leagues have it. */
export type LeagueFacts = {
  code?: string | undefined;
  country?: string | undefined;
  timezone?: string | undefined;
  aliases?: readonly string[] | undefined;
  seasonFirstMonth?: number | undefined;
  seasonMonths?: number | undefined;
  /** `MM-DD`. */
  seasonTurnsOn?: string | undefined;
  seasonLabel?: SeasonLabel | undefined;
  /** Spans of the day with commas between them: `12:00-22:30`. */
  startingHours?: string | undefined;
  hasOneClock?: boolean | undefined;
  meetings?: Meetings | undefined;
  /** Ids at providers, which are tied to the league. */
  ids?: ProviderIds | undefined;
};

export type LeagueAddition = LeagueFacts & { sport: Sport; name: string };

/** A league without its ids, which are rows of their own. */
export type LeagueRow = Omit<League, 'ids' | 'windows'>;

export type CheckedLeague = { ok: true; league: LeagueRow } | { ok: false; problem: string };

/** Most leagues begin in summer; one whose season is a year begins with it. */
const SUMMER = 7;

/** A month more than a year, into which a season may run. */
const USUAL_MONTHS = 13;
const MOST_MONTHS = 24;

const LONGEST_CODE = 20;
const LONGEST_COUNTRY = 60;
const MOST_ALIASES = 50;

/** The league that an order adds. */
export function newLeague({ sport, name: given, ...facts }: LeagueAddition): CheckedLeague {
  const name = checkTeamName(given);
  if (!name.ok) return { ok: false, problem: name.problem.replaceAll('team', 'league') };
  if (facts.timezone === undefined)
    return { ok: false, problem: 'Say in which time zone the days of the league are told.' };
  const isOneYear = facts.seasonLabel === 'one_year' || facts.seasonFirstMonth === 1;
  const firstMonth = facts.seasonFirstMonth ?? (isOneYear ? 1 : SUMMER);
  return changedLeague(
    {
      sport,
      name: name.value,
      code: codeOf(name.value),
      country: null,
      timezone: 'UTC',
      aliases: [],
      season: {
        firstMonth,
        months: USUAL_MONTHS,
        turnsOn: `${String(firstMonth).padStart(2, '0')}-01`,
        label: isOneYear ? 'one_year' : 'two_years',
      },
      slates: { hasOneClock: false, meetings: 'any' },
    },
    facts,
  );
}

/** A league with what an order changes of it. */
export function changedLeague(before: LeagueRow, facts: LeagueFacts): CheckedLeague {
  const timezone = facts.timezone === undefined ? before.timezone : zoneOf(facts.timezone);
  const hours = facts.startingHours === undefined ? undefined : hoursOf(facts.startingHours);
  const league: LeagueRow = {
    ...before,
    code: facts.code?.trim() ?? before.code,
    country: facts.country === undefined ? before.country : facts.country.trim() || null,
    timezone: timezone ?? before.timezone,
    aliases: facts.aliases ? tidyAliases(facts.aliases) : before.aliases,
    season: {
      firstMonth: facts.seasonFirstMonth ?? before.season.firstMonth,
      months: facts.seasonMonths ?? before.season.months,
      turnsOn: facts.seasonTurnsOn ?? before.season.turnsOn,
      label: facts.seasonLabel ?? before.season.label,
    },
    slates: {
      ...before.slates,
      hasOneClock: facts.hasOneClock ?? before.slates.hasOneClock,
      meetings: facts.meetings ?? before.slates.meetings,
      ...(hours ? { startingHours: hours } : {}),
    },
  };
  const problem =
    (timezone === undefined
      ? `${facts.timezone} is no IANA time zone, such as Europe/Amsterdam.`
      : undefined) ??
    (facts.startingHours !== undefined && hours === undefined
      ? `"${facts.startingHours}" are no hours: write spans such as 12:00-22:30, with commas between them.`
      : undefined) ??
    problemOf(league);
  return problem === undefined ? { ok: true, league } : { ok: false, problem };
}

function problemOf({ code, country, aliases, season, slates }: LeagueRow): string | undefined {
  if (!/^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._-]*$/u.test(code) || code.length > LONGEST_CODE)
    return `The code of a league has letters and digits, at most ${LONGEST_CODE}.`;
  if (country !== null && country.length > LONGEST_COUNTRY)
    return `The country has at most ${LONGEST_COUNTRY} characters.`;
  if (aliases.length > MOST_ALIASES) return `A league has at most ${MOST_ALIASES} other names.`;
  const wrong = aliases.map(checkTeamName).find((alias) => !alias.ok);
  if (wrong && !wrong.ok) return wrong.problem.replaceAll('team', 'league');
  if (!isBetween(season.firstMonth, 1, 12)) return 'The first month of a season is one from 1 to 12.';
  if (!isBetween(season.months, 1, MOST_MONTHS)) return `A season has from 1 to ${MOST_MONTHS} months.`;
  if (!isDayOfYear(season.turnsOn))
    return `"${season.turnsOn}" is no day of the year: write it as MM-DD, such as 07-01.`;
  return MEETINGS.includes(slates.meetings) ? undefined : `Meetings are one of ${MEETINGS.join(', ')}.`;
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function isDayOfYear(text: string): boolean {
  // A leap year has every day.
  const day = `2024-${text}`;
  return /^\d{2}-\d{2}$/.test(text) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
}

function zoneOf(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name.trim() }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const CLOCK = String.raw`([01]\d|2[0-3]):[0-5]\d`;
const SPAN = new RegExp(`^(${CLOCK})\\s*-\\s*(${CLOCK})$`);

function hoursOf(text: string): readonly (readonly [string, string])[] | undefined {
  const spans = text.split(',').map((part) => SPAN.exec(part.trim()));
  const read = spans.flatMap((span) => (span?.[1] && span[3] ? [[span[1], span[3]] as const] : []));
  return read.length === spans.length ? read : undefined;
}

function tidyAliases(aliases: readonly string[]): string[] {
  return [...new Set(aliases.map((alias) => alias.trim()).filter((alias) => alias !== ''))];
}

/** A code out of a name: its letters and digits in capitals. */
function codeOf(name: string): string {
  const letters = name
    .normalize('NFD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '');
  return letters.slice(0, LONGEST_CODE) || 'LEAGUE';
}
