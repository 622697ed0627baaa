import { LoadFileError } from '../../loads/load-error.ts';
import type { RowField } from './raw-rows.ts';

/** A layout of CSV files as published, by the names of its columns. */
type CsvLayout = {
  preset: string;
  what: string;
  columns: Readonly<Partial<Record<RowField, string>>>;
  optional: readonly RowField[];
};

const LAYOUTS: readonly CsvLayout[] = [
  {
    preset: 'odds-changes',
    what: 'a log of changes',
    columns: {
      capturedAt: 'captured_at',
      eventId: 'event_id',
      sportKey: 'sport_key',
      startsAt: 'commence_time',
      home: 'home_team',
      away: 'away_team',
      book: 'bookmaker',
      bookTitle: 'bookmaker_title',
      bookUpdatedAt: 'book_last_update',
      market: 'market',
      outcome: 'outcome',
      description: 'description',
      price: 'price',
      point: 'point',
    },
    optional: ['sportKey', 'bookTitle', 'bookUpdatedAt', 'description'],
  },
  {
    preset: 'odds-snapshot',
    what: 'a snapshot',
    columns: {
      capturedAt: 'snapshot_utc',
      eventId: 'event_id',
      sportKey: 'sport_key',
      startsAt: 'commence_time',
      home: 'home_team',
      away: 'away_team',
      book: 'bookmaker',
      bookTitle: 'bookmaker_title',
      bookUpdatedAt: 'last_update',
      market: 'market',
      outcome: 'outcome_name',
      description: 'description',
      price: 'price',
      point: 'point',
    },
    optional: ['sportKey', 'bookTitle', 'bookUpdatedAt', 'description'],
  },
];

/** Bodies of answers. */
export const BODY_PRESET = 'odds-body';

/** Layouts by name: those of CSV files, and the bodies of the provider's answers. */
export const LOAD_PRESETS = [...LAYOUTS.map(({ preset }) => preset), BODY_PRESET] as const;

/** Which column holds what. */
export type CsvColumns = {
  preset: string;
  positions: ReadonlyMap<RowField, number>;
  names: Readonly<Partial<Record<RowField, string>>>;
};

/** Recognises the layout of a header, whatever the order of its columns. Throws LoadFileError. */
export function recogniseHeader(header: readonly string[], wanted?: string): CsvColumns {
  const found = header.map((name) => name.trim().toLowerCase());
  const tried = LAYOUTS.filter(({ preset }) => wanted === undefined || preset === wanted).map((layout) => ({
    layout,
    missing: missingColumns(layout, found),
  }));
  const fitting = tried.find(({ missing }) => missing.length === 0)?.layout;
  if (fitting === undefined) throw unknownHeader(header, tried);
  const entries = Object.entries(fitting.columns) as [RowField, string][];
  const present = entries.filter(([, name]) => found.includes(name));
  return {
    preset: fitting.preset,
    positions: new Map(present.map(([field, name]) => [field, found.indexOf(name)])),
    names: Object.fromEntries(present),
  };
}

function missingColumns({ columns, optional }: CsvLayout, found: readonly string[]): string[] {
  return (Object.entries(columns) as [RowField, string][])
    .filter(([field, name]) => !optional.includes(field) && !found.includes(name))
    .map(([, name]) => name);
}

function unknownHeader(
  header: readonly string[],
  tried: readonly { layout: CsvLayout; missing: readonly string[] }[],
): LoadFileError {
  const nearest = tried.toSorted((a, b) => a.missing.length - b.missing.length)[0];
  const columns = header.slice(0, 40).join(', ') || 'none';
  return new LoadFileError(
    'unknown_layout',
    `the file is of no layout that is known; columns found: ${columns}`,
    nearest === undefined
      ? `Layouts are ${LOAD_PRESETS.join(', ')}.`
      : `It is nearest to ${nearest.layout.what} (${nearest.layout.preset}), which also has: ${nearest.missing.join(', ')}.`,
  );
}
