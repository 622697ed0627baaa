import { type Counted, type LimitWindow, windowKey } from './limit-window.ts';
import type { QuotaLimits } from './quota-ledger.ts';

/** Where a number comes from: the page, or whose words, and of which time it speaks. */
export type LimitSource = { page: string; asOf: string; remark?: string };

/** A second, a minute and an hour slide; days and months are those of the calendar in UTC. */
export type LimitPeriod = 'second' | 'minute' | 'hour' | 'day' | 'month';

/** At most so much in a period. Credits are what a call costs, see `creditsOf`; of calls each counts one. */
export type ProviderLimit = {
  counts: Counted;
  per: LimitPeriod;
  most: number;
  source: LimitSource;
};

/** What a provider allows under one plan. */
export type PlanLimits = {
  limits: readonly ProviderLimit[];
  /** The least time from one call to the next, for hosts that publish no limit. */
  politeDelay?: { delayMs: number; source: LimitSource };
  /** Credits of one call, at the most, of capabilities whose calls cost the same whatever they ask for. */
  credits?: Readonly<Partial<Record<string, number>>>;
};

/** What a provider allows, by its plans. */
export type LimitsTable<Plan extends string = string> = Readonly<Record<Plan, PlanLimits>>;

/** Numbers that replace those of the table, such as the terms of a contract. */
export type LimitOverrides = Readonly<Partial<Record<LimitPeriod, number>>>;

const SLIDING_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

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
 * The windows as the ledger counts them: a second, a minute and a day of calls, and whatever else a host counts. A
 * host without a limit for one of the three has that of the next longer one there. Throws RangeError where a window
 * takes nothing.
 */
export function ledgerLimits(windows: readonly LimitWindow[]): QuotaLimits {
  const limits = { perSecond: UNLIMITED, perMinute: UNLIMITED, perDay: UNLIMITED };
  const more: LimitWindow[] = [];
  for (const window of windows) {
    if (window.most < 1) throw new RangeError(`a limit of ${window.most} ${window.counts} takes nothing`);
    const name = ownNameOf(window);
    if (name === undefined) more.push(window);
    else limits[name] = Math.min(limits[name], window.most);
  }
  const perMinute = limits.perMinute === UNLIMITED ? limits.perDay : limits.perMinute;
  const perSecond = limits.perSecond === UNLIMITED ? perMinute : limits.perSecond;
  return { ...limits, perMinute, perSecond, ...(more.length > 0 ? { more: narrowest(more) } : {}) };
}

/** More than anybody asks, and small enough for the ledger's columns. */
const UNLIMITED = 1_000_000_000;

/** Whether a window of the ledger stands for a limit of the host, and not for the lack of one. */
export function isLimited(most: number): boolean {
  return most < UNLIMITED;
}

type OwnName = 'perSecond' | 'perMinute' | 'perDay';

function ownNameOf({ counts, span }: LimitWindow): OwnName | undefined {
  if (counts !== 'calls') return undefined;
  if ('calendar' in span) return span.calendar === 'day' ? 'perDay' : undefined;
  if (span.slidesOverMs === SLIDING_MS.second) return 'perSecond';
  return span.slidesOverMs === SLIDING_MS.minute ? 'perMinute' : undefined;
}

/** Of several limits of one window the narrowest. */
function narrowest(windows: readonly LimitWindow[]): readonly LimitWindow[] {
  return [...Map.groupBy(windows, windowKey).values()].flatMap(
    (same) => same.toSorted((one, other) => one.most - other.most)[0] ?? [],
  );
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
