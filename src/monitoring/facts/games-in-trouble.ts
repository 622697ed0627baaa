import { type SQL, sql } from 'drizzle-orm';
import { alerts } from '../../db/schema/alerts.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { IS_STUCK } from '../../read/tasks/task-conditions.ts';
import { type TaskRow, readTasks, selectTasks } from '../../read/tasks/task-rows.ts';
import type { Fact } from './fact.ts';
import { IS_LISTED_GAME, since, task } from './scope.ts';

/** A game that somebody has to look at, and since when. */
export type GameInTrouble = Pick<
  TaskRow,
  | 'id'
  | 'game_id'
  | 'label'
  | 'league'
  | 'error_type'
  | 'error_message'
  | 'hold_detail'
  | 'hold_words'
  | 'in_words'
> & { since: Date };

/** Failures that are older are no news any more when no channel was told of them. */
const NEWS: SQL = sql`${task.updatedAt} > ${since(7)}`;

/** Games that one look takes up; the next look goes on. */
const GAMES_AT_ONCE = 200;

/** When a game may be expected to be complete: an old game that was added late has its time from then on. */
const WINDOW: SQL = sql`greatest(${task.scheduledTime}, ${task.createdAt})`;

/** A listed game that gave up for good. */
export const HAS_FAILED: SQL = sql`(${task.status} = 'failed' and ${IS_LISTED_GAME})`;

/** A listed game that should long have been final. */
export const SHOULD_BE_FINAL: SQL = sql`${task.id} in (select ${seedingTasks.id} from ${seedingTasks} where ${IS_STUCK})`;

/**
 * A listed game whose first pass is open `incompleteMs` after its window, whatever it waits for. A game that was put
 * off was not played, one whose lines are all there is only read again, and a season back-fill takes days.
 */
export function isIncomplete(incompleteMs: number): SQL {
  return sql`(
    ${task.status} in ('pending', 'running') and ${IS_LISTED_GAME} and ${task.unitId} is null
    and ${task.scheduledTime} < now() - ${incompleteMs} * interval '1 millisecond'
    and ${WINDOW} < now() - ${incompleteMs} * interval '1 millisecond'
    and coalesce(${task.holdReason}, '') <> 'postponed' and not ${SHOULD_BE_FINAL}
    and exists (select from ${games} where ${games.id} = ${task.gameId} and ${games.seedingStatus} <> 'completed'))`;
}

/** Whether an open alert tells of this task already. */
function hasAlert(kind: string): SQL {
  return sql`exists (select from ${alerts}
    where ${alerts.resolvedAt} is null and ${alerts.key} = ${kind} || ':' || ${task.id})`;
}

/** The same of a failure, unless the game has failed once more since the alert was seen last. */
const FAILURE_IS_KNOWN: SQL = sql`exists (
  select from ${alerts}
  where ${alerts.resolvedAt} is null and ${alerts.key} in ('game_failed:' || ${task.id}, 'game_poison:' || ${task.id})
    and ${alerts.lastSeenAt} >= coalesce(${task.completedAt}, '-infinity'))`;

export const newlyFailedGames: Fact<null, readonly GameInTrouble[]> = {
  name: 'newly_failed_games',
  meaning: 'Games that gave up for good and have no open alert, or failed once more since it was seen.',
  unit: 'games',
  window: 'the last 7 days',
  async read(executor) {
    const failed = await selectTasks(executor, {
      where: sql`${HAS_FAILED} and ${NEWS} and not ${FAILURE_IS_KNOWN}`,
      orderBy: sql`${task.id}`,
      limit: GAMES_AT_ONCE,
    });
    return failed.map((one) => ({ ...one, since: one.completed_at ?? one.updated_at }));
  },
};

export const newlyStuckGames: Fact<null, readonly GameInTrouble[]> = {
  name: 'newly_stuck_games',
  meaning: 'Games that should long have been final and have no open alert.',
  unit: 'games',
  window: 'now',
  read: (executor) => readInTrouble(executor, SHOULD_BE_FINAL, 'game_stuck', sql`${task.stuckSince}`),
};

export const newlyIncompleteGames: Fact<{ incompleteMs: number }, readonly GameInTrouble[]> = {
  name: 'newly_incomplete_games',
  meaning:
    'Games that are not complete long after their windows, unless they are known as stuck or have an alert.',
  unit: 'games',
  window: 'now',
  read: (executor, { incompleteMs }) =>
    readInTrouble(executor, isIncomplete(incompleteMs), 'game_incomplete', WINDOW),
};

async function readInTrouble(
  executor: Parameters<typeof readTasks>[0],
  condition: SQL,
  kind: string,
  began: SQL,
): Promise<readonly GameInTrouble[]> {
  const found = await readTasks(executor, {
    ids: sql`select ${task.id} from ${seedingTasks} as ${task} where ${condition} and not ${hasAlert(kind)}
             order by ${task.id} limit ${GAMES_AT_ONCE}`,
    orderBy: sql`${task.id}`,
    sortKey: sql`to_json(${began}) #>> '{}'`,
  });
  return found.map((one) => ({ ...one, since: new Date(one.sort_key) }));
}

/** How many games have lines in part for good, and the latest of them. */
export type PartialGames = { count: number; label: string | null };

export const partialGames: Fact<null, PartialGames> = {
  name: 'partial_games',
  meaning: 'Games whose lines are there in part for good.',
  unit: 'games',
  window: 'the last 7 days',
  async read(executor) {
    const found = await selectTasks(executor, {
      source: sql`${seedingTasks} as ${task} join ${games} on ${games.id} = ${task.gameId}`,
      where: sql`${task.status} = 'completed' and ${IS_LISTED_GAME} and ${games.seedingStatus} = 'partial' and ${NEWS}`,
      orderBy: sql`${task.updatedAt} desc, ${task.id} desc`,
      limit: GAMES_AT_ONCE,
    });
    return { count: found.length, label: found[0]?.label ?? null };
  },
};
