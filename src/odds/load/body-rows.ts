import { LoadFileError } from '../../loads/load-error.ts';
import type { RawRow, ReadingChoices, RowField } from './raw-rows.ts';

type Fields = Readonly<Record<string, unknown>>;

const NAMES: Readonly<Partial<Record<RowField, string>>> = {
  capturedAt: 'timestamp',
  eventId: 'id',
  sportKey: 'sport_key',
  startsAt: 'commence_time',
  home: 'home_team',
  away: 'away_team',
  book: 'bookmakers.key',
  bookTitle: 'bookmakers.title',
  bookUpdatedAt: 'last_update',
  market: 'markets.key',
  outcome: 'outcomes.name',
  description: 'outcomes.description',
  price: 'outcomes.price',
  point: 'outcomes.point',
};

/** How a name of a file tells when it was captured: `20251007T004204Z`, `20260303_212706`. */
const TIME_IN_NAME = /(\d{8})[T_-]?(\d{6})Z?(?!\d)/;

/** What a body holds: a row for each price, and one for each event, be it with or without prices. */
type BodyRows = { rows: RawRow[]; events: EventOfBody[] };

/** An event of a body, and whether rows of prices speak of it as well. */
export type EventOfBody = RawRow & { hasRows: boolean };

/**
 * The prices and the events of an answer: a list of events, one event, or the envelope of a historical answer, which tells its time.
 * Throws LoadFileError where it is none of these, or nobody says when it was captured.
 */
export function bodyRows(text: string, choices: ReadingChoices): BodyRows {
  const body = parsed(text);
  const isEnvelope = isFields(body) && 'data' in body && 'timestamp' in body;
  const data = isEnvelope ? body['data'] : body;
  const events = Array.isArray(data) ? data : [data];
  if (!isEnvelope && isFields(body) && !('bookmakers' in body)) throw noBody(body);
  const told = isEnvelope ? textOrNumber(body['timestamp']) : undefined;
  const capturedAt = told ?? choices.capturedAt ?? timeInName(choices.fileName);
  if (capturedAt === undefined) throw noTime(choices.fileName);
  const found: BodyRows = { rows: [], events: [] };
  for (const event of events) eventRows(event, capturedAt, found);
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LoadFileError('broken_file', `the file is no JSON: ${why}`, 'Fetch or copy it again.', {
      cause: error,
    });
  }
}

function noBody(body: Fields): LoadFileError {
  const message = typeof body['message'] === 'string' ? `: the provider says "${body['message']}"` : '';
  return new LoadFileError(
    'unknown_layout',
    `the file is no answer with odds${message}`,
    'An answer is a list of events with bookmakers, one such event, or {"timestamp": …, "data": …}.',
  );
}

function noTime(fileName: string): LoadFileError {
  return new LoadFileError(
    'no_capture_time',
    `nobody says when ${fileName} was captured`,
    'Say it, for example --captured-at 2025-10-07T00:42:04Z, or put it into the name of the file: 20251007T004204Z.json.',
  );
}

function timeInName(fileName: string): string | undefined {
  const [, day, time] = TIME_IN_NAME.exec(fileName) ?? [];
  return day === undefined || time === undefined ? undefined : `${day}T${time}Z`;
}

/** Adds the event and a row for each outcome; what is no list stands in the row that cannot be read. */
function eventRows(event: unknown, capturedAt: string | number, { rows, events }: BodyRows): void {
  if (!isFields(event)) return broken(rows, 'event', event);
  const ofEvent = {
    capturedAt,
    eventId: textOrNumber(event['id']),
    sportKey: textOrNumber(event['sport_key']),
    startsAt: textOrNumber(event['commence_time']),
    home: textOrNumber(event['home_team']),
    away: textOrNumber(event['away_team']),
  };
  const told = knownOf(ofEvent);
  const firstRow = rows.length;
  bookRows(event['bookmakers'] ?? [], ofEvent, rows);
  const hasRows = rows.length > firstRow;
  events.push({ line: events.length + 1, fields: told, names: NAMES, raw: told, hasRows });
}

function bookRows(bookmakers: unknown, ofEvent: RawRow['fields'], rows: RawRow[]): void {
  if (!Array.isArray(bookmakers)) return broken(rows, 'bookmakers', bookmakers);
  for (const book of bookmakers as unknown[]) {
    if (!isFields(book) || !Array.isArray(book['markets'])) {
      broken(rows, 'bookmakers', book);
      continue;
    }
    const ofBook = { ...ofEvent, book: textOrNumber(book['key']), bookTitle: textOrNumber(book['title']) };
    for (const market of book['markets'] as unknown[]) marketRows(market, book, ofBook, rows);
  }
}

function marketRows(market: unknown, book: Fields, ofBook: RawRow['fields'], rows: RawRow[]): void {
  if (!isFields(market) || !Array.isArray(market['outcomes'])) return broken(rows, 'markets', market);
  const bookUpdatedAt = textOrNumber(market['last_update']) ?? textOrNumber(book['last_update']);
  for (const outcome of market['outcomes'] as unknown[]) {
    if (!isFields(outcome)) {
      broken(rows, 'outcomes', outcome);
      continue;
    }
    const fields = {
      ...ofBook,
      bookUpdatedAt,
      market: textOrNumber(market['key']),
      outcome: textOrNumber(outcome['name']),
      description: textOrNumber(outcome['description']),
      price: textOrNumber(outcome['price']),
      point: textOrNumber(outcome['point']),
    };
    const known = knownOf(fields);
    rows.push({ line: rows.length + 1, fields: known, names: NAMES, raw: known });
  }
}

/** Fields with a value. */
function knownOf(fields: RawRow['fields']): RawRow['fields'] {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function broken(rows: RawRow[], field: string, value: unknown): void {
  const shown = JSON.stringify(value)?.slice(0, 200) ?? 'nothing';
  const problem = `${field} is not what an answer has there`;
  const remedy = 'Compare it with another answer; it may have been cut off or edited.';
  rows.push({
    line: rows.length + 1,
    fields: {},
    names: NAMES,
    raw: shown,
    broken: { field, value: shown, problem, remedy },
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOrNumber(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? value : undefined;
}
