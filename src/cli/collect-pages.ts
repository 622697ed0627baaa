import { MAX_PAGE_SIZE, type Page } from '../db/cursor.ts';

/** Up to `limit` rows, page by page; `next_cursor` tells where the rest begins, null when there is none. */
export async function collectPages<Row>(
  limit: number,
  readPage: (cursor: string | undefined, size: number) => Promise<Page<Row>>,
  from?: string,
): Promise<Page<Row>> {
  const items: Row[] = [];
  let cursor = from;
  for (;;) {
    const page = await readPage(cursor, Math.min(MAX_PAGE_SIZE, limit - items.length));
    items.push(...page.items);
    if (page.next_cursor === null || items.length >= limit) return { items, next_cursor: page.next_cursor };
    cursor = page.next_cursor;
  }
}

/** The line below a list that was cut. */
export function moreHint(page: Page<unknown>): string {
  return page.next_cursor === null
    ? ''
    : '\n… there is more: raise --limit, or go on with --cursor (shown by --json).';
}
