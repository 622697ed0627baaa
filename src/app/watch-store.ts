import { OUTDATED_REPEATING_KINDS } from '../jobs/catalog.ts';
import type { RunJob } from '../jobs/schedules/recurrent-job.ts';
import type { App } from './app.ts';
import { MAINTENANCE_QUEUE } from '../jobs/queue-names.ts';

/**
 * Looks whether the queue store is still the one that was published to. A process that has just started has it
 * compared in any case: what the one before it left half done is mended then.
 */
export function createStoreWatch(
  { reconciler, store, logger }: Pick<App, 'reconciler' | 'store' | 'logger'>,
  askForReconciliation: () => Promise<void>,
): RunJob {
  let isFirstLook = true;
  let isTold = false;

  return async () => {
    const isChanged = await reconciler.isStoreChanged();
    if (!isChanged && !isFirstLook) {
      isTold = false;
      return { note: 'it is the same queue store' };
    }
    if (isChanged && !isFirstLook && !isTold)
      logger.warn('the queue store was emptied or replaced: publishing every open task again');
    // Earlier versions let the queue repeat what comes by the schedule of jobs now.
    if (isFirstLook)
      for (const kind of OUTDATED_REPEATING_KINDS) await store.stopRepeating(kind, MAINTENANCE_QUEUE);
    await askForReconciliation();
    isFirstLook = false;
    isTold = isChanged;
    return { note: isChanged ? 'the queue store was emptied or replaced' : 'the first look of this process' };
  };
}
