import type { Cluster, Redis } from 'ioredis';
import type { JobLookUp, QueuedJob } from '../store.ts';
import { dueAtOf, listWaitingJobs } from './redis-lists.ts';

/**
 * Looks up open jobs of a queue by their ids. Delayed ones, which nearly all are, have a score by which each is found; those
 * that wait or are being delivered lie in lists, which are read as a whole, when the first job is not delayed.
 */
export function createJobLookUp(redis: Redis | Cluster, queueKey: string): JobLookUp {
  let waiting: ReadonlyMap<string, QueuedJob> | undefined;
  return async (jobIds) => {
    if (jobIds.length === 0) return [];
    const scores = await scoresOf(redis, `${queueKey}:delayed`, jobIds);
    const found: QueuedJob[] = [];
    const others: string[] = [];
    for (const [index, jobId] of jobIds.entries()) {
      const score = scores[index] ?? null;
      if (score === null) others.push(jobId);
      else found.push({ jobId, state: 'delayed', dueAtMs: dueAtOf(score) });
    }
    // A job that was delayed when the lists were read may have come into them since.
    if (others.some((jobId) => waiting?.has(jobId) !== true)) waiting = await readWaiting(redis, queueKey);
    return [...found, ...others.flatMap((jobId) => waiting?.get(jobId) ?? [])];
  };
}

async function scoresOf(
  redis: Redis | Cluster,
  key: string,
  members: readonly string[],
): Promise<readonly (string | number | null)[]> {
  const answer: unknown = await redis.call('ZMSCORE', key, ...members);
  return Array.isArray(answer) ? (answer as (string | number | null)[]) : [];
}

async function readWaiting(
  redis: Redis | Cluster,
  queueKey: string,
): Promise<ReadonlyMap<string, QueuedJob>> {
  const jobs = new Map<string, QueuedJob>();
  for await (const page of listWaitingJobs(redis, queueKey)) {
    for (const job of page) jobs.set(job.jobId, job);
  }
  return jobs;
}
