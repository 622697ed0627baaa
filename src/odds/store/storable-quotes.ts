import type { BookQuotes, OddsSnapshot, Quote, RefusedQuote } from '../../domain/odds.ts';
import { isText } from '../../loads/storable-text.ts';

/** The longest texts that the tables of odds hold, in characters. */
const ODDS_LENGTHS = { id: 60, key: 60, team: 120, subject: 120, price: 20, title: 100 } as const;

type EventQuotes = OddsSnapshot['events'][number];
type Refuse = (refused: RefusedQuote) => void;

/**
 * What of a snapshot the tables can hold: an event, a book or a price with a text that is too long, or that is no text
 * to PostgreSQL, is refused by itself, and the others stay.
 */
export function storableSnapshot({ capturedAtMs, events, refused }: OddsSnapshot): OddsSnapshot {
  const more: RefusedQuote[] = [];
  const kept = events.flatMap((event) => storableEvent(event, (one) => more.push(one)) ?? []);
  return { capturedAtMs, events: kept, refused: [...refused, ...more] };
}

function storableEvent(event: EventQuotes, refuse: Refuse): EventQuotes | undefined {
  const { providerEventId, home, away, books } = event;
  const problem =
    unstorable('the id', providerEventId, ODDS_LENGTHS.id) ??
    unstorable('the home team', home, ODDS_LENGTHS.team) ??
    unstorable('the away team', away, ODDS_LENGTHS.team);
  if (problem !== undefined) {
    refuse({ providerEventId: shown(providerEventId), book: '', market: '', problem });
    return undefined;
  }
  return { ...event, books: books.flatMap((book) => storableBook(providerEventId, book, refuse) ?? []) };
}

function storableBook(providerEventId: string, one: BookQuotes, refuse: Refuse): BookQuotes | undefined {
  const { book, title, quotes } = one;
  const tell = (market: string, problem: string): void =>
    refuse({ providerEventId, book: shown(book), market: shown(market), problem });
  const problem = unstorable('the key of the book', book, ODDS_LENGTHS.key);
  if (problem !== undefined) {
    tell('', problem);
    return undefined;
  }
  const kept = quotes.filter((quote) => {
    const fault = unstorableQuote(quote);
    if (fault !== undefined) tell(quote.market, fault);
    return fault === undefined;
  });
  return { ...one, title: storableTitle(title), quotes: kept };
}

function unstorableQuote({ market, subject, priceText }: Quote): string | undefined {
  return (
    unstorable('the key of the market', market, ODDS_LENGTHS.key) ??
    unstorable('the description', subject ?? '', ODDS_LENGTHS.subject) ??
    unstorable('the price', priceText, ODDS_LENGTHS.price)
  );
}

/** A title of a book, which nothing is found by, cut to what its column holds. */
export function storableTitle(title: string): string {
  return Array.from(title.toWellFormed().replaceAll('\0', '\uFFFD')).slice(0, ODDS_LENGTHS.title).join('');
}

/** What is wrong with a text; undefined where its column holds it. */
function unstorable(what: string, text: string, longest: number): string | undefined {
  if (!isText(text)) return `${what} ${JSON.stringify(shown(text))} has characters that are no text`;
  // Columns count characters, of which some are two units of a string.
  if (Array.from(text).length <= longest) return undefined;
  return `${what} ${JSON.stringify(shown(text))} is longer than ${longest} characters`;
}

function shown(text: string): string {
  return text.slice(0, 60).toWellFormed().replaceAll('\0', '\uFFFD');
}
