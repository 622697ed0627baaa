import { readPrice } from '../../domain/odds-price.ts';
import type { OddsSide } from '../../domain/odds.ts';
import { plainName, pointOfOutcome, sideOfOutcome } from '../../domain/outcome-sides.ts';
import { type InstantReader, readInstant } from './read-instant.ts';
import { isText } from '../../loads/storable-text.ts';
import { ROW_FIELDS, type RawRow, type RowField } from './raw-rows.ts';

/** One price of a file in our convention. */
export type OddsRow = {
  line: number;
  raw: unknown;
  capturedAtMs: number;
  providerEventId: string;
  sportKey: string | undefined;
  startMs: number;
  home: string;
  away: string;
  book: string;
  bookTitle: string;
  bookUpdatedAtMs: number | null;
  market: string;
  side: OddsSide;
  subject: string | null;
  point: number | null;
  price: number;
  priceText: string;
};

/** What a row says of its event alone. */
export type EventRow = Pick<
  OddsRow,
  'line' | 'raw' | 'capturedAtMs' | 'providerEventId' | 'sportKey' | 'startMs' | 'home' | 'away'
>;

/** Why a row is left out: the field, its value, what is wrong with it and what to do. */
export type RowFault = { reason: string; field: string; value: string; problem: string; remedy: string };

export type RowPrices = 'american' | 'decimal';

/** Reads a row, or says which field of it cannot be right. */
export function readRow(
  raw: RawRow,
  prices: RowPrices,
  instants: InstantReader = readInstant,
): OddsRow | RowFault {
  const event = readEvent(raw, REQUIRED, instants);
  if ('reason' in event) return event;
  const quote = readQuote(raw, event, prices);
  if ('reason' in quote) return quote;
  const { bookTitle } = raw.fields;
  const book = text(raw, 'book').toLowerCase();
  return {
    ...event,
    ...quote,
    book,
    bookTitle: bookTitle === undefined ? book : String(bookTitle),
  };
}

/** Reads what a row says of its event, or says which field of that cannot be right. */
export function readEvent(
  raw: RawRow,
  required: readonly RowField[] = REQUIRED_OF_EVENT,
  instants: InstantReader = readInstant,
): (EventRow & Pick<OddsRow, 'bookUpdatedAtMs'>) | RowFault {
  if (raw.broken) return { reason: 'broken_row', ...raw.broken };
  const missing = required.find((field) => raw.fields[field] === undefined);
  if (missing !== undefined) {
    return fault(raw, missing, 'missing_field', 'the field is empty', 'Fill it in, or leave the row out.');
  }
  const broken = ROW_FIELDS.find((field) => !isText(text(raw, field)));
  if (broken !== undefined) {
    const remedy = 'Remove them, or write the field anew.';
    return fault(raw, broken, 'unusable_text', 'it has characters that are no text', remedy);
  }
  const times = readTimes(raw, instants);
  if ('reason' in times) return times;
  const who = readSides(raw);
  if ('reason' in who) return who;
  const { sportKey } = raw.fields;
  const key = sportKey === undefined ? undefined : String(sportKey);
  return { line: raw.line, raw: raw.raw, ...times, ...who, sportKey: key };
}

const REQUIRED_OF_EVENT = [
  'capturedAt',
  'eventId',
  'startsAt',
  'home',
  'away',
] as const satisfies readonly RowField[];

const REQUIRED = [
  ...REQUIRED_OF_EVENT,
  'book',
  'market',
  'outcome',
  'price',
] as const satisfies readonly RowField[];

const TIME_REMEDY = 'Write an instant with its zone, such as 2025-09-10T05:36:59Z.';
const ID = /^[\w.:-]{1,60}$/;
const KEY = /^[\w.-]{1,60}$/;
const MOST_POINTS = 10_000;

function text({ fields }: RawRow, field: RowField): string {
  return String(fields[field] ?? '');
}

function fault(raw: RawRow, field: RowField, reason: string, problem: string, remedy: string): RowFault {
  return {
    reason,
    field: raw.names[field] ?? field,
    value: text(raw, field).slice(0, 200),
    problem,
    remedy,
  };
}

