import { inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bookmakers } from '../../db/schema/odds.ts';
import type { BookQuotes } from '../../domain/odds.ts';
import { storableTitle } from './storable-quotes.ts';

/** Where people offer prices to each other. */
const EXCHANGE = /^(betfair_ex|matchbook|smarkets|betdaq|prophetx|novig)/;
/** Whose lines others follow. */
const SHARP = new Set(['pinnacle', 'circasports', 'bookmaker', 'betcris']);

/** The numbers of books by their keys; those that are not known get a row. */
export async function ensureBookmakers(
  db: Executor,
  books: readonly Pick<BookQuotes, 'book' | 'title'>[],
): Promise<ReadonlyMap<string, number>> {
  const titles = new Map(books.map(({ book, title }) => [book, title]));
  const keys = [...titles.keys()].toSorted();
  const known = await bookIds(db, keys);
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length === 0) return known;
  await db
    .insert(bookmakers)
    .values(
      unknown.map((key) => ({
        key,
        title: storableTitle(titles.get(key) ?? key),
        region: regionOf(key),
        kind: EXCHANGE.test(key) ? ('exchange' as const) : ('book' as const),
        isSharp: SHARP.has(key),
      })),
    )
    .onConflictDoNothing();
  return bookIds(db, keys);
}

async function bookIds(db: Executor, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select({ id: bookmakers.id, key: bookmakers.key })
    .from(bookmakers)
    .where(inArray(bookmakers.key, [...keys]));
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** Keys of a book that works in several places end with the place. */
function regionOf(key: string): string | null {
  return /_(us|us2|uk|eu|au)$/.exec(key)?.[1] ?? null;
}
