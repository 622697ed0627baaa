import { noteComparison } from '../../jobs/comparison.ts';
import type { SportPause } from '../../seeding/pause.ts';
import { readUsage } from '../../monitoring/quota/usage.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { AlertPage, PausesAnswer, ReconcileSchema, SchedulerSchema } from '../answers/operations.ts';
import { QuarantinePage } from '../answers/ingest.ts';
import { UsageSchema } from '../answers/providers.ts';
import { AlertsQuery, ReconcileBody, UsageQuery } from '../requests/operations.ts';
import { QuarantineQuery } from '../requests/schedules.ts';
import { PauseBody } from '../requests/tasks.ts';
import { named } from './task-routes.ts';

/** Pauses of seeding, and how queues and workers stand. */
export function schedulerRoutes({ app: { pauseControl }, services }: RouteDeps): readonly ApiRoute[] {
  const pause = (isPaused: boolean): ApiRoute =>
    apiRoute({
      method: 'post',
      path: `/admin/scheduler/${isPaused ? 'pause' : 'resume'}`,
      area: 'scheduler',
      summary: isPaused
        ? 'Stop the seeding of a sport, or of all'
        : 'Let the seeding of a sport, or of all, go on',
      body: PauseBody,
      responses: {
        200: {
          description: 'The sports as they are now. To pause or resume what is so already changes nothing.',
          schema: PausesAnswer,
        },
      },
      async handle({ body, actor }) {
        const order = await pauseControl.setPaused(isPaused, body.sport, named(actor, body.reason));
        return { status: 200, body: { ...order, sports: order.sports.map(toPause) } };
      },
    });

  return [
    pause(true),
    pause(false),
    apiRoute({
      method: 'get',
      path: '/admin/scheduler',
      area: 'scheduler',
      summary: 'Pauses, queues, workers and the last reconciliation',
      responses: { 200: { description: 'The scheduler.', schema: SchedulerSchema } },
      async handle() {
        const [sports, overview] = await Promise.all([pauseControl.status(), services.readOverview()]);
        const { queues, workers, store, read_at } = overview;
        const counts = { ...overview.counts, read_at };
        return { status: 200, body: { sports: sports.map(toPause), counts, queues, workers, store } };
      },
    }),
  ];
}

/** Calls of providers, and alerts. */
export function usageRoutes({ services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/usage',
      area: 'usage',
      summary: 'Provider calls and quotas',
      query: UsageQuery,
      responses: {
        200: { description: 'Quotas by host, calls by day, endpoint and outcome.', schema: UsageSchema },
      },
      async handle({ query }) {
        const { days = 1, sport } = query;
        return { status: 200, body: await readUsage(services, { days, sport }) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/alerts',
      area: 'usage',
      summary: 'Alerts, and who was told of them',
      query: AlertsQuery,
      responses: { 200: { description: 'A page of alerts, newest first.', schema: AlertPage } },
      async handle({ query: { open, ...query } }) {
        const isOpen = open === undefined ? undefined : open === 'true';
        return { status: 200, body: await services.alertQueries.list({ ...query, isOpen }) };
      },
    }),
  ];
}

/** Rows of schedules that wait. */
export function quarantineRoutes({ services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/quarantine',
      area: 'ingest',
      summary: 'Rows of schedules that could not be used',
      query: QuarantineQuery,
      responses: { 200: { description: 'A page of rows, newest first.', schema: QuarantinePage } },
      async handle({ query }) {
        return { status: 200, body: await services.quarantineQueries.list(query) };
      },
    }),
  ];
}

/** The comparison of tasks with the queue. */
export function reconcileRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  const { reconciler } = app;
  return [
    apiRoute({
      method: 'post',
      path: '/admin/reconcile',
      area: 'scheduler',
      summary: 'Compare the tasks with the queue and repair what differs',
      body: ReconcileBody,
      responses: { 200: { description: 'What differed and what was repaired.', schema: ReconcileSchema } },
      async handle({ body, actor }) {
        const report = await reconciler.run({ isDryRun: body.dry_run });
        await noteComparison(app.database.db, report, named(actor, body.reason));
        return {
          status: 200,
          body: {
            ran: report.isRun,
            dry_run: report.isDryRun,
            open_tasks: report.openTasks,
            queued_jobs: report.queuedJobs,
            drift: report.drift,
            repaired: report.repaired,
            duration_ms: report.durationMs,
          },
        };
      },
    }),
  ];
}

function toPause({ sport, pausedAt, reason }: SportPause) {
  return { sport, paused: pausedAt !== null, paused_at: pausedAt, reason };
}
