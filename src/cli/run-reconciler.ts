import type { Clock } from '../platform/clock.ts';
import type { ReconcileReport } from '../jobs/reconcile/comparison-run.ts';
import type { Reconciler } from '../jobs/reconciler.ts';

/** The control process reconciles every minute for a moment; a person's command waits for its turn. */
const TRIES = 20;
const PAUSE_MS = 500;

/** Runs the reconciler as soon as no other process does; the report says so when that never came (`isRun` false). */
export async function runReconciler(
  reconciler: Reconciler,
  clock: Clock,
  options: { isDryRun: boolean },
): Promise<ReconcileReport> {
  for (let left = TRIES; ; left -= 1) {
    const report = await reconciler.run(options);
    if (report.isRun || left <= 1) return report;
    await clock.sleep(PAUSE_MS);
  }
}
