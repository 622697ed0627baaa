import { timestamp, varchar } from 'drizzle-orm/pg-core';

/** An instant: `timestamptz`, read as a `Date`. */
export function instant<Name extends string>(name: Name) {
  return timestamp(name, { withTimezone: true, mode: 'date' });
}

/** `created_at`, set by the database. */
export function createdAt() {
  return instant('created_at').notNull().defaultNow();
}

/** `updated_at`, set by the database on insert and by each statement that changes the row. */
export function updatedAt() {
  return instant('updated_at').notNull().defaultNow();
}

/** Which provider a row comes from. Rows of releases that knew one provider only, and did not say, are that one's. */
export function source() {
  return varchar('source', { length: 30 }).notNull().default('api-sports');
}

/**
 * The run that wrote the row's data last: an entry of `sync_log`. Null in rows of older versions, and in those that no
 * run wrote.
 */
export function runId() {
  return varchar('run_id', { length: 100 });
}
