import { sql } from 'drizzle-orm';
import { customType, varchar } from 'drizzle-orm/pg-core';
import { instantOf } from '../instants.ts';

/** Reads what no `Date` can hold as the nearest that one can, which drizzle's own `timestamp` does not. */
const timestamptz = customType<{ data: Date; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: instantOf,
  toDriver: (instant) => instant.toISOString(),
});

/** An instant: `timestamptz`, read as a `Date`. */
export function instant<Name extends string>(name: Name) {
  // With one argument alone its name would be no part of the column's type.
  return timestamptz(name, {});
}

/** An instant that the database sets when a row is inserted. */
export function instantOfInsert<Name extends string>(name: Name) {
  return instant(name).notNull().default(sql`now()`);
}

/** `created_at`, set by the database. */
export function createdAt() {
  return instantOfInsert('created_at');
}

/** `updated_at`, set by the database on insert and by each statement that changes the row. */
export function updatedAt() {
  return instantOfInsert('updated_at');
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

/** A span of time as PostgreSQL writes it: `["2026-01-15 18:00:00+00",)`. */
export const instantRange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
