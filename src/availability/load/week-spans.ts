import { DateTime } from 'luxon';

/** From when to when a week is, epoch milliseconds; the end does not belong to it. */
export type Span = { fromMs: number; toMs: number };

/** The last games of a week are on Monday, and its first report is of Tuesday at the earliest. */
const TUESDAY = 2;

/**
 * A week of a league that plays in weeks: from the Tuesday before its first game, or that day itself, for seven days,
 * by the clocks of the league's zone.
 */
export function weekSpan(firstDay: string, timezone: string): Span {
  const day = DateTime.fromISO(firstDay, { zone: timezone });
  const from = day.minus({ days: (day.weekday - TUESDAY + 7) % 7 }).startOf('day');
  return { fromMs: from.toMillis(), toMs: from.plus({ days: 7 }).toMillis() };
}

/** What was told of somebody in one week. */
export type WeekWord = Span & { status: string };

/** Weeks that say the same one after the other as one span; weeks of which nothing is told stay apart. In order of time. */
export function joinedWeeks(words: readonly WeekWord[]): readonly WeekWord[] {
  const joined: WeekWord[] = [];
  for (const word of words.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = joined.at(-1);
    if (last?.toMs === word.fromMs && last.status === word.status) {
      joined[joined.length - 1] = { ...last, toMs: word.toMs };
    } else joined.push(word);
  }
  return joined;
}
