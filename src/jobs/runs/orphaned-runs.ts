import { eq, sql, type SQL } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { changedRows } from '../../db/rows.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { games } from '../../db/schema/games.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';
import { runKindSql } from './run-kinds.ts';
import { amendSql } from '../ledger/write-transitions.ts';

/**
 * No run of work other than seeding takes longer; seeding renews its claim, and its rescue does not wait so long. The
 * database's clock measures it, by when it heard of a call: that of a worker may be hours behind.
 */
const LONGEST_RUN = sql`interval '15 minutes'`;

/** Calls older than this have been accounted for, or nobody was there to do it. */
const LOOK_BACK = sql`interval '2 days'`;

/**
 * Marks the calls of a run that is gone as lost where nobody knows what came of them, and returns how many calls the
 * run made. A call that was reserved and is not known to be over counts: the provider may have counted it.
 */
export async function callsOfLostRun(executor: Executor, runId: string): Promise<number> {
  await executor.execute(sql`
    update ${apiUsage} set outcome = 'lost'
    where ${apiUsage.runId} = ${runId} and ${apiUsage.outcome} = 'in_flight'`);
  const [row] = await executor
    .select({ calls: sql<number>`coalesce(sum(${apiUsage.cost}), 0)::int` })
    .from(apiUsage)
    .where(eq(apiUsage.runId, runId));
  return row?.calls ?? 0;
}

/**
 * Sets the calls of entries of `sync_log`, and of their tasks, to what `api_usage` has of them: for runs whose calls
 * ended after them. Entries that are not there yet are left to who writes them.
 */
export async function recountRuns(executor: Executor, runIds: readonly string[]): Promise<void> {
  await executor.execute(sql`
    with counted as (
      select run.id as run_id, coalesce(sum(${apiUsage.cost}), 0)::int as calls
      from unnest(${sql.param([...runIds])}::text[]) as run(id) left join ${apiUsage} on ${apiUsage.runId} = run.id
      group by 1
    ), entry as (
      select ${syncLog.id} as id, ${syncLog.taskId} as task_id, counted.calls,
             counted.calls - ${syncLog.apiCallsMade} as more
      from ${syncLog} join counted on counted.run_id = ${syncLog.runId}
      where ${syncLog.apiCallsMade} <> counted.calls
      for update of ${syncLog}
    ), logged as (
      update ${syncLog} set api_calls_made = entry.calls from entry where ${syncLog.id} = entry.id
    )
    ${chargeTasks(sql`(select sum(more)::int from entry where entry.task_id = ${seedingTasks.id})`, sql`select task_id from entry`)}`);
}

/** Adds calls to the tasks that made them. */
function chargeTasks(calls: SQL, taskIds: SQL): SQL {
  return amendSql(
    seedingTasks,
    { apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${calls}` },
    sql`${seedingTasks.id} in (${taskIds})`,
  );
}

/**
 * Writes the entries of runs that nobody is left to write: their process was killed, or somebody decided about the
 * task while it ran. Returns how many there were. A run that still holds its task, or that is young, is left alone.
 */
export function closeOrphanedRuns(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      update ${apiUsage} set outcome = 'lost'
      where ${apiUsage.outcome} = 'in_flight' and ${apiUsage.createdAt} < now() - ${LONGEST_RUN}`);
    return changedRows(
      tx,
      sql`
        with run as (
          select ${apiUsage.runId} as run_id, max(${apiUsage.gameId}) as game_id, min(${apiUsage.startedAt}) as began_at, max(${apiUsage.startedAt}) as ended_at,
                 array_agg(distinct ${apiUsage.bodyHash}) filter (where ${apiUsage.bodyHash} is not null) as body_hashes, max(${apiUsage.taskId}) as task_id,
                 sum(${apiUsage.cost})::int as calls,
                 extract(epoch from max(${apiUsage.startedAt}) - min(${apiUsage.startedAt}))::numeric(8, 2) as seconds
          from ${apiUsage}
          where ${apiUsage.startedAt} > now() - ${LOOK_BACK} and ${apiUsage.runId} is not null
          group by 1 having max(${apiUsage.createdAt}) < now() - ${LONGEST_RUN} and sum(${apiUsage.cost}) > 0
        ), orphaned as (
          select run.* from run
          where not exists (select from ${syncLog} where ${syncLog.runId} = run.run_id)
            and not exists (select from ${seedingTasks}
                            where ${seedingTasks.id} = run.task_id and ${seedingTasks.status} = 'running'
                              and run.run_id = 'seed_game/' || ${seedingTasks.id} || '/' || ${seedingTasks.fence})
        ), charged as (
          ${chargeTasks(sql`(select sum(calls)::int from orphaned where orphaned.task_id = ${seedingTasks.id})`, sql`select task_id from orphaned`)}
        )
        insert into ${syncLog} (run_id, operation, sport_id, season_id, game_id, task_id, seeding_type, status,
                                api_calls_made, duration_seconds, details, kind, body_hashes, started_at, finished_at)
        select orphaned.run_id, split_part(orphaned.run_id, '/', 1), coalesce(${games.sportId}, ${sports.id}),
               ${games.seasonId}, ${games.id}, orphaned.task_id,
               case when orphaned.task_id is null then 'discovery'
                    when ${seedingTasks.pass} <> 'first' then 'correction'
                    when ${seedingTasks.unitId} is not null then 'blanket' else 'targeted' end,
               'killed', orphaned.calls, orphaned.seconds,
               jsonb_build_object('message', 'nobody was left to say what came of it'),
               ${runKindSql(sql`split_part(orphaned.run_id, '/', 1)`)}, orphaned.body_hashes, orphaned.began_at, orphaned.ended_at
        from orphaned
        left join ${seedingTasks} on ${seedingTasks.id} = orphaned.task_id
        left join ${games} on ${games.id} = ${seedingTasks.gameId}
        left join ${sports} on ${sports.displayName} = split_part(orphaned.run_id, '/', 2)
        where coalesce(${games.sportId}, ${sports.id}) is not null`,
    );
  });
}
