/** A capture of an event as far as it showed a market. */
export type MarketLook = {
  eventId: number;
  atMs: number;
  /** It tells of prices that had not changed as well, so that what it lacks was not on offer; a log of changes does not. */
  isWhole: boolean;
  /** What it showed of the market, by `seriesOf`. */
  series: ReadonlySet<string>;
};

/** Captures of one look lie this close together where each book has an instant of its own. */
const ONE_LOOK_MS = 60_000;

/** The newest look at a market before a start; null where there is none. */
export function lastLookMs(looks: readonly MarketLook[], startMs: number): number | null {
  return looks.reduce<number | null>((last, { atMs, isWhole, series }) => {
    const isOfMarket = !isWhole || series.size > 0;
    return isOfMarket && atMs < startMs ? Math.max(last ?? atMs, atMs) : last;
  }, null);
}

/** The series that the newest look at their market before the start lacks, each judged by the looks of its own event. */
export function goneSeries(looks: readonly MarketLook[], startMs: number): ReadonlySet<string> {
  const gone = new Set<string>();
  const before = looks.filter(({ atMs }) => atMs < startMs);
  for (const own of Map.groupBy(before, ({ eventId }) => eventId).values()) {
    const wholeMs = own.reduce((last, look) => (look.isWhole ? Math.max(last, look.atMs) : last), 0);
    const seenMs = new Map<string, number>();
    for (const { atMs, series } of own)
      for (const one of series) seenMs.set(one, Math.max(seenMs.get(one) ?? atMs, atMs));
    for (const [series, atMs] of seenMs) if (atMs < wholeMs - ONE_LOOK_MS) gone.add(series);
  }
  return gone;
}
