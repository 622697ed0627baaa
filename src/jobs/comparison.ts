import { recordSystemEvent } from '../db/system-events.ts';
import type { Executor } from '../db/database.ts';
import type { ReconcileReport } from './reconcile/comparison-run.ts';

/** What a comparison of tasks and queue found: `nothing differed`, `3 differences, 3 mended`. */
export function comparisonWords({ drift, repaired, isDryRun }: ReconcileReport): string {
  const differing = drift.missing + drift.orphaned + drift.mistimed;
  if (differing === 0) return 'nothing differed';
  return `${differing} difference${differing === 1 ? '' : 's'}, ${isDryRun ? 'none' : repaired} mended`;
}

/** Notes a comparison that somebody asked for among the events; one that did not run leaves none. */
export async function noteComparison(
  executor: Executor,
  report: ReconcileReport,
  actor: { name: string; reason?: string },
): Promise<void> {
  if (!report.isRun) return;
  const because = actor.reason ? ` (${actor.reason})` : '';
  const how = report.isDryRun ? ' to see how they differ' : '';
  await recordSystemEvent(executor, {
    kind: 'compared',
    subject: 'queue',
    message: `Tasks and queue were compared${how} by ${actor.name}${because}: ${comparisonWords(report)}.`,
  });
}
