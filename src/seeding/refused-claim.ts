import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { firstRow } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { gameEvents } from '../db/schema/games.ts';
import { EVENT, TASK } from '../db/table-aliases.ts';
import { CLAIM_REFUSED } from '../domain/statuses.ts';
import type { Logger } from '../platform/logger.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';

/** The first pause after a start that the database refused, and the longest: somebody has to act. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Tasks whose refusals are remembered; beyond that the pauses begin anew. */
const MOST_REMEMBERED = 1_000;

const EVENT_COLUMNS = bareColumns(
  gameEvents.gameId,
  gameEvents.taskId,
  gameEvents.kind,
  gameEvents.message,
  gameEvents.actor,
);

export type RefusedClaims = {
  /** Tells why a task could not be started, where people look, and gives the pause before it is tried again. */
  note: (taskId: number, problem: string) => Promise<number>;
  /** The task was started after all. */
  forget: (taskId: number) => void;
};

/** Starts that the database refuses for a mistake of ours or for a row that was changed by hand. */
export function createRefusedClaims(options: {
  db: Database;
  workerId: string;
  logger: Logger;
}): RefusedClaims {
  const { db, workerId, logger } = options;
  const refusals = new Map<number, number>();

  /** The row itself says so, and the reconciler leaves the job where it is put. A row that may not change cannot. */
  async function tellOnRow(taskId: number, problem: string, delayMs: number): Promise<void> {
    await db.execute(
      transitionSql({
        table: seedingTasks,
        event: 'defer',
        where: sql`${seedingTasks.id} = ${taskId}`,
        also: {
          dueAt: sql`now() + ${delayMs} * interval '1 millisecond'`,
          errorType: CLAIM_REFUSED,
          errorMessage: problem,
        },
      }),
    );
  }

  async function tellOnTimeline(taskId: number, message: string): Promise<void> {
    await firstRow(
      db,
      sql`
        insert into ${gameEvents} (${EVENT_COLUMNS})
        select ${TASK.gameId}, ${TASK.id}, ${CLAIM_REFUSED}, ${message}, ${workerId} from ${seedingTasks} as ${TASK}
        where ${TASK.id} = ${taskId} and not exists (
          select 1 from ${gameEvents} as ${EVENT}
          where ${EVENT.gameId} = ${TASK.gameId} and ${EVENT.taskId} = ${TASK.id} and ${EVENT.kind} = ${CLAIM_REFUSED}
            and ${EVENT.message} = ${message} and ${EVENT.createdAt} > now() - interval '1 day')
        returning ${gameEvents.id}`,
    );
  }

  return {
    async note(taskId, problem) {
      const before = refusals.get(taskId) ?? 0;
      if (refusals.size >= MOST_REMEMBERED) refusals.clear();
      refusals.set(taskId, before + 1);
      const delayMs = Math.min(FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS);
      const message = `It cannot be started, because the database refuses to note it: ${problem}. It is tried again less and less often; see \`doctor\`.`;
      for (const tell of [() => tellOnRow(taskId, problem, delayMs), () => tellOnTimeline(taskId, message)]) {
        await tell().catch((error: unknown) =>
          logger.debug({ err: error, taskId }, 'a refused start could not be told in one of its places'),
        );
      }
      return delayMs;
    },
    forget: (taskId) => void refusals.delete(taskId),
  };
}
