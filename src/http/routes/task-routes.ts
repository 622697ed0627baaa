import { actionAnswer } from '../action-answer.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { ActionSchema, TaskDetailSchema, TaskPage } from '../answers/tasks.ts';
import { RescheduleBody, TaskListQuery } from '../requests/tasks.ts';
import { IdParams, ReasonBody } from '../requests/values.ts';
import { toTaskList } from './list-filters.ts';

const ACTED = {
  200: { description: 'Done.', schema: ActionSchema },
  404: { description: 'There is no such task.' },
  409: { description: 'The task is in a state that does not allow it.' },
};

/** Lists tasks and acts on single ones. */
export function taskRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  return [...lookingRoutes(app, services), ...actingRoutes(app)];
}

function lookingRoutes(
  { leagueRegister }: RouteDeps['app'],
  { taskQueries }: RouteDeps['services'],
): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/tasks',
      area: 'tasks',
      summary: 'List seeding tasks',
      query: TaskListQuery,
      responses: { 200: { description: 'A page of tasks.', schema: TaskPage } },
      async handle({ query }) {
        const filter = toTaskList(await leagueRegister.current(), query);
        return { status: 200, body: await taskQueries.list(filter) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/tasks/:id',
      area: 'tasks',
      summary: 'One task with what has come in for it',
      params: IdParams,
      responses: {
        200: { description: 'The task.', schema: TaskDetailSchema },
        404: { description: 'There is no such task.' },
      },
      async handle({ params }) {
        const task = await taskQueries.get(params.id);
        if (!task) throw new HttpProblem('not_found', `There is no task ${params.id}.`);
        return { status: 200, body: task };
      },
    }),
  ];
}

function actingRoutes({ taskActions }: RouteDeps['app']): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/admin/tasks/:id/retry',
      area: 'tasks',
      summary: 'Open a task again, due now, with fresh attempts',
      params: IdParams,
      body: ReasonBody,
      responses: ACTED,
      async handle({ params, body, actor }) {
        return actionAnswer(await taskActions.retry(params.id, named(actor, body.reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/tasks/:id/cancel',
      area: 'tasks',
      summary: 'End an open or failed task',
      params: IdParams,
      body: ReasonBody,
      responses: ACTED,
      async handle({ params, body, actor }) {
        return actionAnswer(await taskActions.cancel(params.id, named(actor, body.reason)));
      },
    }),
    apiRoute({
      method: 'post',
      path: '/admin/tasks/:id/reschedule',
      area: 'tasks',
      summary: 'Move an open task to another time',
      params: IdParams,
      body: RescheduleBody,
      responses: ACTED,
      async handle({ params, body, actor }) {
        return actionAnswer(await taskActions.reschedule(params.id, body.at, named(actor, body.reason)));
      },
    }),
  ];
}

/** An actor with a reason, where one was given. */
export function named(actor: string, reason: string | undefined): { name: string; reason?: string } {
  return { name: actor, ...(reason === undefined ? {} : { reason }) };
}
