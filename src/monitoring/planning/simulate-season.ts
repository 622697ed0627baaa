import type { QuotaLimits } from '../../providers/client/quota-ledger.ts';
import { dailyAllowance, minuteAllowance, utcDay } from '../../providers/client/quota-windows.ts';
import type { PlannedRun } from './season-work.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What stands against the schedule. */
export type SeasonCapacity = {
  limits: QuotaLimits;
  /** Runs that all workers together have side by side. */
  slots: number;
  /** How long a run holds its slot. */
  secondsPerRun: number;
};

/** One UTC day of the season. Lateness is of first passes that fell due on it, in seconds. */
export type SeasonDay = {
  day: string;
  first_passes: number;
  corrections: number;
  /** Calls that were made on this day, of the host that made the most. */
  calls: number;
  /** Whether everything that fell due on this day was read on it, or within the following hours of grace. */
  suffices: boolean;
  /** Runs that the day's calls did not allow any more. */
  carried_over: number;
  late: { over_10_minutes: number; p95_seconds: number; worst_seconds: number };
};

export type SeasonResult = { days: readonly SeasonDay[]; runs: number; calls: number };

const RANKS: readonly PlannedRun['priority'][] = ['first_pass', 'correction'];

type Lane = { runs: PlannedRun[]; next: number };

/** A host with what waits for it and what of its windows is used. */
type Host = {
  lanes: Record<PlannedRun['priority'], Lane>;
  day: number;
  usedToday: number;
  usedInMinute: number;
};

type DayBook = {
  firstPasses: number;
  corrections: number;
  callsByHost: Map<string, number>;
  carriedOver: number;
  lateness: number[];
};

/**
 * Plays a season on a virtual clock, minute by minute where there is work: the urgent before the others, the oldest
 * first, with the reserves that the ledger keeps for either window, in as many slots as the workers have. Pure; a
 * season takes well under a second.
 */
export function simulateSeason(runs: readonly PlannedRun[], capacity: SeasonCapacity): SeasonResult {
  const books = new Map<string, DayBook>();
  const hosts = new Map<string, Host>();
  let arrived = 0;
  let waiting = 0;
  let slotDebtSeconds = 0;
  let nowMs = floorTo(runs[0]?.dueMs ?? 0, MINUTE_MS);
  let calls = 0;

  while (arrived < runs.length || waiting > 0) {
    if (waiting === 0) {
      const nextMs = floorTo(runs[arrived]?.dueMs ?? nowMs, MINUTE_MS);
      slotDebtSeconds = Math.max(0, slotDebtSeconds - (Math.max(0, nextMs - nowMs) / 1000) * capacity.slots);
      nowMs = Math.max(nowMs, nextMs);
    }
    for (; arrived < runs.length && (runs[arrived]?.dueMs ?? 0) < nowMs + MINUTE_MS; arrived += 1) {
      const run = runs[arrived];
      if (!run) break;
      hostNamed(hosts, run.host).lanes[run.priority].runs.push(run);
      const book = bookOf(books, utcDay(run.dueMs));
      if (run.priority === 'first_pass') book.firstPasses += 1;
      else book.corrections += 1;
      waiting += 1;
    }
    const started = startInMinute(hosts, capacity, nowMs, slotDebtSeconds);
    for (const { run, atMs } of started) {
      waiting -= 1;
      calls += run.calls;
      const today = bookOf(books, utcDay(nowMs));
      today.callsByHost.set(run.host, (today.callsByHost.get(run.host) ?? 0) + run.calls);
      if (run.priority === 'first_pass')
        bookOf(books, utcDay(run.dueMs)).lateness.push(Math.max(0, (atMs - run.dueMs) / 1000));
    }
    const busySeconds = slotDebtSeconds + started.length * capacity.secondsPerRun;
    slotDebtSeconds = Math.max(0, busySeconds - 60 * capacity.slots);
    const isDayOver = started.length === 0 && waiting > 0 && slotDebtSeconds === 0;
    const midnightMs = floorTo(nowMs, DAY_MS) + DAY_MS;
    const nextDueMs = floorTo(runs[arrived]?.dueMs ?? midnightMs, MINUTE_MS);
    // Nothing fits any more today: what is due next, or the next day, is the next that can happen.
    const nextMs = isDayOver
      ? Math.max(nowMs + MINUTE_MS, Math.min(midnightMs, nextDueMs))
      : nowMs + MINUTE_MS;
    if (nextMs >= midnightMs && waiting > 0) bookOf(books, utcDay(nowMs)).carriedOver += waiting;
    nowMs = nextMs;
  }
  return {
    days: [...books].toSorted(([one], [other]) => one.localeCompare(other)).map(dayOf),
    runs: runs.length,
    calls: Math.round(calls),
  };
}

