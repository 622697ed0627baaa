import type { Cluster, Redis } from 'ioredis';
import type { OpenJobState, QueuedJob } from '../store.ts';

/** Entries read at once when a queue is listed. */
const PAGE = 5_000;

/** BullMQ's score of a delayed job is its due time times this, plus a counter for jobs of one millisecond. */
const DELAYED_SCORE_FACTOR = 4_096;

/** The open jobs of a queue, page by page; one that moves between two pages may come twice or not at all. */
export async function* listOpenJobs(
  redis: Redis | Cluster,
  queueKey: string,
): AsyncIterable<readonly QueuedJob[]> {
  yield* pages(async (start, stop) => {
    const entries = await readList(redis, 'ZRANGE', `${queueKey}:delayed`, start, stop, 'WITHSCORES');
    return pairs(entries).map(([jobId, score]) => ({
      jobId,
      state: 'delayed' as const,
      dueAtMs: dueAtOf(score),
    }));
  });
  yield* listWaitingJobs(redis, queueKey);
}

/** The same for the jobs that wait or are being delivered. */
export async function* listWaitingJobs(
  redis: Redis | Cluster,
  queueKey: string,
): AsyncIterable<readonly QueuedJob[]> {
  const lists: readonly [string, OpenJobState][] = [
    ['wait', 'waiting'],
    ['active', 'active'],
  ];
  for (const [list, state] of lists) {
    yield* pages(async (start, stop) =>
      (await readList(redis, 'LRANGE', `${queueKey}:${list}`, start, stop)).map((jobId) => ({
        jobId,
        state,
        dueAtMs: undefined,
      })),
    );
  }
  yield* pages(async (start, stop) =>
    (await readList(redis, 'ZRANGE', `${queueKey}:prioritized`, start, stop)).map((jobId) => ({
      jobId,
      state: 'waiting' as const,
      dueAtMs: undefined,
    })),
  );
}

/** When a delayed job is due, epoch milliseconds, by its score. */
export function dueAtOf(score: string | number): number {
  return Math.floor(Number(score) / DELAYED_SCORE_FACTOR);
}

/**
 * A command that answers with a list of texts, the same way on one server and on a cluster. Over RESP3, members
 * and their scores come as pairs, which are flattened.
 */
async function readList(
  redis: Redis | Cluster,
  command: string,
  ...args: (string | number)[]
): Promise<string[]> {
  const answer: unknown = await redis.call(command, ...args.map(String));
  return Array.isArray(answer) ? answer.flat().map(String) : [];
}

async function* pages(
  read: (start: number, stop: number) => Promise<QueuedJob[]>,
): AsyncIterable<QueuedJob[]> {
  for (let start = 0; ; start += PAGE) {
    const page = await read(start, start + PAGE - 1);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    result.push([String(flat[index]), String(flat[index + 1])]);
  return result;
}

/** The ids of a queue's finished jobs. */
export async function finishedJobIds(redis: Redis | Cluster, queueKey: string): Promise<ReadonlySet<string>> {
  const lists = ['completed', 'failed'].map((state) =>
    readList(redis, 'ZRANGE', `${queueKey}:${state}`, 0, -1),
  );
  return new Set((await Promise.all(lists)).flat());
}

/** When the delayed job is due that comes first; undefined where there is none. */
export async function oldestDelayedDueAtMs(
  redis: Redis | Cluster,
  queueKey: string,
): Promise<number | undefined> {
  const [, score] = await readList(redis, 'ZRANGE', `${queueKey}:delayed`, 0, 0, 'WITHSCORES');
  return score === undefined ? undefined : dueAtOf(score);
}
