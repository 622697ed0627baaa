import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { columnIn, selecting, valueOf } from '../db/selecting.ts';
import { controlProcesses, workerHeartbeats } from '../db/schema/operations.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { WORKER_ALIVE_SECONDS } from './workers.ts';

/** A process that fell silent without taking itself off the list. */
export type DeadProcess = {
  kind: 'worker' | 'control';
  id: string;
  /** True when it had been told to stop: its supervisor may have ended it, and nothing is wrong. */
  was_stopping: boolean;
  last_seen_at: Date;
  running_task_ids: number[];
};

/**
 * Finds processes that were not heard of for `WORKER_ALIVE_SECONDS`, marks them as dead (`stopped` where they had
 * been told to stop) and records an event for each. Each death is found once, however many look at the same time;
 * a process that wakes up marks itself as running with its next beat.
 */
export async function markDeadProcesses(db: Database): Promise<readonly DeadProcess[]> {
  const workers = workerHeartbeats;
  const controls = controlProcesses;
  const isAnySilent = await rowsOf(
    db,
    sql`(select from ${workers} where ${isSilent(workers)} limit 1)
        union all (select from ${controls} where ${isSilent(controls)} limit 1)`,
  );
  if (isAnySilent.length === 0) return [];
  return db.transaction(async (tx) => {
    const dead = await rowsOf(
      tx,
      selecting(
        DEAD,
        (list) => sql`
        with dead_workers as (
          update ${workers} set ${stateAfter(workers)} where ${isSilent(workers)}
          returning 'worker' as kind, ${workers.workerId} as id, ${wasStopping(workers)} as was_stopping,
                    ${workers.lastSeenAt}, ${workers.runningTaskIds}),
        dead_controls as (
          update ${controls} set ${stateAfter(controls)} where ${isSilent(controls)}
          returning 'control' as kind, ${controls.controlId} as id, ${wasStopping(controls)} as was_stopping,
                    ${controls.lastSeenAt}, '{}'::int[] as running_task_ids)
        select ${list} from (select * from dead_workers union all select * from dead_controls) as dead`,
      ),
    );
    for (const process of dead) await recordSystemEvent(tx, describeDeath(process));
    return dead;
  });
}

const DEAD = {
  kind: sql<'worker' | 'control'>`dead.kind`,
  id: valueOf(workerHeartbeats.workerId, sql`dead.id`),
  was_stopping: sql<boolean>`dead.was_stopping`,
  last_seen_at: columnIn('dead', workerHeartbeats.lastSeenAt),
  running_task_ids: columnIn('dead', workerHeartbeats.runningTaskIds),
};

type Processes = typeof workerHeartbeats | typeof controlProcesses;

/** Not heard of for too long, and not known as gone. */
function isSilent({ lastSeenAt, state }: Processes): SQL {
  return sql`${lastSeenAt} < now() - ${WORKER_ALIVE_SECONDS} * interval '1 second' and ${state} not in ('dead', 'stopped')`;
}

function stateAfter({ state }: Processes): SQL {
  return sql`${sql.identifier(state.name)} = case when ${state} = 'stopping' then 'stopped' else 'dead' end`;
}

/** In the row as it is after the update. */
function wasStopping({ state }: Processes): SQL {
  return sql`${state} = 'stopped'`;
}

function describeDeath(process: DeadProcess) {
  const { kind, id, was_stopping: wasStopping, last_seen_at: lastSeenAt } = process;
  const tasks = process.running_task_ids;
  const running = tasks.length > 0 ? ` It was running ${tasks.length} tasks, which others take up.` : '';
  return {
    kind: wasStopping ? `${kind}_killed_while_stopping` : `${kind}_died`,
    subject: id,
    message: wasStopping
      ? `The ${kind} ${id} was told to stop and ended before it had done so, at about ${lastSeenAt.toISOString()}.${running}`
      : `The ${kind} ${id} has not been heard of since ${lastSeenAt.toISOString()}: it died, froze or lost PostgreSQL.${running}`,
    data: { last_seen_at: lastSeenAt.toISOString(), running_task_ids: tasks },
  };
}
