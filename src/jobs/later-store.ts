import type { JobLookUp, QueueStore, QueuedJob } from './store.ts';

/**
 * A store that is opened with the first question, for processes of which few ask any. It hands out no workers and no
 * queues: who needs those opens a store at once.
 */
export function createLaterStore(
  { kind, name }: Pick<QueueStore, 'kind' | 'name'>,
  open: () => Promise<QueueStore>,
): QueueStore {
  let opening: Promise<QueueStore> | undefined;
  const opened = (): Promise<QueueStore> => (opening ??= open());
  const notYet = (): never => {
    throw new Error('the store of a command takes no jobs and shows no queues');
  };
  return {
    kind,
    name,
    addJobs: async (jobs) => (await opened()).addJobs(jobs),
    removeJob: async (...job) => (await opened()).removeJob(...job),
    changeDelay: async (...change) => (await opened()).changeDelay(...change),
    bringForward: async (...job) => (await opened()).bringForward(...job),
    jobState: async (...job) => (await opened()).jobState(...job),
    lookUpJobs: (queueName) => lookUpOf(opened, queueName),
    listOpenJobs: (queueName) => pagesOf(opened, queueName),
    listFinishedJobIds: async (queueName) => (await opened()).listFinishedJobIds(queueName),
    counts: async (queueName) => (await opened()).counts(queueName),
    readiness: async (queueName) => (await opened()).readiness(queueName),
    setPaused: async (...pause) => (await opened()).setPaused(...pause),
    createWorker: notYet,
    stopRepeating: async (...job) => (await opened()).stopRepeating(...job),
    readEpoch: async () => (await opened()).readEpoch(),
    writeEpoch: async (epoch) => (await opened()).writeEpoch(epoch),
    ping: async () => (await opened()).ping(),
    open: async () => void (await opened()),
    // The store that is the database has no words of its own.
    ...(kind === 'postgres' ? {} : { describe: async () => describeStore(await opened()) }),
    bullQueues: notYet,
    async close() {
      await (await opening)?.close();
    },
  };
}

function lookUpOf(opened: () => Promise<QueueStore>, queueName: string): JobLookUp {
  let lookUp: JobLookUp | undefined;
  return async (jobIds) => {
    const store = await opened();
    lookUp ??= store.lookUpJobs(queueName);
    return lookUp(jobIds);
  };
}

async function* pagesOf(
  opened: () => Promise<QueueStore>,
  queueName: string,
): AsyncIterable<readonly QueuedJob[]> {
  const store = await opened();
  yield* store.listOpenJobs(queueName);
}

function describeStore({ name, describe }: QueueStore): ReturnType<NonNullable<QueueStore['describe']>> {
  if (!describe) throw new Error(`the store ${name} does not describe itself`);
  return describe();
}
