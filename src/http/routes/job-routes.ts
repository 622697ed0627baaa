import { z } from 'zod';
import type { JobControl, JobOrder } from '../../jobs/schedules/job-control.ts';
import { JobAnswer, JobListAnswer, JobOrderAnswer, JobRunsAnswer } from '../answers/jobs.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { MAX_PAGE_SIZE } from '../../db/cursor.ts';
import { ReasonBody, numberText } from '../requests/values.ts';
import { named } from './task-routes.ts';

const JobParams = z.strictObject({ name: z.string().min(1).max(60) });

const JobRunsQuery = z.strictObject({
  limit: numberText(1, MAX_PAGE_SIZE).optional(),
  before: numberText(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: '`next_before` of the page before.' }),
});

const RUNS_A_PAGE = 50;

/** What the acts on a recurrent job do, by the last part of their path. */
const ACTS = {
  run: 'Have a recurrent job run at once, paused or not',
  pause: 'Keep a recurrent job from coming by itself',
  resume: 'Let a paused job come by itself again',
} as const;

/** Everything that recurs: how it stands, run it now, pause it, resume it. */
export function jobRoutes({ services: { jobControl } }: RouteDeps): readonly ApiRoute[] {
  return [...readingRoutes(jobControl), ...actRoutes(jobControl)];
}

function readingRoutes(jobControl: JobControl): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/jobs',
      area: 'jobs',
      summary: 'Recurrent jobs with their cadence, last and next run',
      responses: { 200: { description: 'All of them by name.', schema: JobListAnswer } },
      handle: async () => ({ status: 200, body: { jobs: await jobControl.list() } }),
    }),
    apiRoute({
      method: 'get',
      path: '/admin/jobs/:name',
      area: 'jobs',
      summary: 'One recurrent job',
      params: JobParams,
      responses: { 200: { description: 'How it stands.', schema: JobAnswer } },
      async handle({ params }) {
        const job = await jobControl.find(params.name);
        if (!job) throw noJob(params.name);
        return { status: 200, body: job };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/jobs/:name/runs',
      area: 'jobs',
      summary: 'Runs of a recurrent job, the newest first',
      params: JobParams,
      query: JobRunsQuery,
      responses: {
        200: {
          description:
            'What is kept of the last 30 days. Of a job that comes more often than once a minute: the runs that came to something else than the run before.',
          schema: JobRunsAnswer,
        },
      },
      async handle({ params, query }) {
        if (!(await jobControl.find(params.name))) throw noJob(params.name);
        const { limit = RUNS_A_PAGE, before } = query;
        const found = await jobControl.runs(params.name, { limit: limit + 1, before });
        const runs = found.slice(0, limit);
        const next = found.length > limit ? (runs.at(-1)?.id ?? null) : null;
        return { status: 200, body: { runs, next_before: next } };
      },
    }),
  ];
}

function actRoutes(jobControl: JobControl): readonly ApiRoute[] {
  return (['run', 'pause', 'resume'] as const).map((act) =>
    apiRoute({
      method: 'post',
      path: `/admin/jobs/:name/${act}`,
      area: 'jobs',
      summary: ACTS[act],
      params: JobParams,
      body: ReasonBody,
      responses: { 200: { description: 'It is noted.', schema: JobOrderAnswer } },
      handle: async ({ params, body, actor }) =>
        orderAnswer(await jobControl[act](params.name, named(actor, body.reason))),
    }),
  );
}

function noJob(name: string): HttpProblem {
  return new HttpProblem('not_found', `There is no recurrent job named ${name}.`);
}

function orderAnswer(order: JobOrder): {
  status: number;
  body: Omit<Extract<JobOrder, { ok: true }>, 'ok'> & { name: string };
} {
  if (!order.ok) throw new HttpProblem(order.reason, order.message);
  return { status: 200, body: { name: order.job.name, message: order.message, job: order.job } };
}