/** Starts what the minute has room for; `slotDebtSeconds` are still taken by runs of earlier minutes. */
function startInMinute(
  hosts: ReadonlyMap<string, Host>,
  capacity: SeasonCapacity,
  nowMs: number,
  slotDebtSeconds: number,
): { run: PlannedRun; atMs: number }[] {
  const { limits, slots, secondsPerRun } = capacity;
  const started: { run: PlannedRun; atMs: number }[] = [];
  const perMinute = Math.min(limits.perMinute, limits.perSecond * 60);
  let busySeconds = slotDebtSeconds;
  for (const host of hosts.values()) {
    const day = Math.floor(nowMs / DAY_MS);
    if (host.day !== day) Object.assign(host, { day, usedToday: 0 });
    host.usedInMinute = 0;
    for (const priority of RANKS) {
      const lane = host.lanes[priority];
      const ofDay = dailyAllowance(limits.perDay, priority);
      const ofMinute = minuteAllowance(perMinute, priority);
      for (let run = lane.runs[lane.next]; run; run = lane.runs[lane.next]) {
        if (busySeconds >= 60 * slots) break;
        if (host.usedToday + run.calls > ofDay + 1e-9) break;
        if (host.usedInMinute + run.calls > ofMinute + 1e-9) break;
        const callsBefore = host.usedInMinute;
        host.usedToday += run.calls;
        host.usedInMinute += run.calls;
        lane.next += 1;
        // A slot is free when the runs before it have left it, and a call when those before it have left.
        const afterSeconds = Math.max(0, busySeconds / slots - secondsPerRun, callsBefore / limits.perSecond);
        started.push({ run, atMs: Math.max(run.dueMs, nowMs + afterSeconds * 1000) });
        busySeconds += secondsPerRun;
      }
    }
  }
  return started;
}

function hostNamed(hosts: Map<string, Host>, name: string): Host {
  const known = hosts.get(name);
  if (known) return known;
  const lane = (): Lane => ({ runs: [], next: 0 });
  const host: Host = {
    lanes: { first_pass: lane(), correction: lane() },
    day: -1,
    usedToday: 0,
    usedInMinute: 0,
  };
  hosts.set(name, host);
  return host;
}

function bookOf(books: Map<string, DayBook>, day: string): DayBook {
  const known = books.get(day);
  if (known) return known;
  const book: DayBook = {
    firstPasses: 0,
    corrections: 0,
    callsByHost: new Map(),
    carriedOver: 0,
    lateness: [],
  };
  books.set(day, book);
  return book;
}

function dayOf([day, book]: [string, DayBook]): SeasonDay {
  const sorted = book.lateness.toSorted((one, other) => one - other);
  const p95 = sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
  return {
    day,
    first_passes: book.firstPasses,
    corrections: book.corrections,
    calls: Math.round(Math.max(0, ...book.callsByHost.values())),
    suffices: book.carriedOver === 0,
    carried_over: book.carriedOver,
    late: {
      over_10_minutes: sorted.filter((seconds) => seconds > 600).length,
      p95_seconds: Math.round(p95),
      worst_seconds: Math.round(sorted.at(-1) ?? 0),
    },
  };
}

/** More than this many workers are no answer to lateness that the provider's limits cause. */
const MOST_WORKERS = 64;

/**
 * The fewest workers with which no more games start over ten minutes late than with any number of them; what is late
 * then is so for want of calls.
 */
export function workersNeeded(
  runs: readonly PlannedRun[],
  capacity: Omit<SeasonCapacity, 'slots'>,
  slotsPerWorker: number,
): number {
  const lateWith = (workers: number): number =>
    simulateSeason(runs, { ...capacity, slots: workers * slotsPerWorker }).days.reduce(
      (sum, { late }) => sum + late.over_10_minutes,
      0,
    );
  const best = lateWith(MOST_WORKERS);
  let low = 1;
  let high = MOST_WORKERS;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (lateWith(middle) <= best) high = middle;
    else low = middle + 1;
  }
  return low;
}

function floorTo(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs;
}
