import { sql } from 'drizzle-orm';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { IS_GAME } from './scope.ts';

/** The games of tonight, and the held ones among them by what has to change. */
export type NightCounts = {
  games: number;
  held_by_provider: number;
  /** The provider refuses the key, or there is none. */
  held_by_key: number;
  /** They wait for the calls of the next day. */
  held_by_quota: number;
  /** They wait for the calls of the next minutes. */
  held_for_minutes: number;
  held_by_pause: number;
};

/** A game that waits longer than this for calls does not wait for the next minute. */
const MINUTES = 10;

export const nightGames: Fact<null, NightCounts> = {
  name: 'night_games',
  meaning:
    'Open games that are due, or whose window opens, within 24 hours, and what holds them; without those that were put off and those of a season back-fill.',
  unit: 'games',
  window: 'the next 24 hours',
  async read(executor) {
    const { status, holdReason, errorType, dueAt, scheduledTime, unitId } = seedingTasks;
    const isHeldFor = (reason: string) => sql`${status} = 'pending' and ${holdReason} = ${reason}`;
    const isKey = sql`${errorType} is not distinct from 'credential'`;
    const isLong = sql`${dueAt} > now() + ${MINUTES} * interval '1 minute'`;
    const [row] = await executor
      .select({
        games: sql<number>`count(*)::int`,
        held_by_provider: sql<number>`count(*) filter (where ${isHeldFor('breaker_open')} and not ${isKey})::int`,
        held_by_key: sql<number>`count(*) filter (where ${status} = 'pending' and ${holdReason} is not null and ${isKey})::int`,
        held_by_quota: sql<number>`count(*) filter (where ${isHeldFor('quota')} and not ${isKey} and ${isLong})::int`,
        held_for_minutes: sql<number>`count(*) filter (where ${isHeldFor('quota')} and not ${isKey} and not ${isLong})::int`,
        held_by_pause: sql<number>`count(*) filter (where ${isHeldFor('paused')})::int`,
      })
      .from(seedingTasks)
      .where(sql`${status} in ('pending', 'running') and ${IS_GAME} and ${unitId} is null
          and coalesce(${holdReason}, '') <> 'postponed'
          and least(${dueAt}, ${scheduledTime}) <= now() + interval '24 hours'`);
    if (!row) throw new Error('the counts of tonight came back empty');
    return row;
  },
};
