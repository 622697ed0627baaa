import { sql } from 'drizzle-orm';
import { followingIndexes } from '../../db/follow-indexes.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import { parseSeedJobId, seedJobId } from '../job-id.ts';
import {
  type OpenTask,
  jobOfTask,
  markEnqueued,
  selectLostTasks,
  selectOpenTaskPage,
  selectOpenTaskRefs,
  selectOpenTasksById,
  selectUnpublishedTasks,
} from '../open-tasks.ts';
import type { LedgerSource, OpenItem } from './open-items.ts';
import { seedingQueue } from '../queue-names.ts';

type OpenTaskItem = OpenItem & { task: OpenTask };

/** The tasks of games: one queue for each sport, and jobs that are named after game and pass. */
export const seedingSource: LedgerSource = {
  queueNames: BOX_SCORE_SPORTS.map(seedingQueue),
  unpublished: async (executor, afterItemId, limit) =>
    (await selectUnpublishedTasks(executor, afterItemId, limit)).map(itemOf),
  page: async (db, after, limit) => {
    const cursor = after && { taskId: after.itemId, dueAtText: after.dueAtText };
    return (await followingIndexes(db, (executor) => selectOpenTaskPage(executor, cursor, limit))).map(
      itemOf,
    );
  },
  refs: async (db, after, limit) => {
    const cursor = after && { taskId: after.itemId, dueAtText: after.dueAtText };
    const refs = await followingIndexes(db, (executor) => selectOpenTaskRefs(executor, cursor, limit));
    return refs.map((ref) => ({
      itemId: ref.taskId,
      queueName: seedingQueue(ref.sport),
      jobId: seedJobId(ref),
      dueAtMs: ref.dueAtMs,
      isLeased: ref.isLeased,
      dueAtText: ref.dueAtText,
    }));
  },
  byId: async (executor, itemIds) => (await selectOpenTasksById(executor, itemIds)).map(itemOf),
  lost: async (executor, limit) => (await selectLostTasks(executor, limit)).map(itemOf),
  markEnqueued: (executor, items) => markEnqueued(executor, items.map(taskOf)),
  async orphans(executor, jobs) {
    const refs = jobs.map(({ jobId }) => parseSeedJobId(jobId)).filter((ref) => ref !== undefined);
    const rows = await executor
      .select({ game_id: seedingTasks.gameId, pass: seedingTasks.pass, revision: seedingTasks.revision })
      .from(seedingTasks)
      .where(sql`${seedingTasks.gameId} = any(${sql.param(refs.map((ref) => ref.gameId))}::bigint[])
            and ${seedingTasks.status} in ('pending', 'running')`);
    const open = new Set(
      rows.map(({ game_id: gameId, pass, revision }) => seedJobId({ gameId, pass, revision })),
    );
    return refs.map(seedJobId).filter((jobId) => !open.has(jobId));
  },
};

function itemOf(task: OpenTask): OpenTaskItem {
  const { taskId, delayMs, dueAtMs, isEnqueued, isLeased, dueAtText, sport } = task;
  return {
    task,
    itemId: taskId,
    queueName: seedingQueue(sport),
    jobId: seedJobId(task),
    delayMs,
    dueAtMs,
    isEnqueued,
    isLeased,
    dueAtText,
    toJob: () => jobOfTask(task),
  };
}

/** Only items of this table come back to it. */
function taskOf(item: OpenItem): OpenTask {
  return (item as OpenTaskItem).task;
}
