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

/** What a host was asked for in the season, and when most. */
export type SeasonHost = {
  host: string;
  calls: number;
  /** The UTC day with the most calls, and what share of a day's calls it took, 0..1. */
  busiest_day: { day: string; calls: number; quota_share: number };
  /** The minute with the most calls. */
  busiest_minute: { at: string; calls: number };
  /** Days that took 80 % of their calls or more. */
  days_over_80_percent: number;
};

export type SeasonResult = {
  days: readonly SeasonDay[];
  hosts: readonly SeasonHost[];
  runs: number;
  calls: number;
};

const RANKS: readonly PlannedRun['priority'][] = ['first_pass', 'correction'];

/** Runs of one priority; `madeOfNext` are calls that the next one has made in windows before, where one window is too small for it. */
type Lane = { runs: PlannedRun[]; next: number; madeOfNext: number };

/** A host with what waits for it and what of its windows is used. */
type Host = {
  lanes: Record<PlannedRun['priority'], Lane>;
  day: number;
  usedToday: number;
  usedInMinute: number;
  busiestMinute: { atMs: number; calls: number };
};

type DayCount = {
  firstPasses: number;
  corrections: number;
  callsByHost: Map<string, number>;
  carriedOver: number;
  lateness: number[];
};

/** Where a play stands. */
type Play = {
  runs: readonly PlannedRun[];
  days: Map<string, DayCount>;
  hosts: Map<string, Host>;
  /** Runs that have fallen due, and those of them that wait. */
  arrived: number;
  waiting: number;
  /** What runs of earlier minutes still take of the slots. */
  slotDebtSeconds: number;
  nowMs: number;
  calls: number;
};

/**
 * Plays a season on a virtual clock, minute by minute where there is work: the urgent before the others, the oldest
 * first, with the reserves that the ledger keeps for either window, in as many slots as the workers have. Pure; a
 * season takes well under a second.
 */
export function simulateSeason(runs: readonly PlannedRun[], capacity: SeasonCapacity): SeasonResult {
  const play: Play = {
    runs,
    days: new Map(),
    hosts: new Map(),
    arrived: 0,
    waiting: 0,
    slotDebtSeconds: 0,
    nowMs: floorTo(runs[0]?.dueMs ?? 0, MINUTE_MS),
    calls: 0,
  };
  while (play.arrived < runs.length || play.waiting > 0) {
    if (play.waiting === 0) leapToNext(play, capacity.slots);
    takeArrivals(play);
    const { started, callsByHost } = startInMinute(play.hosts, capacity, play.nowMs, play.slotDebtSeconds);
    noteStarts(play, started);
    noteCalls(play, callsByHost);
    const busySeconds = play.slotDebtSeconds + started.length * capacity.secondsPerRun;
    play.slotDebtSeconds = Math.max(0, busySeconds - 60 * capacity.slots);
    nextMinute(play, callsByHost.size === 0 && play.waiting > 0 && play.slotDebtSeconds === 0);
  }
  return {
    days: [...play.days].toSorted(([one], [other]) => one.localeCompare(other)).map(dayOf),
    hosts: [...play.hosts].map(([name, host]) => hostOf(name, host, play.days, capacity.limits.perDay)),
    runs: runs.length,
    calls: Math.round(play.calls),
  };
}

/** Nothing waits: on to the minute of the next run. */
function leapToNext(play: Play, slots: number): void {
  const nextMs = floorTo(play.runs[play.arrived]?.dueMs ?? play.nowMs, MINUTE_MS);
  play.slotDebtSeconds = Math.max(
    0,
    play.slotDebtSeconds - (Math.max(0, nextMs - play.nowMs) / 1000) * slots,
  );
  play.nowMs = Math.max(play.nowMs, nextMs);
}

/** Runs that fall due within the minute. */
function takeArrivals(play: Play): void {
  for (; play.arrived < play.runs.length; play.arrived += 1) {
    const run = play.runs[play.arrived];
    if (!run || run.dueMs >= play.nowMs + MINUTE_MS) return;
    hostNamed(play.hosts, run.host).lanes[run.priority].runs.push(run);
    const day = dayAt(play.days, utcDay(run.dueMs));
    if (run.priority === 'first_pass') day.firstPasses += 1;
    else day.corrections += 1;
    play.waiting += 1;
  }
}

function noteStarts(play: Play, started: readonly { run: PlannedRun; atMs: number }[]): void {
  for (const { run, atMs } of started) {
    play.waiting -= 1;
    if (run.priority === 'first_pass')
      dayAt(play.days, utcDay(run.dueMs)).lateness.push(Math.max(0, (atMs - run.dueMs) / 1000));
  }
}

function noteCalls(play: Play, callsByHost: ReadonlyMap<string, number>): void {
  const today = dayAt(play.days, utcDay(play.nowMs));
  for (const [host, calls] of callsByHost) {
    play.calls += calls;
    today.callsByHost.set(host, (today.callsByHost.get(host) ?? 0) + calls);
  }
}

/** Where nothing fits any more today, what is due next, or the next day, is the next that can happen. */
function nextMinute(play: Play, isDayOver: boolean): void {
  const { nowMs } = play;
  const midnightMs = floorTo(nowMs, DAY_MS) + DAY_MS;
  const nextDueMs = floorTo(play.runs[play.arrived]?.dueMs ?? midnightMs, MINUTE_MS);
  const nextMs = isDayOver ? Math.max(nowMs + MINUTE_MS, Math.min(midnightMs, nextDueMs)) : nowMs + MINUTE_MS;
  if (nextMs >= midnightMs && play.waiting > 0) dayAt(play.days, utcDay(nowMs)).carriedOver += play.waiting;
  play.nowMs = nextMs;
}

