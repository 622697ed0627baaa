/** A capture of an event that showed a price of a book in a market. */
export type SeenMarket = { book: string; market: string; eventId: number; atMs: number };

/** How much longer ago than another event one may have shown a market and still count: an older close is stale. */
const AS_NEW_MS = 60 * 60_000;

/**
 * Which event the prices of a book in a market are taken from. Several providers may tell of one book, each with an event
 * of its own; put together, their prices alternate as if the book moved. Of the events that showed the market within an
 * hour of the newest, the one with the most captures counts, then the one that was known first. Captures from the start on
 * have a say only where there are no others; lay prices go with their market.
 */
export function chooseEvents(
  seen: Iterable<SeenMarket>,
  startMs: number,
): (of: BookMarket) => number | undefined {
  const before = new Map<string, Captures>();
  const inPlay = new Map<string, Captures>();
  for (const one of seen) {
    const captures = one.atMs < startMs ? before : inPlay;
    const ofMarket = captures.get(keyOf(one)) ?? new Map<number, Set<number>>();
    ofMarket.set(one.eventId, (ofMarket.get(one.eventId) ?? new Set<number>()).add(one.atMs));
    captures.set(keyOf(one), ofMarket);
  }
  const chosen = new Map<string, number>();
  for (const [key, captures] of [...inPlay, ...before]) chosen.set(key, bestOf(captures));
  return (of) => chosen.get(keyOf(of));
}

type BookMarket = Pick<SeenMarket, 'book' | 'market'>;

/** Instants at which an event showed a market, by the event. */
type Captures = Map<number, Set<number>>;

function keyOf({ book, market }: BookMarket): string {
  return `${book}\n${market.replace(/_lay$/, '')}`;
}

function bestOf(captures: Captures): number {
  const events = [...captures].map(([eventId, times]) => {
    return { eventId, count: times.size, lastMs: Math.max(...times) };
  });
  const newestMs = Math.max(...events.map(({ lastMs }) => lastMs));
  const [best] = events
    .filter(({ lastMs }) => lastMs >= newestMs - AS_NEW_MS)
    .toSorted((a, b) => b.count - a.count || a.eventId - b.eventId);
  if (best === undefined) throw new Error('a market that was seen has no event');
  return best.eventId;
}
