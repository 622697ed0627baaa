import type { Sport } from '../../domain/sport.ts';
import { dailyAllowance } from '../../providers/client/quota-windows.ts';
import type { QuotaPriority } from '../../providers/client/quota-priority.ts';

const DAY_MS = 86_400_000;

/**
 * Games of a league that are to be read on a UTC day (the overdue count for today): by open tasks, by corrections of
 * games that are still to be played, by sweeps.
 */
export type ForecastNeed = {
  host: string;
  sport: Sport;
  league: string;
  /** UTC day, `2026-01-15`. */
  day: string;
  priority: QuotaPriority;
  games: number;
  /** Calls for each of them, where they are not read as the sport's games usually are. */
  callsPerGame?: number | undefined;
};

/** What a host takes a UTC day, and how much of today is used already. */
export type ForecastCapacity = { host: string; perDay: number; usedToday: number };

/** Games that will be read later than on the day on which they fall due. */
export type LateGames = {
  league: string;
  priority: QuotaPriority;
  games: number;
  /** Whole days; null when they are not reached within the days looked at. */
  days_late: number | null;
};

export type ForecastDay = {
  day: string;
  /** Calls for what falls due on this day. */
  needed: number;
  /** Calls for what earlier days could not read. */
  carried_over: number;
  /** Calls that are left of the day. */
  available: number;
  /** Calls that the day lacks: 0 on a day that is large enough. */
  short: number;
  /** Which of the games that fall due on this day come late, and by how much. */
  late: readonly LateGames[];
};

export type HostForecast = {
  host: string;
  sports: readonly Sport[];
  per_day: number;
  calls_per_game: Readonly<Partial<Record<Sport, number>>>;
  days: readonly ForecastDay[];
};

const MOST_URGENT_FIRST: readonly QuotaPriority[] = ['manual', 'first_pass', 'correction', 'backfill'];

type Waiting = ForecastNeed & { late: Map<number, number> };

/**
 * What the schedule will cost, host by host and day by day, and what will be late because a day has fewer calls
 * than it needs. Pure: plays the days with the ledger's rules (the urgent first, with its reserves; small leagues
 * before large ones, as fair parts come out) and carries over what does not fit.
 */
export function forecastQuota(input: {
  /** The first UTC day, and how many of them. */
  today: string;
  days: number;
  needs: readonly ForecastNeed[];
  hosts: readonly ForecastCapacity[];
  callsPerGame: Readonly<Record<Sport, number>>;
}): readonly HostForecast[] {
  return input.hosts.map((capacity) => forecastHost(input, capacity));
}

function forecastHost(
  { today, days, needs, callsPerGame }: Parameters<typeof forecastQuota>[0],
  capacity: ForecastCapacity,
): HostForecast {
  const own = needs.filter(({ host }) => host === capacity.host);
  const all: Waiting[] = own.map((need) => ({ ...need, late: new Map() }));
  const left = new Map<Waiting, number>();
  const calendar = Array.from({ length: days }, (_, index) => dayAfter(today, index));
  const each = (need: ForecastNeed): number => need.callsPerGame ?? callsPerGame[need.sport];
  const cost = (need: ForecastNeed, games: number): number => games * each(need);
  const sum = (waiting: Iterable<readonly [Waiting, number]>): number =>
    [...waiting].reduce((total, [need, games]) => total + cost(need, games), 0);

  const played = calendar.map((day, index) => {
    const carriedOver = sum(left);
    const dueToday = all.filter((need) => need.day === day || (index === 0 && need.day < day));
    const needed = dueToday.reduce((total, need) => total + cost(need, need.games), 0);
    for (const need of dueToday) left.set(need, need.games);
    const usedBefore = index === 0 ? capacity.usedToday : 0;
    let used = usedBefore;
    for (const need of inOrder(left, cost)) {
      const room = dailyAllowance(capacity.perDay, need.priority) - used;
      const waiting = left.get(need) ?? 0;
      const games = Math.max(0, Math.min(waiting, Math.floor(room / each(need) + 1e-9)));
      used += cost(need, games);
      const daysLate = index - Math.max(0, calendar.indexOf(need.day));
      if (games > 0 && daysLate > 0) need.late.set(daysLate, games);
      if (games === waiting) left.delete(need);
      else left.set(need, waiting - games);
    }
    return {
      day,
      needed: wholeCalls(needed),
      carried_over: wholeCalls(carriedOver),
      available: Math.max(0, capacity.perDay - usedBefore),
      short: wholeCalls(sum(left)),
      dueToday,
    };
  });

  return {
    host: capacity.host,
    sports: [...new Set(own.map(({ sport }) => sport))],
    per_day: capacity.perDay,
    calls_per_game: Object.fromEntries(own.map(({ sport }) => [sport, callsPerGame[sport]])),
    days: played.map(({ dueToday, ...day }) => ({
      ...day,
      late: dueToday.flatMap((need) => lateOf(need, left.get(need) ?? 0)),
    })),
  };
}

/** The most urgent first, of those the oldest, of those the cheapest: as fair parts are dealt out. */
function inOrder(
  left: ReadonlyMap<Waiting, number>,
  cost: (need: ForecastNeed, games: number) => number,
): Waiting[] {
  const rank = ({ priority }: Waiting): number => MOST_URGENT_FIRST.indexOf(priority);
  return [...left.keys()].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      one.day.localeCompare(other.day) ||
      cost(one, left.get(one) ?? 0) - cost(other, left.get(other) ?? 0),
  );
}

function lateOf({ league, priority, late }: Waiting, notReached: number): LateGames[] {
  const reached = [...late].map(([daysLate, games]) => ({ league, priority, games, days_late: daysLate }));
  return notReached > 0 ? [...reached, { league, priority, games: notReached, days_late: null }] : reached;
}

/** The first day on which a host will not read everything that falls due; undefined when there is none. */
export function firstShortDay({ days }: HostForecast): ForecastDay | undefined {
  return days.find(({ late }) => late.length > 0);
}

/** What will be late, in words for people: `12 games of Serie A a day late`. */
export function lateWords({ league, priority, games, days_late: daysLate }: LateGames): string {
  const what =
    priority === 'first_pass' ? '' : priority === 'correction' ? ' corrections of' : ` (${priority})`;
  const subject = `${games} ${games === 1 ? 'game' : 'games'}`;
  const whose = what.startsWith(' corrections')
    ? `corrections of ${subject} of ${league}`
    : `${subject} of ${league}${what}`;
  if (daysLate === null) return `${whose} not within these days`;
  return `${whose} ${daysLate === 1 ? 'a day' : `${daysLate} days`} late`;
}

/** Rounded up, but not for the dust of binary fractions. */
function wholeCalls(calls: number): number {
  return Math.max(0, Math.ceil(calls - 1e-9));
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
