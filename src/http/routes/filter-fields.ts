import type { Page } from '../../db/cursor.ts';
import type { CappedCount, FilterFields } from '../pages/filter-form.ts';

/** Lists count up to here: beyond it the number helps nobody and costs what the page costs. */
const LIST_COUNT = 200;

/** The fields of a filter that say something, of those that it has; a form sends empty ones for all others. */
export function fieldsOf(query: Readonly<Record<string, unknown>>, names: readonly string[]): FilterFields {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [];
    }),
  );
}

/** How many there are, exact up to `limit`. */
export async function countUpTo(
  limit: number,
  count: (limit: number) => Promise<number>,
): Promise<CappedCount> {
  const number = await count(limit + 1);
  return { count: Math.min(number, limit), isMore: number > limit };
}

/** How many match a list of which a page was read: a first page without a next one holds them all. */
export function countOfList(
  page: Page<unknown>,
  isFirstPage: boolean,
  count: (limit: number) => Promise<number>,
): CappedCount | Promise<CappedCount> {
  if (isFirstPage && page.next_cursor === null) return { count: page.items.length, isMore: false };
  return countUpTo(LIST_COUNT, count);
}
