import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { type StoreSilence, watchSilence } from './store-silence.ts';
import type { QueueStore, QueuedJob } from './store.ts';

/** People wait for what is asked of the store: a Redis in order answers within milliseconds. */
const PATIENCE_MS = 1_500;

/**
 * The same store for those whom somebody waits for: while it takes requests and answers none, everything that is asked
 * of it rejects with StoreSilentError within PATIENCE_MS, and at once when that is known. Workers, for whom nobody
 * waits, are handed out as they are.
 */
export function createPatientStore(
  store: QueueStore,
  { clock, logger }: { clock: Clock; logger: Logger },
): QueueStore {
  const silence = watchSilence({ ping: store.ping, patienceMs: PATIENCE_MS, clock, logger });
  const { unlessSilent } = silence;
  const { describe } = store;
  return {
    ...store,
    silence,
    addJobs: (jobs) => unlessSilent(() => store.addJobs(jobs)),
    removeJob: (...job) => unlessSilent(() => store.removeJob(...job)),
    changeDelay: (...change) => unlessSilent(() => store.changeDelay(...change)),
    bringForward: (...job) => unlessSilent(() => store.bringForward(...job)),
    jobState: (...job) => unlessSilent(() => store.jobState(...job)),
    lookUpJobs(queueName) {
      const lookUp = store.lookUpJobs(queueName);
      return (jobIds) => unlessSilent(() => lookUp(jobIds));
    },
    listOpenJobs: (queueName) => pagesUnlessSilent(silence, store.listOpenJobs(queueName)),
    listFinishedJobIds: (queueName) => unlessSilent(() => store.listFinishedJobIds(queueName)),
    counts: (queueName) => unlessSilent(() => store.counts(queueName)),
    readiness: (queueName) => unlessSilent(() => store.readiness(queueName)),
    setPaused: (...pause) => unlessSilent(() => store.setPaused(...pause)),
    stopRepeating: (...job) => unlessSilent(() => store.stopRepeating(...job)),
    readEpoch: () => unlessSilent(() => store.readEpoch()),
    writeEpoch: (epoch) => unlessSilent(() => store.writeEpoch(epoch)),
    ping: () => unlessSilent(() => store.ping()),
    ...(describe ? { describe: () => unlessSilent(() => describe()) } : {}),
  };
}

async function* pagesUnlessSilent(
  { unlessSilent }: StoreSilence,
  pages: AsyncIterable<readonly QueuedJob[]>,
): AsyncIterable<readonly QueuedJob[]> {
  const reading = pages[Symbol.asyncIterator]();
  for (;;) {
    const next = await unlessSilent(() => reading.next());
    if (next.done) return;
    yield next.value;
  }
}
