import type { BoardQueue } from './bullmq/board-queue.ts';
import type { JobKind, JobPayload } from './catalog.ts';
import type { StoreSilence } from './store-silence.ts';

/** A job to be delivered at `delayMs` from now. */
export type OutgoingJob = {
  queueName: string;
  jobId: string;
  kind: JobKind;
  payload: JobPayload<JobKind>;
  delayMs: number;
  /** The same as an instant, epoch milliseconds by the database's clock: it wins, whenever the job is added. */
  dueAtMs?: number;
  /** Deliveries that may fail before BullMQ gives the job up. */
  attempts: number;
  /** Of jobs that wait, the one with the smaller number goes first; 0, as without it, is the most urgent. */
  priority?: number;
};

/** States of a job that will still be delivered, or is being delivered. */
export type OpenJobState = 'delayed' | 'waiting' | 'active';

export type QueuedJob = {
  jobId: string;
  state: OpenJobState;
  /** When a delayed job is due, epoch milliseconds; undefined for the other states. */
  dueAtMs: number | undefined;
};

/** Looks jobs up by their ids: those that are still to be delivered, in any order. */
export type JobLookUp = (jobIds: readonly string[]) => Promise<readonly QueuedJob[]>;

export type JobState = OpenJobState | 'completed' | 'failed' | 'unknown';

export type QueueCounts = {
  waiting: number;
  delayed: number;
  active: number;
  completed: number;
  failed: number;
  isPaused: boolean;
};

/** Whether a queue has work that a worker should take right now. */
export type QueueReadiness = {
  waiting: number;
  /** When its first delayed job is due, epoch milliseconds; undefined without delayed jobs. */
  oldestDelayedDueAtMs: number | undefined;
  isPaused: boolean;
};

/** What a processor may do with the delivery that it was given. */
export type Delivery = {
  jobId: string;
  kind: string;
  /** Unchecked: parse with the catalog's schema. */
  data: unknown;
  attemptsMade: number;
  /** Aborts when the worker loses the job's lock or is told to let go. */
  signal: AbortSignal;
};

/**
 * What becomes of a delivery. `done` and `snooze` burn no attempt; `retry` burns one; both come back after
 * `delayMs`; `giveUp` ends the job as failed.
 */
export type DeliveryOutcome =
  | { kind: 'done'; note: string }
  | { kind: 'snooze'; delayMs: number; note: string }
  | { kind: 'retry'; delayMs: number; note: string }
  | { kind: 'giveUp'; note: string };

export type QueueWorker = {
  /** Takes deliveries until stopped. */
  start: () => void;
  /** Stops taking new ones; deliveries in progress go on. Resolves when the worker no longer asks for jobs. */
  pauseIntake: () => Promise<void>;
  /** Takes deliveries again after a pause of the intake. */
  resumeIntake: () => void;
  /** Resolves when the worker and its connections are gone, waiting for deliveries in progress. */
  close: () => Promise<void>;
};

export type QueueWorkerOptions = {
  queueName: string;
  concurrency: number;
  /** How long a delivery's lock holds without renewal. */
  lockMs: number;
  /** For a queue to which nobody adds any more: looked at once a minute, so that it costs next to nothing. */
  isRetired?: boolean;
  /** Shown on the job: who works on it. */
  workerName: string;
  handle: (delivery: Delivery) => Promise<DeliveryOutcome>;
};

/** What a store says of its server, for whoever checks an installation. */
export type StoreDescription = {
  version: string;
  /** Redis' settings that decide whether jobs can be lost; undefined where the server does not tell. */
  maxmemoryPolicy?: string;
  isAppendOnly?: boolean;
};

/**
 * A place where jobs wait: BullMQ on Redis or on PostgreSQL, behind one set of words.
 * Every method rejects while the store is out of reach; callers leave the intent in Postgres and come again.
 */
export type QueueStore = {
  kind: 'postgres' | 'redis' | 'redis-cluster';
  /** Identifies this store and prefix among others, without secrets. */
  name: string;
  /** Adds many jobs; an id that the store knows already is left as it is. */
  addJobs: (jobs: readonly OutgoingJob[]) => Promise<void>;
  /** Removes a job that is not being delivered; false when there was none or it is locked. */
  removeJob: (queueName: string, jobId: string) => Promise<boolean>;
  /** Moves a delayed job to `delayMs` from now; false when it was not delayed. */
  changeDelay: (queueName: string, jobId: string, delayMs: number) => Promise<boolean>;
  /** Lets a job that waits, delayed or not, be the next one; false when it is in another state. */
  bringForward: (queueName: string, jobId: string) => Promise<boolean>;
  jobState: (queueName: string, jobId: string) => Promise<JobState>;
  /** Looks up open jobs of a queue, page by page of their ids; made anew for each comparison. */
  lookUpJobs: (queueName: string) => JobLookUp;
  /** All jobs of a queue that are still to be delivered, in pages. */
  listOpenJobs: (queueName: string) => AsyncIterable<readonly QueuedJob[]>;
  /** Ids that finished jobs still hold; adding one of them again would be ignored. */
  listFinishedJobIds: (queueName: string) => Promise<ReadonlySet<string>>;
  /** Removes finished jobs beyond those that are kept for a look; absent where the store does so by itself. */
  trimFinishedJobs?: () => Promise<number>;
  counts: (queueName: string) => Promise<QueueCounts>;
  readiness: (queueName: string) => Promise<QueueReadiness>;
  setPaused: (queueName: string, isPaused: boolean) => Promise<void>;
  createWorker: (options: QueueWorkerOptions) => QueueWorker;
  /** Lets a job end that an earlier version had the queue repeat; one that does not exist is no error. */
  stopRepeating: (kind: string, queueName: string) => Promise<void>;
  /** The mark that says whether this is still the store we published to; undefined when it is gone. */
  readEpoch: () => Promise<string | undefined>;
  writeEpoch: (epoch: string) => Promise<void>;
  /** Resolves when every queue answers, and not only the server that they lie in. */
  ping: () => Promise<void>;
  /** The server's own words about itself; absent where the store is the database that is checked anyway. */
  describe?: () => Promise<StoreDescription>;
  /** Opens a store that waits for its first question with that (`createLaterStore`); absent where it is open. */
  open?: () => Promise<void>;
  /** Whether it answers, where somebody watches that; see `createPatientStore`. */
  silence?: StoreSilence;
  /** For Bull Board only. */
  bullQueues: () => readonly BoardQueue[];
  close: () => Promise<void>;
};
