/** Where a page ended: the sort key as text (full precision) and the id that breaks ties. */
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

/** Reads a cursor back; throws CursorError when it is damaged or of another order. */
export function decodeCursor(order: string, cursor: string): PagePosition {
  const parts = parseParts(cursor);
  const [foundOrder, key, id] = parts;
  if (foundOrder !== order || typeof key !== 'string' || !Number.isSafeInteger(id)) throw new CursorError();
  if (!isSortKey(key)) throw new CursorError();
  return { key, id: Number(id) };
}

function parseParts(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    throw new CursorError();
  }
}

/** Keys are instants as Postgres writes them, or empty where the id alone sorts. */
function isSortKey(key: string): boolean {
  return key === '' || /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/.test(key);
}

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
