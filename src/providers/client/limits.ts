import type { QuotaLimits } from './quota-ledger.ts';

/** Where a number comes from: the page, or whose words, and of which time it speaks. */
export type LimitSource = { page: string; asOf: string; remark?: string };

/** A second, a minute and an hour slide; days and months are those of the calendar in UTC. */
export type LimitPeriod = 'second' | 'minute' | 'hour' | 'day' | 'month';

/** At most so much in a period. Credits are what a call costs, see `creditsOf`; of calls each counts one. */
export type ProviderLimit = {
  counts: 'calls' | 'credits';
  per: LimitPeriod;
  most: number;
  source: LimitSource;
};

/** What a provider allows under one plan. */
export type PlanLimits = {
  limits: readonly ProviderLimit[];
  /** The least time from one call to the next, for hosts that publish no limit. */
  politeDelay?: { delayMs: number; source: LimitSource };
};

/** What a provider allows, by its plans. */
export type LimitsTable<Plan extends string = string> = Readonly<Record<Plan, PlanLimits>>;

/** A limit as it is counted: a window that slides over `lengthMs`, or a day or month of the calendar in UTC. */
export type LimitWindow = {
  counts: 'calls' | 'credits';
  most: number;
  span: { slidesOverMs: number } | { calendar: 'day' | 'month' };
};

/** Numbers that replace those of the table, such as the terms of a contract. */
export type LimitOverrides = Readonly<Partial<Record<LimitPeriod, number>>>;

const SLIDING_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
const MINUTE_MS = SLIDING_MS.minute;
/** The longest month: a day's part of any month is at most that of this one. */
const DAYS_OF_LONGEST_MONTH = 31;

/** The windows of a plan. An override without a limit in the table is a limit of calls of its own. */
export function windowsOf(
  { limits, politeDelay }: PlanLimits,
  overrides: LimitOverrides = {},
): LimitWindow[] {
  const listed = limits.map(({ counts, per, most }) => windowOf(counts, per, overrides[per] ?? most));
  const added = Object.entries(overrides).filter(([per]) => !limits.some((limit) => limit.per === per));
  return [
    ...listed,
    ...added.map(([per, most]) => windowOf('calls', per as LimitPeriod, most)),
    ...(politeDelay
      ? [{ counts: 'calls' as const, most: 1, span: { slidesOverMs: politeDelay.delayMs } }]
      : []),
  ];
}

function windowOf(counts: LimitWindow['counts'], per: LimitPeriod, most: number): LimitWindow {
  const span = per === 'day' || per === 'month' ? { calendar: per } : { slidesOverMs: SLIDING_MS[per] };
  return { counts, most, span };
}

/**
 * The windows as the ledger counts them: a second, a minute and a day. A window of another length is held by the
 * nearest of these that implies it, so that it is never exceeded, if not always used up. A host without a limit for one
 * of them has that of the next longer one there. Throws RangeError where a window is too narrow for whole calls.
 */
export function ledgerLimits(windows: readonly LimitWindow[]): QuotaLimits {
  const limits: QuotaLimits = { perSecond: UNLIMITED, perMinute: UNLIMITED, perDay: UNLIMITED };
  for (const window of windows) {
    const { period, most } = heldBy(window);
    if (most < 1) throw new RangeError(`a limit of ${window.most} ${window.counts} leaves no whole call`);
    limits[period] = Math.min(limits[period], most);
  }
  const perMinute = limits.perMinute === UNLIMITED ? limits.perDay : limits.perMinute;
  return { ...limits, perMinute, perSecond: limits.perSecond === UNLIMITED ? perMinute : limits.perSecond };
}

/** More than anybody asks, and small enough for the ledger's columns. */
const UNLIMITED = 1_000_000_000;

function heldBy({ most, span }: LimitWindow): { period: keyof QuotaLimits; most: number } {
  if ('calendar' in span) {
    return span.calendar === 'day'
      ? { period: 'perDay', most }
      : { period: 'perDay', most: Math.floor(most / DAYS_OF_LONGEST_MONTH) };
  }
  const lengthMs = span.slidesOverMs;
  if (lengthMs <= SLIDING_MS.second) return { period: 'perSecond', most };
  if (lengthMs <= MINUTE_MS) return { period: 'perMinute', most };
  const aMinute = Math.floor(most / Math.ceil(lengthMs / MINUTE_MS));
  // Fewer than one a minute: half of it a day, because a window may lie across midnight.
  return aMinute >= 1
    ? { period: 'perMinute', most: aMinute }
    : { period: 'perDay', most: Math.floor(most / 2) };
}

/** What a call costs where credits are counted by markets and regions; history costs ten times as much. */
export function creditsOf({
  markets,
  regions,
  isHistorical = false,
}: {
  markets: number;
  regions: number;
  isHistorical?: boolean;
}): number {
  return markets * regions * (isHistorical ? 10 : 1);
}
