/** What a limit counts: calls, or credits, which is what a call costs by its question. */
export type Counted = 'calls' | 'credits';

/** A limit as it is counted: a window that slides over `lengthMs`, or a day or month of the calendar in UTC. */
export type LimitWindow = {
  counts: Counted;
  most: number;
  span: { slidesOverMs: number } | { calendar: 'day' | 'month' };
};

/** Names a window, whatever its limit: `calls/3600000`, `credits/month`. */
export function windowKey({ counts, span }: Pick<LimitWindow, 'counts' | 'span'>): string {
  return `${counts}/${'calendar' in span ? span.calendar : span.slidesOverMs}`;
}

/** The window that a key names; undefined for a key of another version. */
export function windowOfKey(key: string): Pick<LimitWindow, 'counts' | 'span'> | undefined {
  const [, counts, span = ''] = /^(calls|credits)\/(day|month|\d+)$/.exec(key) ?? [];
  if (counts === undefined) return undefined;
  return {
    counts: counts === 'credits' ? 'credits' : 'calls',
    span: span === 'day' || span === 'month' ? { calendar: span } : { slidesOverMs: Number(span) },
  };
}

/** The window in words: `hour`, `month`, `2 s`. */
export function windowWords({ span }: Pick<LimitWindow, 'span'>): string {
  if ('calendar' in span) return span.calendar;
  const names: Readonly<Record<number, string>> = { 1_000: 'second', 60_000: 'minute', 3_600_000: 'hour' };
  return names[span.slidesOverMs] ?? `${span.slidesOverMs / 1_000} s`;
}

/** The period of the calendar (UTC) that a moment belongs to: `2026-11` or `2026-11-30`. */
export function periodAt(calendar: 'day' | 'month', atMs: number): string {
  return new Date(atMs).toISOString().slice(0, calendar === 'day' ? 10 : 7);
}

/** When a period of the calendar begins (epoch milliseconds). */
export function periodStartMs(calendar: 'day' | 'month', atMs: number): number {
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), calendar === 'day' ? date.getUTCDate() : 1);
}

/** When the next period begins (epoch milliseconds). */
export function nextPeriodMs(calendar: 'day' | 'month', atMs: number): number {
  const date = new Date(atMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return calendar === 'day' ? Date.UTC(year, month, date.getUTCDate() + 1) : Date.UTC(year, month + 1, 1);
}
