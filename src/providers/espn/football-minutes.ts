import { z } from 'zod';
import type { RosterEntry } from './schema.ts';

/** The minute of a clock without what was added to the half: 45 of `45'+2'`. Null where it is no clock. */
export function minuteOf(clock: string | null | undefined): number | null {
  const found = /^(\d{1,3})(?:'|$)/.exec(clock?.trim() ?? '');
  return found ? Number(found[1]) : null;
}

/** The last minute of the second half; what is added to it stands behind a plus. */
export const REGULAR_MINUTES = 90;
export const EXTRA_MINUTES = 120;

const OnClock = z.object({
  shootout: z.boolean().nullish(),
  clock: z.object({ displayValue: z.string() }),
});

/** Whether something happened after 90 minutes, by the events of a match and what befell its players; kicks do not count. */
export function isClockBeyond(events: readonly unknown[]): boolean {
  return events.some((raw) => {
    const event = OnClock.safeParse(raw);
    if (!event.success || event.data.shootout === true) return false;
    return (minuteOf(event.data.clock.displayValue) ?? 0) > REGULAR_MINUTES;
  });
}

/**
 * Minutes on the pitch, which ESPN does not count: from the clocks at which somebody came on, went off or was sent off.
 * Null for who was not used, while the match is on, and where a clock is missing. Who came on in the last minute has
 * one.
 */
export function minutesOnPitch(entry: RosterEntry, lengthMinutes: number | undefined): number | null {
  const { starter, subbedIn, subbedOut, plays } = entry;
  if (starter !== true && !subbedIn.didSub) return null;
  const clocks = (plays ?? []).filter(({ substitution }) => substitution === true);
  const clockOf = (which: typeof subbedIn, index: number): string | null =>
    which.clock ?? clocks[index]?.clock?.displayValue ?? null;
  const from = starter === true ? 0 : minuteOf(clockOf(subbedIn, 0));
  const sentOff = (plays ?? []).find(({ redCard }) => redCard === true);
  const isSentOff = sentOff !== undefined || countOf(entry, 'redCards') > 0;
  const until = subbedOut.didSub
    ? minuteOf(clockOf(subbedOut, starter === true ? 0 : 1))
    : isSentOff
      ? minuteOf(sentOff?.clock?.displayValue)
      : (lengthMinutes ?? null);
  return from === null || until === null ? null : Math.max(1, until - from);
}

function countOf({ stats }: RosterEntry, wanted: string): number {
  return stats?.find(({ name }) => name === wanted)?.value ?? 0;
}
