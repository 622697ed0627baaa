import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';

/** What one look at the database's clock says, in milliseconds of the epoch. */
export type ClockLook = {
  /** This process's own clock before the database was asked, and after it answered. */
  beforeMs: number;
  afterMs: number;
  databaseMs: number;
};

/**
 * The database's time as far as this process knows it: what is due, held or leased is judged by one clock, on whichever
 * machine. Between two looks it goes on with the process's own clock.
 */
export type DatabaseClock = Clock & {
  /** The process's own clock, for finding out how far it is off. */
  own: Clock;
  /** By how much the database is ahead of the process's own clock, in milliseconds; negative: behind. */
  offsetMs: () => number;
  /** By how much the process's own clock is ahead of the database's at the last look (negative: behind), at least. */
  skewMs: () => number;
  /** Takes note of a look; a large jump counts once a second look agrees. */
  note: (look: ClockLook) => void;
};

/** Two looks in a row must agree on a jump by more than this: one may have met a clock that was being set. */
const JUMP_MS = 1_000;

/**
 * How far a process's clock is ahead of the database's, in milliseconds (negative: behind), at least: the answer
 * may have been on its way for any part of the time, so that a slow one proves nothing.
 */
export function clockDriftMs(look: ClockLook): number {
  const [lowest, highest] = offsetBounds(look);
  return 0 - clamp(0, lowest, highest);
}

/** A clock that follows the database's; until the first look it is `own`. */
export function createDatabaseClock(own: Clock): DatabaseClock {
  let offsetMs = 0;
  let candidateMs: number | undefined;
  let skewMs = 0;
  return {
    own,
    nowMs: () => own.nowMs() + offsetMs,
    sleep: (delayMs, signal) => own.sleep(delayMs, signal),
    offsetMs: () => offsetMs,
    skewMs: () => skewMs,
    note(look) {
      skewMs = clockDriftMs(look);
      const [lowest, highest] = offsetBounds(look);
      // What agrees with the look stays as it is: the clock does not jitter with the time that answers take.
      const nextMs = clamp(offsetMs, lowest, highest);
      const isJump = Math.abs(nextMs - offsetMs) > JUMP_MS;
      const isConfirmed =
        candidateMs !== undefined && Math.abs(clamp(candidateMs, lowest, highest) - candidateMs) <= JUMP_MS;
      candidateMs = isJump ? nextMs : undefined;
      if (!isJump || isConfirmed) offsetMs = nextMs;
    },
  };
}

/** A clock that follows nothing: for tests that bring their own. */
export function asDatabaseClock(clock: Clock): DatabaseClock {
  return { ...clock, own: clock, offsetMs: () => 0, skewMs: () => 0, note: () => undefined };
}

/** Asks the database what time it is, twice, so that a jump is believed at once. */
export async function lookAtDatabaseClock(pool: pg.Pool, clock: DatabaseClock): Promise<void> {
  for (let looks = 0; looks < 2; looks += 1) clock.note(await readDatabaseClock(pool, clock.own));
}

/** One look at the database's clock. */
export async function readDatabaseClock(pool: Pick<pg.Pool, 'query'>, own: Clock): Promise<ClockLook> {
  const beforeMs = own.nowMs();
  const { rows } = await pool.query<{ now_ms: string }>(
    'select round(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms',
  );
  return { beforeMs, databaseMs: Number(rows[0]?.now_ms), afterMs: own.nowMs() };
}

/** Between these the database's lead over the process must lie. */
function offsetBounds({ beforeMs, afterMs, databaseMs }: ClockLook): [lowest: number, highest: number] {
  return [databaseMs - afterMs, databaseMs - beforeMs];
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
