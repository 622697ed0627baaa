import type pg from 'pg';
import { FINISHED_JOB_RETENTION } from '../catalog.ts';

/**
 * Removes the finished jobs of the queues that are older than any that is kept, or beyond the number that is. Whoever
 * finishes a job meanwhile is not waited for.
 */
export async function trimFinishedJobs(
  pool: pg.Pool,
  queueNames: readonly string[],
  nowMs: number,
): Promise<number> {
  let removed = 0;
  for (const state of ['completed', 'failed'] as const) {
    const { age, count } = FINISHED_JOB_RETENTION[state];
    // The state stands in the text: only so PostgreSQL sees that the index of finished jobs serves.
    const { rowCount } = await pool.query(
      `with kept as (
         select queue, greatest($2::bigint, coalesce((
           select finished_at_ms from job
           where queue = named.queue and state = '${state}'
           order by finished_at_ms desc offset $3 limit 1) + 1, 0)) as since_ms
         from unnest($1::text[]) as named(queue)),
       old as (
         select job.queue, job.id from kept join job on job.queue = kept.queue
         where job.state = '${state}' and job.finished_at_ms < kept.since_ms
         for update of job skip locked)
       delete from job using old where job.queue = old.queue and job.id = old.id`,
      [queueNames, Math.round(nowMs - age * 1_000), count],
    );
    removed += rowCount ?? 0;
  }
  return removed;
}
