import { fullPollsOf, type PlannedPoll, pollsOfSlate } from './plan-slate.ts';

/** The games of one day of a league. */
export type Slate = { leagueId: number; league: string; date: string; startsMs: readonly number[] };

/** What may be spent, and what one poll of any league costs. */
export type CreditBudget = {
  /** Left of the month's credits for this collection; undefined where the provider counts none. */
  left: number | undefined;
  costOfPoll: number;
};

/** A slate with its polls that are still to come. */
export type PlannedSlate = Slate & { polls: readonly PlannedPoll[]; credits: number };

/** Slates of a provider without credits get this many polls: enough for a path, and polite. */
const POLLS_WITHOUT_CREDITS = 8;
const DAY_MS = 86_400_000;

/**
 * Shares what is left of the month among its slates: as many polls each as there are credits for, and where that is no
 * whole number, one more for some of them, spread evenly over days and leagues. Which ones follows from the date and
 * the league alone, so that two processes, and two moments, plan the same.
 */
export function planMonth(
  slates: readonly Slate[],
  { left, costOfPoll }: CreditBudget,
  nowMs: number,
): readonly PlannedSlate[] {
  const counted = slates
    .filter(({ startsMs }) => startsMs.some((startMs) => startMs > nowMs))
    .map((slate) => ({ slate, most: fullPollsOf(slate.startsMs) }))
    .toSorted((one, other) => Math.min(...one.slate.startsMs) - Math.min(...other.slate.startsMs));
  const isFree = left === undefined || costOfPoll === 0;
  let room = isFree ? Number.POSITIVE_INFINITY : Math.floor(Math.max(0, left) / costOfPoll);
  const shared = counted.map(({ slate, most }) => ({ ...slate, most }));
  const pollsOf = isFree ? () => POLLS_WITHOUT_CREDITS : shareOut(shared, room);
  return shared.map(({ most, ...slate }) => {
    const wanted = pollsOfSlate(slate.startsMs, Math.min(most, pollsOf({ ...slate, most })));
    const toCome = wanted.filter(({ atMs }) => atMs > nowMs);
    // Where the room runs out, the polls nearest to the start are left.
    const polls = toCome.slice(Math.max(0, toCome.length - room));
    room -= polls.length;
    return { ...slate, polls, credits: isFree ? 0 : polls.length * costOfPoll };
  });
}

/** A day of a league that can use so many polls. */
type Sharing = { leagueId: number; date: string; most: number };

/**
 * Shares polls among days of leagues: as many each, what some cannot use goes to the others, and where a share is no
 * whole number, some days get one more, by their date and league alone.
 */
export function shareOut(days: readonly Sharing[], polls: number): (day: Sharing) => number {
  const leagues = [...new Set(days.map(({ leagueId }) => leagueId))].toSorted((one, other) => one - other);
  const share = fairShare(days, polls);
  return ({ leagueId, date, most }) => {
    const ordinal = (Date.parse(date) / DAY_MS) * leagues.length + leagues.indexOf(leagueId);
    return Math.min(most, wholeOf(share, ordinal));
  };
}

/** Polls for each slate: what slates cannot use goes to the others. */
function fairShare(counted: readonly { most: number }[], polls: number): number {
  let share = counted.length === 0 ? 0 : polls / counted.length;
  for (const { most } of counted.toSorted((one, other) => one.most - other.most)) {
    if (most >= share) break;
    const small = counted.filter((one) => one.most <= most);
    const rest = counted.length - small.length;
    if (rest === 0) return most;
    share = (polls - small.reduce((sum, one) => sum + one.most, 0)) / rest;
  }
  return share;
}

/** The whole polls of the slate with this number when each gets a share that is none. */
function wholeOf(share: number, ordinal: number): number {
  return Math.floor((ordinal + 1) * share) - Math.floor(ordinal * share);
}

/** What a month comes to by its plan. */
export type MonthForecast = {
  /** Credits of the month that this collection may spend, and has spent. */
  budget: number;
  spent: number;
  planned: number;
  /** What is over at the end of the month if all goes by plan. */
  over: number;
  slates: number;
  polls: number;
};

export function forecastMonth(
  planned: readonly PlannedSlate[],
  { budget, spent }: { budget: number; spent: number },
): MonthForecast {
  const credits = planned.reduce((sum, one) => sum + one.credits, 0);
  const polls = planned.reduce((sum, one) => sum + one.polls.length, 0);
  return { budget, spent, planned: credits, over: budget - spent - credits, slates: planned.length, polls };
}

/** What has been of polls that were planned: one is due at most, and what came too late is a gap. */
export type DuePolls<T> = { due: T | undefined; missed: readonly T[] };

/**
 * Of planned polls whose time has come the newest is due, unless its games have begun; the others are missed and are
 * not made up for.
 */
export function duePolls<T extends PlannedPoll>(polls: readonly T[], nowMs: number): DuePolls<T> {
  const come = polls.filter(({ atMs }) => atMs <= nowMs).toSorted((one, other) => other.atMs - one.atMs);
  const [newest, ...older] = come;
  if (newest === undefined) return { due: undefined, missed: [] };
  return newest.untilMs <= nowMs ? { due: undefined, missed: come } : { due: newest, missed: older };
}
