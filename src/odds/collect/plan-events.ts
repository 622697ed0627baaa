import { shareOut } from './plan-month.ts';
import { type PlannedPoll, pollsOfSlate } from './plan-slate.ts';

/** The games of one day of a league, with those whose event a provider of odds has told already. */
export type EventSlate = {
  leagueId: number;
  date: string;
  games: number;
  events: readonly { eventId: number; startMs: number }[];
};

/** How looks at single events are bounded. */
export type EventLimits = {
  /** Credits left for them; undefined where the provider counts none. */
  left: number | undefined;
  costOfLook: number;
  looksPerEvent: number;
  eventsPerSlate: number;
};

/** An event with its looks that are still to come. */
export type PlannedEvent = { eventId: number; leagueId: number; date: string; polls: readonly PlannedPoll[] };

/**
 * Shares what is left of the month for looks at single events among its days: each event's last look before its start
 * first, of as many events as there are credits for, then its second, and so on. Which events are looked at follows from
 * their starts alone, so that two processes plan the same.
 */
export function planEvents(
  slates: readonly EventSlate[],
  { left, costOfLook, looksPerEvent, eventsPerSlate }: EventLimits,
  nowMs: number,
): readonly PlannedEvent[] {
  const counted = slates
    .toSorted((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))
    .map((slate) => ({ ...slate, most: Math.min(slate.games, eventsPerSlate) * looksPerEvent }));
  const isFree = left === undefined || costOfLook === 0;
  let room = isFree ? Number.POSITIVE_INFINITY : Math.floor(Math.max(0, left) / costOfLook);
  const looksOf = shareOut(counted, room);
  return counted.flatMap((slate) => {
    const chosen = slate.events
      .toSorted((one, other) => one.startMs - other.startMs || one.eventId - other.eventId)
      .slice(0, eventsPerSlate);
    const planned = chosen.map(({ eventId, startMs }, index) => {
      const wanted = looksEach(looksOf(slate), chosen.length, index, looksPerEvent);
      const toCome = pollsOfSlate([startMs], wanted).filter(({ atMs }) => atMs > nowMs);
      const polls = toCome.slice(Math.max(0, toCome.length - room));
      room -= polls.length;
      return { eventId, leagueId: slate.leagueId, date: slate.date, polls };
    });
    return planned.filter(({ polls }) => polls.length > 0);
  });
}

/** Looks of one of several events that share some: each gets its last before any gets another. */
function looksEach(looks: number, events: number, index: number, most: number): number {
  const [each, rest] = [Math.floor(looks / events), looks % events];
  return Math.min(most, each + (index < rest ? 1 : 0));
}
