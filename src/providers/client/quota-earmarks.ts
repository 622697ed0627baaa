/** Calls of the day that are kept for a piece of work which has begun: the rest of a game that is read in part. */
export type Earmark = { id: string; calls: number; untilMs: number };

/** Work that is made of several calls, which are worth little without each other. */
export type QuotaWork = {
  /** The same for all of its calls. */
  id: string;
  /** Calls that it needs after this one; undefined where that is not known. */
  callsAhead?: number | undefined;
};

/** Work that has not come back for its calls after this long does not get them kept any longer. */
export const EARMARK_LIFETIME_MS = 5 * 60_000;

/** Those whose calls are kept for others ask again after this: mostly they are made, or given back, within a second. */
export const EARMARK_RECHECK_MS = 500;

/** While a day has more calls left than this, nothing needs to be kept. */
export const PLENTY = 2_000;

export function earmarksUpToDate(earmarks: readonly Earmark[], nowMs: number): readonly Earmark[] {
  return earmarks.filter(({ untilMs }) => untilMs > nowMs);
}

/** Calls that are kept for other work than this. */
export function keptForOthers(earmarks: readonly Earmark[], work: QuotaWork | undefined): number {
  return earmarks.reduce((sum, { id, calls }) => (id === work?.id ? sum : sum + calls), 0);
}

/** Calls that are kept for this work. */
export function keptFor(earmarks: readonly Earmark[], work: QuotaWork | undefined): number {
  return work === undefined ? 0 : (earmarks.find(({ id }) => id === work.id)?.calls ?? 0);
}

/** The earmarks after calls of a piece of work were let through; `left` are the calls that the day has after them. */
export function withEarmark(
  earmarks: readonly Earmark[],
  work: QuotaWork | undefined,
  { calls, left }: { calls: number; left: number },
  nowMs: number,
): readonly Earmark[] {
  if (work === undefined) return earmarks;
  const others = earmarks.filter(({ id }) => id !== work.id);
  const wanted = work.callsAhead ?? Math.max(0, keptFor(earmarks, work) - calls);
  const kept = left > PLENTY ? 0 : Math.min(wanted, Math.max(0, left - keptForOthers(earmarks, work)));
  if (kept === 0) return others;
  return [...others, { id: work.id, calls: kept, untilMs: nowMs + EARMARK_LIFETIME_MS }];
}
