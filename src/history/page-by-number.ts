import { type SQL, lt } from 'drizzle-orm';
import { type Page, decodeCursor, pageSize, toPage } from '../db/cursor.ts';
import { backfills } from '../db/schema/backfills.ts';
import type { PageRequest } from './backfill-types.ts';

const ORDER = 'backfills';

/** A page of back-fills, the newest first: `select` reads as many as it is told, where a condition holds. Throws CursorError. */
export async function pageByNumber<Row extends { id: number }>(
  { cursor, limit }: PageRequest = {},
  select: (where: SQL | undefined, limit: number) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const before = cursor === undefined ? undefined : lt(backfills.id, decodeCursor(ORDER, cursor).id);
  const size = pageSize(limit);
  const rows = await select(before, size + 1);
  const { next_cursor: next } = toPage(
    rows.map(({ id }) => ({ id, sort_key: '' })),
    size,
    ORDER,
  );
  return { items: rows.slice(0, size), next_cursor: next };
}
