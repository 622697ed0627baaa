import { type SQL, notInArray, sql } from 'drizzle-orm';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { LedgerEvent } from './transitions.ts';

/** Games that have no lines, or not all of them. */
export const IS_NOT_SEEDED: SQL = notInArray(games.seedingStatus, ['completed', 'skipped']);

/** What a transition of a game's first pass means for where the game stands. */
type Consequence =
  /** The game is read now; one that is seeded already stays what it is. */
  | 'begins'
  /** Nobody reads it any more; what was said of it stays. */
  | 'rests'
  /** The same, and what failed is told. */
  | 'rests after failure'
  | 'is read'
  | 'has failed'
  /** There is nothing to read: said by the provider, or by somebody who decides so for a game without lines. */
  | 'is skipped'
  | 'is given up unread'
  | 'is open again'
  | 'has its gaps closed';

/** A later pass changes lines at most, and where the game stands only by closing its gaps. */
const CONSEQUENCES: Readonly<Record<LedgerEvent, Consequence | undefined>> = {
  claim: 'begins',
  renew: undefined,
  curtail: undefined,
  snooze: 'rests',
  retry: 'rests after failure',
  release: 'rests',
  rescue: 'rests',
  complete: 'is read',
  skip: 'is skipped',
  withdraw: 'is skipped',
  fail: 'has failed',
  'dead-letter': 'has failed',
  defer: undefined,
  reschedule: 'rests',
  cancel: 'is given up unread',
  requeue: 'is open again',
  heal: 'has its gaps closed',
};

const IS_FIRST = sql`moved.pass = 'first'`;
const HAS_LINES = sql`${games.seedingStatus} in ('completed', 'partial')`;
const RESTING = sql`case when ${games.seedingStatus} = 'in_progress' then 'pending' else ${games.seedingStatus} end`;

/**
 * The statement by which games follow the transition of their tasks in `moved` (`game_id`, `pass`, `error_message`);
 * undefined for transitions that mean nothing for them. The only place where a task's state becomes a game's.
 */
export function gamesFollow(event: LedgerEvent): SQL | undefined {
  const consequence = CONSEQUENCES[event];
  return consequence === undefined ? undefined : followSql(consequence);
}

/** The same for tasks that an upsert opened again: their games, where nothing of them is read yet. */
export function gamesOpenAgainSql(taskIds: readonly number[]): SQL {
  return sql`
    with moved as (
      select ${seedingTasks.gameId}, ${seedingTasks.pass}, ${seedingTasks.errorMessage} from ${seedingTasks}
      where ${seedingTasks.id} = any(${sql.param([...taskIds])}::int[]))
    ${followSql('is open again')}`;
}

/** Games that are off have nothing to read, whether they have a task or not; `isOff` is a condition over games. */
export function gamesOffSql(isOff: SQL): SQL {
  return sql`
    update ${games} set ${sql.identifier(games.seedingStatus.name)} = 'skipped', ${sql.identifier(games.updatedAt.name)} = now()
    where ${isOff} and not ${HAS_LINES} and ${games.seedingStatus} <> 'skipped'`;
}

/** Games that are on again are to be read, whether they have a task or not; `isOn` is a condition over games. */
export function gamesOnAgainSql(isOn: SQL): SQL {
  return sql`
    update ${games} set ${sql.identifier(games.seedingStatus.name)} = 'pending',
                        ${sql.identifier(games.lastSeedingError.name)} = null, ${sql.identifier(games.updatedAt.name)} = now()
    where ${isOn} and ${games.seedingStatus} in ('failed', 'skipped', 'in_progress')`;
}

/** Nothing is read in a database that comes from a backup. */
export function gamesRestSql(): SQL {
  return sql`
    update ${games} set ${sql.identifier(games.seedingStatus.name)} = 'pending'
    where ${games.seedingStatus} = 'in_progress'`;
}

function followSql(consequence: Consequence): SQL {
  switch (consequence) {
    case 'begins':
      return update({ status: sql`'in_progress'`, isBegun: true }, sql`${IS_FIRST} and not ${HAS_LINES}`);
    case 'rests':
      return update({ status: sql`'pending'` }, sql`${IS_FIRST} and ${games.seedingStatus} = 'in_progress'`);
    case 'rests after failure':
      return update({ status: RESTING, error: sql`moved.error_message` }, IS_FIRST);
    case 'is read':
      return update(
        {
          status: sql`case when moved.error_message is null then 'completed' else 'partial' end`,
          error: sql`moved.error_message`,
          seededAt: sql`case when ${IS_FIRST} then now() else coalesce(${games.seededAt}, now()) end`,
        },
        sql`(${IS_FIRST} or (moved.error_message is null and ${games.seedingStatus} = 'partial'))`,
      );
    case 'has failed':
      return update(
        {
          status: sql`case when ${HAS_LINES} then ${games.seedingStatus} else 'failed' end`,
          error: sql`moved.error_message`,
        },
        IS_FIRST,
      );
    case 'is skipped':
      return update({ status: sql`'skipped'` }, IS_FIRST);
    case 'is given up unread':
      return update({ status: sql`'skipped'` }, sql`${IS_FIRST} and not ${HAS_LINES}`);
    case 'is open again':
      return update(
        {
          status: sql`case when ${HAS_LINES} then ${games.seedingStatus} else 'pending' end`,
          error: sql`moved.error_message`,
        },
        sql`${IS_FIRST} and (not ${HAS_LINES} or moved.error_message is not null)`,
      );
    case 'has its gaps closed':
      return update(
        { status: sql`'completed'`, error: sql`null`, seededAt: sql`coalesce(${games.seededAt}, now())` },
        sql`${games.seedingStatus} = 'partial'`,
      );
  }
}

function update(
  change: { status: SQL; error?: SQL; seededAt?: SQL; isBegun?: boolean },
  condition: SQL,
): SQL {
  const name = (column: { name: string }): SQL => sql`${sql.identifier(column.name)}`;
  const sets = [
    sql`${name(games.seedingStatus)} = ${change.status}`,
    ...(change.error ? [sql`${name(games.lastSeedingError)} = ${change.error}`] : []),
    ...(change.seededAt ? [sql`${name(games.seededAt)} = ${change.seededAt}`] : []),
    ...(change.isBegun ? [sql`${name(games.seedingAttempts)} = ${games.seedingAttempts} + 1`] : []),
    sql`${name(games.updatedAt)} = now()`,
  ];
  return sql`update ${games} set ${sql.join(sets, sql`, `)} from moved where ${games.id} = moved.game_id and ${condition}`;
}
