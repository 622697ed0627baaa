import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { Unsent } from './answers/values.ts';
import { HttpProblem } from './problem.ts';
import { answering, contextOf } from './request-context.ts';
import { actorName } from './security/principal.ts';
import { checked } from './validation.ts';

/** What a handler answers. */
export type ApiAnswer<Body = unknown> = { status: number; body: Body };

/** What a route may answer, by status; a refusal needs no schema, for all of them are problem documents. */
export type Responses = Readonly<Record<number, { description: string; schema?: z.ZodType }>>;

/** What a handler must answer so that one of the promised schemas holds. */
type PromisedAnswer<R extends Responses> = {
  [Status in keyof R]: R[Status] extends { schema: infer Schema extends z.ZodType }
    ? ApiAnswer<Unsent<z.output<Schema>>>
    : never;
}[keyof R];

/** A request whose parts have passed their schemas. */
export type ApiInput<Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  response: Response;
  /** Who asks, as timelines name it. */
  actor: string;
};

/** A route of the API: what it takes, what it promises, what it does. The description is generated from it. */
export type ApiRoute = {
  method: 'get' | 'post';
  /** In express' form: `/admin/games/:id`. */
  path: string;
  area: string;
  summary: string;
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  /** Media types of a body that is streamed and not validated here. */
  streams: readonly string[] | undefined;
  responses: Responses;
  handle: (request: Request, response: Response) => Promise<ApiAnswer>;
};

type Schemas<Params, Query, Body> = {
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
};

type RouteSpec<Params, Query, Body, R extends Responses> = Pick<
  ApiRoute,
  'method' | 'path' | 'area' | 'summary'
> &
  Schemas<Params, Query, Body> & {
    streams?: readonly string[];
    responses: R;
    handle: (input: ApiInput<Params, Query, Body>) => Promise<PromisedAnswer<R>>;
  };

const NOTHING = z.strictObject({});

/**
 * Ties schemas and handler together, so that a handler sees only what has been validated and answers what the
 * schemas of its responses promise.
 */
export function apiRoute<R extends Responses, Params = unknown, Query = unknown, Body = unknown>(
  spec: RouteSpec<Params, Query, Body, R>,
): ApiRoute {
  const { method, path, area, summary, responses, params, query, body, streams, handle } = spec;
  return {
    method,
    path,
    area,
    summary,
    responses,
    params,
    query,
    body,
    streams,
    async handle(request, response) {
      if (body) requireJson(request);
      return handle({
        params: checked<Params>(params, 'path', request.params),
        query: checked<Query>(query ?? (NOTHING as unknown as z.ZodType<Query>), 'query', request.query),
        body: checked<Body>(body, 'body', request.body ?? {}),
        request,
        response,
        actor: actorName(contextOf(response).principal),
      });
    },
  };
}

/** An empty body counts as an empty object; anything else must say that it is JSON. */
function requireJson(request: Request): void {
  const length = request.get('content-length');
  const hasBody = request.get('transfer-encoding') !== undefined || (length !== undefined && length !== '0');
  if (!hasBody || request.is('application/json') || request.is('+json')) return;
  throw new HttpProblem('unsupported_media_type', 'The body must be JSON.', {
    remedy: 'Send it with `Content-Type: application/json`.',
  });
}

/** Runs a route, or repeats the answer that the same request had before. */
export type Answerer = (route: ApiRoute, request: Request, response: Response) => Promise<ApiAnswer>;

/** Puts routes into a router; every path answers other methods with 405. */
export function mountRoutes(router: Router, routes: readonly ApiRoute[], answer: Answerer): void {
  for (const route of routes) {
    router[route.method](
      route.path,
      answering(async (request, response) => {
        const { status, body } = await answer(route, request, response);
        response.status(status).json(body);
      }),
    );
  }
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    const methods = group.map((route) => route.method.toUpperCase());
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
    router.all(path, (request) => {
      throw new HttpProblem('method_not_allowed', `${request.method} is not possible here, only ${allow}.`, {
        headers: { Allow: allow },
      });
    });
  }
}
