import { MAX_ID } from '../domain/ids.ts';
import { isRealDate } from '../domain/real-date.ts';

/** Where a page ended: the sort key as text (full precision), and the id that breaks ties or that the key goes on from. */
export type PagePosition = { key: string; id: number };

/** A page of rows, and where the next one begins; null on the last page. */
export type Page<Row> = { items: readonly Row[]; next_cursor: string | null };

/** A cursor that was not made here, or belongs to a list with another order. */
export class CursorError extends Error {
  override readonly name = 'CursorError';

  constructor() {
    super('the cursor does not belong to this list; leave it out to start from the first page');
  }
}

/** How many rows a page has when nobody says, and at the most. */
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** The page size to use for what was asked: at least 1, at most MAX_PAGE_SIZE. */
export function pageSize(limit: number | undefined): number {
  return Math.min(MAX_PAGE_SIZE, Math.max(1, Math.floor(limit ?? DEFAULT_PAGE_SIZE)));
}

/** Writes a position as an opaque word that fits in a URL. `order` names the list's order. */
export function encodeCursor(order: string, position: PagePosition): string {
  return Buffer.from(JSON.stringify([order, position.key, position.id])).toString('base64url');
}

/**
 * Reads a cursor back; throws CursorError when it is damaged, of another order, or holds what no row can have.
 * `sortedBy` says what the key is: an instant, words that the list itself makes sense of, or empty where the id alone
 * sorts.
 */
export function decodeCursor(
  order: string,
  cursor: string,
  sortedBy: 'id' | 'instant' | 'words' = 'id',
): PagePosition {
  const parts = parseParts(cursor);
  const [foundOrder, key, id] = parts;
  if (foundOrder !== order || typeof key !== 'string' || typeof id !== 'number') throw new CursorError();
  const isId = Number.isInteger(id) && id >= 0 && id <= MAX_ID;
  if (!isId || !isKeyOf[sortedBy](key)) throw new CursorError();
  return { key, id };
}

const isKeyOf: Readonly<Record<'id' | 'instant' | 'words', (key: string) => boolean>> = {
  id: (key) => key === '',
  instant: isInstant,
  // PostgreSQL takes no text with a zero byte.
  words: (key) => key !== '' && !key.includes('\0'),
};

function parseParts(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    throw new CursorError();
  }
}

/** An instant as Postgres writes it. */
function isInstant(key: string): boolean {
  const [, date = '', time = '', zone = ''] = WRITTEN_INSTANT.exec(key) ?? [];
  // The zones of long ago have seconds, which matter to nobody's calendar.
  return (
    isRealDate(date) && !Number.isNaN(Date.parse(`${date}T${time}${zone}${zone.length === 3 ? ':00' : ''}`))
  );
}

const WRITTEN_INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?([+-]\d\d(?::\d\d)?)(?::\d\d)?$/;

/** Cuts the row that was read beyond the page's end and makes the cursor of the next page from the last one kept. */
export function toPage<Row extends { id: number; sort_key: string }>(
  rows: readonly Row[],
  limit: number,
  order: string,
): Page<Omit<Row, 'sort_key'>> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: kept.map(({ sort_key: _sortKey, ...row }) => row),
    next_cursor: hasMore ? encodeCursor(order, { key: last.sort_key, id: last.id }) : null,
  };
}
