import { type SQL, sql } from 'drizzle-orm';

/** What advisory locks are taken for; each has its own number in `advisoryLock`. */
export type LockPurpose = 'migrate' | 'reference-data' | 'season-figures' | 'backfills';

/** First number of our locks, so that they do not meet another application's in the same database. */
const LOCK_BASE = 5_302_026_000;

const LOCK_OFFSETS: Record<LockPurpose, number> = {
  migrate: 1,
  'reference-data': 3,
  'season-figures': 4,
  backfills: 5,
};

/** The key of a session or transaction advisory lock. */
export function advisoryLock(purpose: LockPurpose): number {
  return LOCK_BASE + LOCK_OFFSETS[purpose];
}

/** Class of the two-number locks that serialise ingests of one league. */
const INGEST_LOCK_CLASS = 530_202;

/** SQL of the two numbers under which changes to one league and season take turns; both are expressions. */
export function leagueLockKey(leagueId: SQL, seasonYear: SQL): SQL {
  return sql`${INGEST_LOCK_CLASS}, ${leagueId} * 10000 + ${seasonYear}`;
}
