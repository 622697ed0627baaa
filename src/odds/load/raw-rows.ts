/** The fields of a row by our names; what a file does not have is undefined. */
export const ROW_FIELDS = [
  'capturedAt',
  'eventId',
  'sportKey',
  'startsAt',
  'home',
  'away',
  'book',
  'bookTitle',
  'bookUpdatedAt',
  'market',
  'outcome',
  'description',
  'price',
  'point',
] as const;
export type RowField = (typeof ROW_FIELDS)[number];

/** One price of a file as it was read, before anything is made of it. */
export type RawRow = {
  /** The line of a CSV file; in a body, which outcome it is. */
  line: number;
  fields: Readonly<Partial<Record<RowField, string | number | undefined>>>;
  /** What the file calls each field. */
  names: Readonly<Partial<Record<RowField, string>>>;
  /** The row as it stands there, for the quarantine. */
  raw: unknown;
  /** What keeps the row from being read at all. */
  broken?: { field: string; value: string; problem: string; remedy: string };
};

/** What is said of a file beside it. */
export type ReadingChoices = {
  preset?: string | undefined;
  /** When a body was received; of a bare one its name may tell it. */
  capturedAt?: string | undefined;
  fileName: string;
};
