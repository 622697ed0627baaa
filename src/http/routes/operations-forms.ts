import { comparisonWords, noteComparison } from '../../jobs/comparison.ts';
import type { RouteDeps } from '../http-server-types.ts';
import type { FormAction } from './form-action.ts';
import { named } from './task-routes.ts';

/** The buttons that pause and resume seeding. */
export function schedulerForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [true, false].map((isPaused) => [
    `/scheduler/${isPaused ? 'pause' : 'resume'}`,
    async (input, _request, actor) => {
      const order = await app.pauseControl.setPaused(isPaused, input.sport, named(actor, input.reason));
      return { text: order.message, isGood: true };
    },
  ]);
}

/** The button that closes a provider's breaker. */
export function breakerForms({ services }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/breakers/reset',
      async (input, _request, actor) => {
        const result = await services.breakers?.reset(input.host ?? '', named(actor, input.reason));
        return result
          ? { text: result.message, isGood: result.ok }
          : { text: 'No breakers are wired into this process.', isGood: false };
      },
    ],
  ];
}

/** The button that compares tasks with the queue. */
export function reconcileForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/reconcile',
      async ({ reason }, _request, actor) => {
        const report = await app.reconciler.run();
        if (!report.isRun) return { text: 'Another process is comparing right now.', isGood: true };
        await noteComparison(app.database.db, report, named(actor, reason));
        const { openTasks } = report;
        const found = comparisonWords(report);
        return { text: `Compared ${openTasks} open tasks with the queue: ${found}.`, isGood: true };
      },
    ],
  ];
}
