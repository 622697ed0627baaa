import type { Quote } from '../../domain/odds.ts';
import type { CapturedEvent } from './captured-odds.ts';

/** Who is at home and who is away, as an event's row or a capture of it has it. */
export type EventSides = Pick<CapturedEvent, 'home' | 'away' | 'homeTeamId' | 'awayTeamId'>;

/** Whether one has at home whom the other has away, and the other way round; by the teams, else by their names. */
export function isExchanged(a: EventSides, b: EventSides): boolean {
  const ids = [a.homeTeamId, a.awayTeamId, b.homeTeamId, b.awayTeamId];
  if (!ids.includes(null)) return a.homeTeamId === b.awayTeamId && a.awayTeamId === b.homeTeamId;
  return plain(a.home) === plain(b.away) && plain(a.away) === plain(b.home);
}

function plain(name: string): string {
  return name.trim().toLowerCase().normalize('NFC');
}

/** The same capture with the two teams the other way round, and so the sides and the handicaps of its prices. */
export function turned(captured: CapturedEvent): CapturedEvent {
  const { home, away, homeTeamId, awayTeamId, books } = captured;
  return {
    ...captured,
    home: away,
    away: home,
    homeTeamId: awayTeamId,
    awayTeamId: homeTeamId,
    books: books.map((book) => ({ ...book, quotes: book.quotes.map(turnedQuote) })),
  };
}

const SPREADS = /(^|_)spreads(_|$)/;
const OTHER_SIDE = { home: 'away', away: 'home' } as const;

function turnedQuote(quote: Quote): Quote {
  const { market, side, point } = quote;
  if (side !== 'home' && side !== 'away') return quote;
  // A handicap is the home team's, for both sides.
  const isHandicap = SPREADS.test(market) && point !== null && point !== 0;
  return { ...quote, side: OTHER_SIDE[side], point: isHandicap ? -point : point };
}
