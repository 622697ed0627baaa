import type { ProviderIds } from './external-id.ts';
import type { Sport } from './sport.ts';

/** How the seasons of a league lie in the calendar. */
export type SeasonForm = {
  /** The month (1 to 12) with whose first day the time begins in which games can lie. */
  firstMonth: number;
  /** How many months that time has; more than twelve where a season may run into the next. */
  months: number;
  /** The day (`MM-DD`, in the league's zone) from which the next season counts. */
  turnsOn: string;
  /** Whether a season is called by one year (`2025`) or by two (`2025-26`). */
  label: SeasonLabel;
};

export const SEASON_LABELS = ['one_year', 'two_years'] as const;
export type SeasonLabel = (typeof SEASON_LABELS)[number];

/**
 * How often two teams meet, and so which two dates cannot both be theirs: `any`, nothing is known; `once`, each
 * receives each other once a season; `weekly`, that, and no pair meets twice within a week; `fortnightly`, nobody
 * receives the same team twice within two weeks.
 */
export const MEETINGS = ['any', 'once', 'weekly', 'fortnightly'] as const;
export type Meetings = (typeof MEETINGS)[number];

/** What is known of the days and hours of a league's games. */
export type SlateRules = {
  /** Hours of the day at which games start, by the clocks of the league's zone (`HH:MM`); undefined: not known. */
  startingHours?: readonly (readonly [from: string, to: string])[] | undefined;
  /** Whether all of its places keep the clocks of the league's zone. */
  hasOneClock: boolean;
  meetings: Meetings;
  /** The first day (`MM-DD`) on which a regular season has ever begun; what is before is preseason. */
  opensOn?: string | undefined;
  /** `labor_day`: it opens in the week of Labor Day, and its days follow from that. */
  calendar?: 'labor_day' | undefined;
  /**
   * Whether the same two sides meet on several days in a row, and now and then twice on one, as in baseball: only its
   * start tells which of their games one is. Absent: they do not.
   */
  playsSeries?: boolean | undefined;
  /** Days by which files in other clocks may put a game behind its season's last day. */
  lateDays?: number | undefined;
};

/** Days of one season that are others than its form says, inclusive, as ISO dates. */
export type SeasonWindow = { year: number; first?: string | undefined; last?: string | undefined };

/**
 * A competition whose schedule is ingested.
 * `timezone` is the IANA zone in which its slate dates are told and in which files without a zone are read.
 */
export type League = {
  sport: Sport;
  /** Short and unique: `NBA`, `EPL`. */
  code: string;
  /** Unique name, as users write it: `NBA`, `NFL`, `Premier League`. */
  name: string;
  /** Where it is played; null where it is not told. */
  country: string | null;
  timezone: string;
  /** Other names that a file or a user may use for it; compared without case. */
  aliases: readonly string[];
  /** The league's ids at providers: a number, a name, whatever they ask by. */
  ids: ProviderIds;
  season: SeasonForm;
  slates: SlateRules;
  /** Seasons whose time is another than the form says. */
  windows: readonly SeasonWindow[];
};

/** The leagues that can be ingested, as they were when they were read. */
export type Leagues = {
  all: readonly League[];
  /** Those of a sport, in the order in which they were added. */
  of: (sport: Sport) => readonly League[];
  /** The league of `sport` by its name, its code or one of its other names, without regard to case. */
  find: (sport: Sport, name: string) => League | undefined;
  /** The same in whichever sport has one; the first, should several. */
  findOfAnySport: (name: string) => League | undefined;
  /** The league of exactly that name; names are unique over all sports. */
  named: (name: string) => League | undefined;
  /** The zone of the league of that name; UTC for one that is not known. */
  zoneOf: (name: string) => string;
};

export function createLeagues(all: readonly League[]): Leagues {
  const byName = new Map(all.map((league) => [league.name, league]));
  const bySpelling = new Map<string, League>();
  for (const league of all.toReversed())
    for (const spelling of namesOf(league)) bySpelling.set(keyOf(league.sport, spelling), league);
  const find: Leagues['find'] = (sport, name) => bySpelling.get(keyOf(sport, name));
  const sports = [...new Set(all.map(({ sport }) => sport))];
  return {
    all,
    of: (sport) => all.filter((league) => league.sport === sport),
    find,
    findOfAnySport: (name) => sports.map((sport) => find(sport, name)).find((league) => league !== undefined),
    named: (name) => byName.get(name),
    zoneOf: (name) => byName.get(name)?.timezone ?? 'UTC',
  };
}

/** Everything by which a league may be named. */
export function namesOf({ name, code, aliases }: Pick<League, 'name' | 'code' | 'aliases'>): string[] {
  return [name, code, ...aliases];
}

function keyOf(sport: Sport, name: string): string {
  return `${sport}|${name.trim().toLowerCase()}`;
}