function readTimes(
  raw: RawRow,
  instants: InstantReader,
): Pick<OddsRow, 'capturedAtMs' | 'startMs' | 'bookUpdatedAtMs'> | RowFault {
  const isUtc = (field: RowField) => raw.names[field]?.endsWith('_utc') === true;
  const read = (field: RowField) => instants(raw.fields[field], isUtc(field));
  const capturedAtMs = read('capturedAt');
  const startMs = read('startsAt');
  if (capturedAtMs === undefined)
    return fault(raw, 'capturedAt', 'unreadable_time', 'this is no instant', TIME_REMEDY);
  if (startMs === undefined)
    return fault(raw, 'startsAt', 'unreadable_time', 'this is no instant', TIME_REMEDY);
  const bookUpdatedAtMs = raw.fields.bookUpdatedAt === undefined ? null : read('bookUpdatedAt');
  if (bookUpdatedAtMs === undefined)
    return fault(raw, 'bookUpdatedAt', 'unreadable_time', 'this is no instant', TIME_REMEDY);
  return { capturedAtMs, startMs, bookUpdatedAtMs };
}

function readSides(raw: RawRow): Pick<OddsRow, 'providerEventId' | 'home' | 'away'> | RowFault {
  const providerEventId = text(raw, 'eventId');
  const [home, away] = [text(raw, 'home'), text(raw, 'away')];
  if (!ID.test(providerEventId)) {
    const remedy = 'An id has letters, digits, and . _ : - between them, at most 60 of all.';
    return fault(raw, 'eventId', 'unreadable_id', 'this is no id', remedy);
  }
  if (plainName(home) === plainName(away)) {
    return fault(raw, 'away', 'same_team_twice', 'one team is both sides', 'Name the other team.');
  }
  if (home.length > 120 || away.length > 120) {
    const field = home.length > 120 ? 'home' : 'away';
    return fault(raw, field, 'unreadable_name', 'the name is too long', 'A name has 120 letters at most.');
  }
  return { providerEventId, home, away };
}

type Quoted = Pick<OddsRow, 'market' | 'side' | 'subject' | 'point' | 'price' | 'priceText'>;

function readQuote(raw: RawRow, teams: Pick<OddsRow, 'home' | 'away'>, prices: RowPrices): Quoted | RowFault {
  const market = text(raw, 'market').toLowerCase();
  if (!KEY.test(market) || !KEY.test(text(raw, 'book'))) {
    const field = KEY.test(market) ? 'book' : 'market';
    return fault(
      raw,
      field,
      'unreadable_key',
      'this is no key',
      'Write it as the provider does: draftkings, spreads.',
    );
  }
  const side = sideOfOutcome(text(raw, 'outcome'), teams);
  if (side === undefined) {
    const remedy = `Write ${teams.home}, ${teams.away}, Draw, Over, Under, Yes or No.`;
    return fault(raw, 'outcome', 'unknown_outcome', 'it is neither side of the game', remedy);
  }
  const placed = placeLine(raw, market, side);
  if ('reason' in placed) return placed;
  const priced = readPrice(text(raw, 'price'), prices);
  if (!priced.ok) {
    const remedy = `Prices of this file were found to be ${prices}; say --prices if they are not.`;
    return fault(raw, 'price', 'impossible_price', priced.problem, remedy);
  }
  const { description } = raw.fields;
  const subject = description === undefined ? null : String(description).slice(0, 120);
  const priceText = text(raw, 'price').slice(0, 20);
  return { market, side, subject, point: placed.point, price: priced.price, priceText };
}

/** The line as the handicap of the home team, whichever side it stands beside. */
function placeLine(raw: RawRow, market: string, side: OddsSide): { point: number | null } | RowFault {
  const { point } = raw.fields;
  const line = point === undefined ? null : Number(String(point).replace(/^[−–]/, '-'));
  const placed = pointOfOutcome(market, side, line);
  if (!('misplaced' in placed)) {
    if (placed.point === null || Math.abs(placed.point) < MOST_POINTS) return placed;
    return fault(raw, 'point', 'unreadable_line', 'this is no line', 'Write a number such as -3.5.');
  }
  const { misplaced } = placed;
  if (misplaced === 'no_line')
    return fault(raw, 'point', 'missing_field', 'the line is missing', 'Fill it in, or leave the row out.');
  const remedy =
    misplaced === 'no_side_of_total' ? 'A total has Over and Under.' : 'A spread has the two teams.';
  return fault(raw, 'outcome', 'unknown_outcome', `the market ${market} has no such side`, remedy);
}
