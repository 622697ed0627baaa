import { type SQL, and, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Database } from '../src/db/database.ts';
import { games } from '../src/db/schema/games.ts';
import { sports } from '../src/db/schema/reference.ts';
import { seedingTasks } from '../src/db/schema/tasks.ts';
import { workItems } from '../src/db/schema/work-items.ts';
import type { Sport } from '../src/domain/sport.ts';
import { WORK_QUEUE, sportOfQueue } from '../src/jobs/queue-names.ts';

/** Age of the oldest task or item of a queue that is due, published, not held and not taken; 0 for none. */
export async function readOverdueMs(db: Database, queueName: string): Promise<number> {
  const sport = sportOfQueue(queueName);
  if (sport !== undefined) return overdueTaskMs(db, sport);
  // Nothing of this version comes by the queue `maintenance`.
  return queueName === WORK_QUEUE ? overdueItemMs(db) : 0;
}

type Waiting = typeof seedingTasks | typeof workItems;

function ageOfOldest({ dueAt, enqueuedAt }: Pick<Waiting, 'dueAt' | 'enqueuedAt'>): SQL<number> {
  const age = sql`extract(epoch from now() - min(greatest(${dueAt}, ${enqueuedAt}))) * 1000`;
  return sql`coalesce(greatest(0, ${age}), 0)`.mapWith(Number);
}

function isWaiting({ status, holdReason, dueAt, enqueuedAt }: Waiting): SQL | undefined {
  return and(eq(status, 'pending'), isNull(holdReason), lte(dueAt, sql`now()`), isNotNull(enqueuedAt));
}

async function overdueTaskMs(db: Database, sport: Sport): Promise<number> {
  const [row] = await db
    .select({ overdueMs: ageOfOldest(seedingTasks) })
    .from(seedingTasks)
    .innerJoin(games, eq(games.id, seedingTasks.gameId))
    .innerJoin(sports, eq(sports.id, games.sportId))
    .where(and(isWaiting(seedingTasks), eq(sports.displayName, sport), isNull(sports.pausedAt)));
  return row?.overdueMs ?? 0;
}

async function overdueItemMs(db: Database): Promise<number> {
  const [row] = await db
    .select({ overdueMs: ageOfOldest(workItems) })
    .from(workItems)
    .where(isWaiting(workItems));
  return row?.overdueMs ?? 0;
}
