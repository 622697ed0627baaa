import type { Command } from 'commander';
import type { ReconcileReport } from '../../jobs/reconcile/comparison-run.ts';
import type { CommandContext } from '../context.ts';
import { operator } from '../operator.ts';
import { reasonOption } from '../options.ts';
import { type Outcome, CommandFailure } from '../outcome.ts';
import { countWords, plural } from '../output/plain-text.ts';
import { facts } from '../output/sections.ts';
import { examples } from '../program.ts';
import { runReconciler } from '../run-reconciler.ts';

export function registerReconcile(program: Command, context: CommandContext): void {
  program
    .command('reconcile')
    .description('Compare PostgreSQL with the queue, repair the queue, and print how they differed.')
    .option('--dry-run', 'repair nothing')
    .addOption(reasonOption())
    .addHelpText('after', examples('reconcile --dry-run', 'reconcile --json'))
    .action(async ({ dryRun = false, reason }: { dryRun?: boolean; reason?: string }) => {
      const { noteComparison } = await import('../../jobs/comparison.ts');
      const report = await context.withServices(async ({ app }) => {
        const done = await runReconciler(app.reconciler, app.clock, { isDryRun: dryRun });
        await noteComparison(app.database.db, done, operator(reason));
        return done;
      });
      context.finish(reconcileOutcome(report));
    });
}

export function registerRebuildQueue(program: Command, context: CommandContext): void {
  program
    .command('rebuild-queue')
    .description('Publish every open task again, after the queue store was emptied or replaced.')
    .addOption(reasonOption())
    .addHelpText('after', examples('rebuild-queue'))
    .action(async ({ reason }: { reason?: string }) => {
      const { noteComparison } = await import('../../jobs/comparison.ts');
      const { watchQueueGrow } = await import('../watch-queue-grow.ts');
      const report = await context.withServices(async ({ app, taskQueries }) => {
        await app.store.ping();
        const pending = await taskQueries.count({ status: 'pending' });
        const progress = context.startProgress('jobs in the queue', { total: pending });
        const watch = watchQueueGrow({ store: app.store, clock: app.clock, progress });
        try {
          const published = await app.publisher.publishPending();
          const reconciled = await runReconciler(app.reconciler, app.clock, { isDryRun: false });
          const done = { ...reconciled, repaired: reconciled.repaired + published };
          await noteComparison(app.database.db, done, operator(reason));
          return done;
        } finally {
          await watch.stop();
          progress.finish();
        }
      });
      context.finish(reconcileOutcome(report));
    });
}

function reconcileOutcome(report: ReconcileReport): Outcome {
  if (!report.isRun) {
    throw new CommandFailure({
      code: 'busy',
      message: 'another process is comparing the queue right now',
      remedy: 'Try again in a minute.',
    });
  }
  const { drift } = report;
  const differences = drift.missing + drift.orphaned + drift.mistimed;
  return {
    document: {
      dry_run: report.isDryRun,
      open_tasks: report.openTasks,
      queued_jobs: report.queuedJobs,
      drift,
      repaired: report.repaired,
      duration_ms: report.durationMs,
    },
    render({ colors }) {
      const verdict =
        differences === 0
          ? colors.green('Tasks and queue agree.')
          : report.isDryRun
            ? colors.yellow(
                `${plural(differences, 'difference')}; run reconcile without --dry-run to repair.`,
              )
            : `${plural(differences, 'difference')}, ${countWords(report.repaired)} repaired.`;
      return `${verdict}\n${facts([
        ['open tasks', countWords(report.openTasks)],
        ['jobs before', countWords(report.queuedJobs)],
        ['missing', countWords(drift.missing)],
        ['orphaned', countWords(drift.orphaned)],
        ['at the wrong time', countWords(drift.mistimed)],
        ['published or repaired', countWords(report.repaired)],
        ['took', `${(report.durationMs / 1000).toFixed(1)} s`],
      ])}`;
    },
  };
}
