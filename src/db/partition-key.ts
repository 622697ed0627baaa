import { type SQL, sql } from 'drizzle-orm';

/**
 * The season of a table that is partitioned by season, as a literal: a prepared statement is then planned for that
 * partition alone. With a parameter its plan holds all of them, some 300 tables and indexes that each connection would open
 * for it. The statement's text is another for each season. Throws RangeError for what is no year.
 */
export function seasonLiteral(seasonYear: number): SQL {
  if (!Number.isSafeInteger(seasonYear)) throw new RangeError(`${seasonYear} is no season`);
  return sql.raw(String(seasonYear));
}
