import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import { comparisonWords } from '../jobs/comparison.ts';
import type { App } from './app.ts';

/** While another process compares, or one died over it, the next try comes after this long. */
const BUSY_RETRY_MS = 1_000;

/** A store that answers nothing is left alone this long. */
const SILENT_RETRY_MS = 1_000;

/** The work of `reconcile`, of whichever process. */
export function reconcileWork({ reconciler, store }: Pick<App, 'reconciler' | 'store'>): RunJob {
  return unlessSilent(store, async ({ lease }) => {
    const report = await reconciler.run({ lease });
    return report.isRun
      ? { note: `${report.openTasks} open tasks compared: ${comparisonWords(report)}` }
      : {
          note: 'another process compares right now',
          isSkipped: true,
          againAfterMs: BUSY_RETRY_MS,
        };
  });
}

/** A store that is known to answer nothing is asked by its watch alone: everybody else would only fill the log. */
export function unlessSilent(store: App['store'], run: RunJob): RunJob {
  return async (context) =>
    store.silence?.since() === undefined
      ? run(context)
      : { note: 'the queue store does not answer', isSkipped: true, againAfterMs: SILENT_RETRY_MS };
}