type Minute = {
  started: { run: PlannedRun; atMs: number }[];
  callsByHost: Map<string, number>;
  /** What runs take of the slots, those of earlier minutes among them. */
  busySeconds: number;
};

/** Starts what the minute has room for; `slotDebtSeconds` are still taken by runs of earlier minutes. */
function startInMinute(
  hosts: ReadonlyMap<string, Host>,
  capacity: SeasonCapacity,
  nowMs: number,
  slotDebtSeconds: number,
): Minute {
  const minute: Minute = { started: [], callsByHost: new Map(), busySeconds: slotDebtSeconds };
  for (const [name, host] of hosts) {
    const day = Math.floor(nowMs / DAY_MS);
    if (host.day !== day) Object.assign(host, { day, usedToday: 0 });
    host.usedInMinute = 0;
    for (const priority of RANKS) startOfLane(host, priority, { capacity, nowMs, minute });
    if (host.usedInMinute > 0) minute.callsByHost.set(name, host.usedInMinute);
    if (host.usedInMinute > host.busiestMinute.calls)
      host.busiestMinute = { atMs: nowMs, calls: host.usedInMinute };
  }
  return minute;
}

/**
 * Starts the runs of one priority that a host's windows have room for. A run that needs more calls than a whole
 * window has makes them over several windows, as a game keeps what it has read when its calls are spent.
 */
function startOfLane(
  host: Host,
  priority: PlannedRun['priority'],
  { capacity, nowMs, minute }: { capacity: SeasonCapacity; nowMs: number; minute: Minute },
): void {
  const { limits, slots, secondsPerRun } = capacity;
  const lane = host.lanes[priority];
  const ofDay = dailyAllowance(limits.perDay, priority);
  const ofMinute = minuteAllowance(Math.min(limits.perMinute, limits.perSecond * 60), priority);
  for (let run = lane.runs[lane.next]; run; run = lane.runs[lane.next]) {
    if (minute.busySeconds >= 60 * slots) return;
    const callsBefore = host.usedInMinute;
    const room = Math.min(ofDay - host.usedToday, ofMinute - host.usedInMinute);
    const needed = run.calls - lane.madeOfNext;
    const isTooLarge = run.calls > Math.min(ofDay, ofMinute);
    const made = needed <= room + 1e-9 ? needed : isTooLarge ? Math.max(0, room) : 0;
    host.usedToday += made;
    host.usedInMinute += made;
    lane.madeOfNext += made;
    if (made < needed) return;
    lane.madeOfNext = 0;
    lane.next += 1;
    // A slot is free when the runs before it have left it, and a call when those before it have left.
    const afterSeconds = Math.max(
      0,
      minute.busySeconds / slots - secondsPerRun,
      callsBefore / limits.perSecond,
    );
    minute.started.push({ run, atMs: Math.max(run.dueMs, nowMs + afterSeconds * 1000) });
    minute.busySeconds += secondsPerRun;
  }
}

function hostNamed(hosts: Map<string, Host>, name: string): Host {
  const known = hosts.get(name);
  if (known) return known;
  const lane = (): Lane => ({ runs: [], next: 0, madeOfNext: 0 });
  const host: Host = {
    lanes: { first_pass: lane(), correction: lane() },
    day: -1,
    usedToday: 0,
    usedInMinute: 0,
    busiestMinute: { atMs: 0, calls: 0 },
  };
  hosts.set(name, host);
  return host;
}

function dayAt(days: Map<string, DayCount>, day: string): DayCount {
  const known = days.get(day);
  if (known) return known;
  const counted: DayCount = {
    firstPasses: 0,
    corrections: 0,
    callsByHost: new Map(),
    carriedOver: 0,
    lateness: [],
  };
  days.set(day, counted);
  return counted;
}

function dayOf([day, counted]: [string, DayCount]): SeasonDay {
  const sorted = counted.lateness.toSorted((one, other) => one - other);
  const p95 = sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
  return {
    day,
    first_passes: counted.firstPasses,
    corrections: counted.corrections,
    calls: Math.round(Math.max(0, ...counted.callsByHost.values())),
    suffices: counted.carriedOver === 0,
    carried_over: counted.carriedOver,
    late: {
      over_10_minutes: sorted.filter((seconds) => seconds > 600).length,
      p95_seconds: Math.round(p95),
      worst_seconds: Math.round(sorted.at(-1) ?? 0),
    },
  };
}

/** The share of a day's calls that the founding plan wants left alone. */
const OVER_SHARE = 0.8;

function hostOf(
  name: string,
  { busiestMinute }: Host,
  days: ReadonlyMap<string, DayCount>,
  perDay: number,
): SeasonHost {
  const byDay = [...days].map(([day, { callsByHost }]) => ({ day, calls: callsByHost.get(name) ?? 0 }));
  const [busiest = { day: '', calls: 0 }] = byDay.toSorted((one, other) => other.calls - one.calls);
  return {
    host: name,
    calls: Math.round(byDay.reduce((sum, { calls }) => sum + calls, 0)),
    busiest_day: {
      day: busiest.day,
      calls: Math.round(busiest.calls),
      quota_share: Number((busiest.calls / perDay).toFixed(4)),
    },
    busiest_minute: {
      at: new Date(busiestMinute.atMs).toISOString(),
      calls: Math.round(busiestMinute.calls),
    },
    days_over_80_percent: byDay.filter(({ calls }) => calls >= OVER_SHARE * perDay).length,
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
