/** A capture of an event as far as it showed a market. */
export type MarketLook = {
  eventId: number;
  atMs: number;
  /** It tells of prices that had not changed as well, so that what it lacks was not on offer; a log of changes does not. */
  isWhole: boolean;
  /** What it showed of the market and of its lay prices, by `seriesOf`. */
  series: ReadonlySet<string>;
};

/** A series that is no longer on offer from a look on, or is again at the price that it had. */
export type OfferChange = { atMs: number; series: string; isOffered: boolean };

/** Captures of one look lie this close together where each book has an instant of its own. */
export const ONE_LOOK_MS = 60_000;

/** The newest look at a market before a start; null where there is none. */
export function lastLookMs(looks: readonly MarketLook[], startMs: number): number | null {
  return looks.reduce<number | null>((last, { atMs, isWhole, series }) => {
    const isOfMarket = !isWhole || series.size > 0;
    return isOfMarket && atMs < startMs ? Math.max(last ?? atMs, atMs) : last;
  }, null);
}

/**
 * Which series go from offer and come back, in order of time: one that a whole look lacks is gone from then on, until a
 * capture shows it again. Each is judged by the looks of its own event.
 */
export function offerChanges(looks: readonly MarketLook[]): readonly OfferChange[] {
  // Logs, which never tell what they lack, have looks by the thousand.
  if (!looks.some(({ isWhole }) => isWhole)) return [];
  return [...Map.groupBy(looks, ({ eventId }) => eventId).values()]
    .flatMap(offerChangesOfEvent)
    .toSorted((a, b) => a.atMs - b.atMs);
}

function offerChangesOfEvent(looks: readonly MarketLook[]): readonly OfferChange[] {
  const found: OfferChange[] = [];
  const seenMs = new Map<string, number>();
  const gone = new Set<string>();
  for (const look of groupedLooks(looks)) {
    for (const { atMs, series } of look)
      for (const one of series) {
        seenMs.set(one, atMs);
        if (gone.delete(one)) found.push({ atMs, series: one, isOffered: true });
      }
    const whole = look.findLast(({ isWhole }) => isWhole);
    if (whole === undefined) continue;
    for (const [series, lastMs] of seenMs)
      if (lastMs < whole.atMs - ONE_LOOK_MS && !gone.has(series)) {
        gone.add(series);
        found.push({ atMs: whole.atMs, series, isOffered: false });
      }
  }
  return found;
}

/** Captures in order of time, those of one look together. */
export function groupedLooks(looks: readonly MarketLook[]): readonly (readonly MarketLook[])[] {
  const groups: MarketLook[][] = [];
  for (const look of looks.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (last !== undefined && first !== undefined && look.atMs - first.atMs <= ONE_LOOK_MS) last.push(look);
    else groups.push([look]);
  }
  return groups;
}
