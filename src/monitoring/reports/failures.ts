import type { Executor } from '../../db/database.ts';
import { outcomes } from '../facts/ended-games.ts';
import { beginLook } from '../facts/fact.ts';
import { failureGroups } from '../facts/reported-tasks.ts';
import { failedTasks } from '../facts/task-lists.ts';
import type { DaysOfSport } from '../facts/scope.ts';
import type { Failures } from './types.ts';

/** What failed for good or so far, by error and one by one; the counts are those of the fact `outcomes`. */
export async function readFailures(
  db: Executor,
  { limit, ...scope }: DaysOfSport & { limit: number },
): Promise<Failures> {
  const look = beginLook(db);
  const known = await look.ask(outcomes, scope);
  const groups = await look.ask(failureGroups, scope);
  const tasks = await look.ask(failedTasks, { ...scope, limit });
  return {
    failed: known.failed,
    retrying: known.retrying,
    corrections_failed: known.corrections_failed,
    corrections_retrying: known.corrections_retrying,
    total: groups.reduce((total, group) => total + group.count, 0),
    groups,
    tasks,
  };
}
