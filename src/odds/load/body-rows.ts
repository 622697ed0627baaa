import type { JsonDocument } from '../../loads/json/read-json.ts';
import { jsonOfFile } from '../../loads/json/json-of-file.ts';
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
type BodyRows = {
  /** Read once, event by event. */
  rows: Iterable<RawRow>;
  /** Those of which the rows are read: all of them, once all rows are. */
  events: readonly EventOfBody[];
};

/** An event of a body, and whether rows of prices speak of it as well. */
export type EventOfBody = RawRow & { hasRows: boolean };

/**
 * The prices and the events of an answer: a list of events, one event, or the envelope of a historical answer, which tells its time.
 * Throws LoadFileError where it is none of these, or nobody says when it was captured.
 */
export async function bodyRows(text: AsyncIterable<string>, choices: ReadingChoices): Promise<BodyRows> {
  const { document: body, entriesOf } = await jsonOfFile(text);
  const isEnvelope = isFields(body) && 'data' in body && 'timestamp' in body;
  const data = isEnvelope ? body['data'] : body;
  if (!isEnvelope && isFields(body) && !('bookmakers' in body)) throw noBody(body);
  const told = isEnvelope ? textOrNumber(body['timestamp']) : undefined;
  const capturedAt = told ?? choices.capturedAt ?? timeInName(choices.fileName);
  if (capturedAt === undefined) throw noTime(choices.fileName);
  const events: EventOfBody[] = [];
  return {
    events,
    rows: rowsOf(Array.isArray(data) ? entriesOf(data) : [data], { capturedAt, entriesOf, events }),
  };
}

/** The rows of events, and the events as they come by. */
function* rowsOf(
  listed: Iterable<unknown>,
  { events, ...reading }: Reading & { events: EventOfBody[] },
): Generator<RawRow> {
  let line = 0;
  for (const event of listed) {
    const rows: RawRow[] = [];
    eventRows(event, reading, { rows, events });
    for (const row of rows) {
      line += 1;
      yield { ...row, line };
    }
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

type Reading = { capturedAt: string | number } & Pick<JsonDocument, 'entriesOf'>;
type Found = { rows: RawRow[]; events: EventOfBody[] };

/** Adds the event and a row for each outcome; what is no list stands in the row that cannot be read. */
function eventRows(event: unknown, { capturedAt, entriesOf }: Reading, { rows, events }: Found): void {
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
  const books = event['bookmakers'] ?? [];
  // The books of an answer about one event are a list of the document itself.
  bookRows(Array.isArray(books) ? entriesOf(books) : books, ofEvent, rows);
  const hasRows = rows.length > firstRow;
  events.push({ line: events.length + 1, fields: told, names: NAMES, raw: told, hasRows });
}

function bookRows(bookmakers: unknown, ofEvent: RawRow['fields'], rows: RawRow[]): void {
  if (!isIterable(bookmakers)) return broken(rows, 'bookmakers', bookmakers);
  for (const book of bookmakers) {
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
  const known: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== '') known[name] = value;
  return known;
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

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOrNumber(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? value : undefined;
}
