import type { BulkJobOptions, Job, Queue } from 'bullmq';
import type { Logger } from '../../platform/logger.ts';
import type { StoreClock } from './store-time.ts';
import type { JobState, OutgoingJob, QueueCounts, QueueStore } from '../store.ts';
import { allQueueNames } from '../queue-names.ts';

/** Jobs added in one round trip; larger batches only hold the store up longer. */
const ADD_BATCH = 1_000;

/**
 * So many jobs at once and more begin a trace each: a season's games in one trace, months long, help nobody, and a
 * sample of traces would take all of them or none.
 */
const OWN_TRACE_FROM = 100;

/** What is the same on both stores: everything that BullMQ's own queue methods give. */
export type BullQueueOperations = Pick<
  QueueStore,
  | 'addJobs'
  | 'removeJob'
  | 'changeDelay'
  | 'bringForward'
  | 'jobState'
  | 'counts'
  | 'setPaused'
  | 'stopRepeating'
  | 'ping'
  | 'bullQueues'
> & { closeQueues: () => Promise<void> };

/** Opens every queue of the catalog with `openQueue` and offers what the store's users need of them. */
export function createBullQueueOperations(
  openQueue: (name: string) => Queue,
  clock: StoreClock,
  logger: Logger,
): BullQueueOperations {
  const queues = new Map(allQueueNames().map((name) => [name, openQueue(name)]));
  let isClosing = false;
  for (const [name, queue] of queues) {
    queue.on('error', (error) =>
      logger[isClosing ? 'debug' : 'warn']({ err: error, queue: name }, 'queue reported an error'),
    );
  }
  const queueNamed = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no queue named ${name}.`);
    return queue;
  };
  return {
    addJobs: (jobs) => addJobs(queueNamed, jobs, clock),
    removeJob: (queueName, jobId) =>
      changeJob(
        queueNamed(queueName),
        jobId,
        (state) => state !== 'active',
        (job) => job.remove(),
      ),
    changeDelay: (queueName, jobId, delayMs) =>
      changeJob(
        queueNamed(queueName),
        jobId,
        (state) => state === 'delayed',
        // The PostgreSQL backend takes whole milliseconds only.
        (job) => job.changeDelay(Math.max(0, Math.round(delayMs))),
      ),
    bringForward: (queueName, jobId) =>
      changeJob(queueNamed(queueName), jobId, isInLine, async (job, state) => {
        if (state === 'delayed') await job.promote();
        await job.changePriority({ priority: 0, lifo: true });
      }),
    jobState: async (queueName, jobId) => toJobState(await queueNamed(queueName).getJobState(jobId)),
    counts: (queueName) => countsOf(queueNamed(queueName)),
    async setPaused(queueName, isPaused) {
      const queue = queueNamed(queueName);
      await (isPaused ? queue.pause() : queue.resume());
    },
    async stopRepeating(kind, queueName) {
      await queueNamed(queueName).removeJobScheduler(`repeat-${kind}`);
    },
    async ping() {
      // The queues themselves are asked, since each of them may be out of order where the server is not.
      await Promise.all([...queues.values()].map((queue) => queue.isPaused()));
    },
    bullQueues: () => [...queues.values()],
    async closeQueues() {
      isClosing = true;
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

async function addJobs(
  queueNamed: (name: string) => Queue,
  jobs: readonly OutgoingJob[],
  clock: StoreClock,
): Promise<void> {
  const hasOwnTraces = jobs.length >= OWN_TRACE_FROM;
  for (const [queueName, group] of Map.groupBy(jobs, (job) => job.queueName)) {
    for (let start = 0; start < group.length; start += ADD_BATCH) {
      const batch = group.slice(start, start + ADD_BATCH);
      const nowMs = clock.nowMs();
      await queueNamed(queueName).addBulk(batch.map((job) => toBulkJob(job, nowMs, hasOwnTraces)));
    }
  }
}

async function countsOf(queue: Queue): Promise<QueueCounts> {
  const [counts, isPaused] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'completed', 'failed'),
    queue.isPaused(),
  ]);
  return {
    waiting: (counts['wait'] ?? 0) + (counts['prioritized'] ?? 0),
    delayed: counts['delayed'] ?? 0,
    active: counts['active'] ?? 0,
    completed: counts['completed'] ?? 0,
    failed: counts['failed'] ?? 0,
    isPaused,
  };
}

function isInLine(state: string): boolean {
  return state === 'waiting' || state === 'delayed';
}

/** Changes a job that is in one of the states; false where there is none, or it is in another. */
async function changeJob(
  queue: Queue,
  jobId: string,
  isChangeable: (state: string) => boolean,
  change: (job: Job, state: string) => Promise<void>,
): Promise<boolean> {
  const job = await queue.getJob(jobId);
  const state = await job?.getState();
  if (!job || state === undefined || !isChangeable(state)) return false;
  return unlessMoved(job, state, () => change(job, state));
}

/**
 * Changes a job that was found in `state`. BullMQ refuses that for one that a worker has taken meanwhile, or that has
 * become due: nothing is wrong then, and the answer is false.
 */
async function unlessMoved(
  job: Job,
  state: string | undefined,
  change: () => Promise<void>,
): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if ((await job.getState()) === state) throw error;
    return false;
  }
}

/** Among many jobs BullMQ hides the moment from which their delays count, so that it is given to it. */
function toBulkJob(
  job: OutgoingJob,
  nowMs: number,
  hasOwnTrace: boolean,
): { name: string; data: OutgoingJob['payload']; opts: BulkJobOptions } {
  return {
    name: job.kind,
    data: job.payload,
    opts: {
      jobId: job.jobId,
      timestamp: Math.round(nowMs),
      delay: Math.max(0, Math.round(job.dueAtMs === undefined ? job.delayMs : job.dueAtMs - nowMs)),
      attempts: job.attempts,
      backoff: { type: 'custom' },
      ...(job.priority ? { priority: job.priority } : {}),
      ...(hasOwnTrace ? { telemetry: { omitContext: true } } : {}),
    },
  };
}

function toJobState(state: string): JobState {
  switch (state) {
    case 'delayed':
    case 'active':
    case 'completed':
    case 'failed':
      return state;
    case 'waiting':
    case 'prioritized':
    case 'waiting-children':
      return 'waiting';
    default:
      return 'unknown';
  }
}
