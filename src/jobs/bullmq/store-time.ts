import type { DatabaseClock } from '../../db/database-clock.ts';

/**
 * The database's time, and how far this process is off it. Jobs lie in the store under the database's time, whatever
 * the clock of the process says that adds or takes them.
 */
export type StoreClock = Pick<DatabaseClock, 'nowMs' | 'offsetMs'>;

/**
 * BullMQ takes instants from the clock of its process, in milliseconds of the epoch; all its other numbers (delays,
 * counts, priorities) are far below: this is September 2001 as an instant, and 31 years as a duration.
 */
const FIRST_INSTANT_MS = 1_000_000_000_000;

/** An argument of BullMQ as the store should see it: instants by the database's clock, all else as it is. */
export function toStoreTime<T>(argument: T, offsetMs: number): T | number {
  return isInstant(argument) ? Math.round(argument + offsetMs) : argument;
}

/** An answer of the store as BullMQ should see it: instants by the clock of this process, all else as it is. */
export function toProcessTime<T>(answer: T, offsetMs: number): T | number {
  return isInstant(answer) ? Math.round(answer - offsetMs) : answer;
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && value >= FIRST_INSTANT_MS && value <= Number.MAX_SAFE_INTEGER;
}
