import { sql } from 'drizzle-orm';

/** No lease is ever set this far ahead (LEASE_SECONDS is 600 at most): a row that has one was changed by hand. */
const FARTHEST_MINUTES = 20;

/** A running task whose lease is further away than any process sets it, in SQL over `seeding_tasks`. */
export const HAS_FAR_LEASE = sql.raw(
  `(status = 'running' and lease_expires_at > now() + interval '${FARTHEST_MINUTES} minutes')`,
);
