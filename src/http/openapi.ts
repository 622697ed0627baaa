import type { z } from 'zod';
import { DetailedHealthSchema, HealthSchema, ReadinessSchema } from './answers/health.ts';
import { IDEMPOTENCY_HOURS } from './idempotency-keys.ts';
import type { ApiRoute } from './api-route.ts';
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from './idempotent-answer.ts';
import { ProblemSchema } from './answers/problem.ts';
import { exampleOf } from './openapi-examples.ts';
import { createSchemaRegistry, type Json, type SchemaRegistry } from './schema-registry.ts';

/** Answers that every route may give. */
const COMMON_PROBLEMS = {
  400: 'Something in the request is wrong; `errors` names each field.',
  401: 'A token or a session is needed.',
  403: 'Another site asked a browser for a change, or a reader wants to change something.',
  429: 'Too many requests a minute; see Retry-After.',
  503: 'The database or the queue store is away; see Retry-After.',
} as const;

/** Answers that every POST may give because of its idempotency key; the routes' own reasons come first. */
const KEYED_PROBLEMS: Readonly<Record<number, string>> = {
  409: 'Or: the request with this Idempotency-Key is still in progress; see Retry-After.',
  422: 'Or: the Idempotency-Key belongs to another request.',
};

/** A route without a handler of the API: for supervisors and scrapers. */
export type PlainRoute = {
  path: string;
  summary: string;
  /** Of its JSON; a text without. */
  schema?: z.ZodType;
  /** Whether 503 is an answer of the same kind, which says what is wrong. */
  is503: boolean;
};

export const PLAIN_ROUTES: readonly PlainRoute[] = [
  { path: '/livez', summary: 'Whether the process lives', is503: false },
  { path: '/readyz', summary: 'Whether requests can be served', schema: ReadinessSchema, is503: true },
  { path: '/health', summary: 'Health in brief', schema: HealthSchema, is503: true },
  {
    path: '/health/detailed',
    summary: 'Health of each dependency',
    schema: DetailedHealthSchema,
    is503: true,
  },
  { path: '/metrics', summary: 'Metrics for Prometheus', is503: false },
];

/** The OpenAPI 3.1 description of the API, generated from the schemas that validate it. */
export function describeApi(routes: readonly ApiRoute[], version: string): Json {
  const registry = createSchemaRegistry();
  const problem = registry.describe(ProblemSchema, 'output');
  const paths: Record<string, Json> = {};
  for (const { path, summary, schema, is503 } of PLAIN_ROUTES) {
    const content = schema
      ? { 'application/json': { schema: registry.describe(schema, 'output') } }
      : { 'text/plain': {} };
    const responses: Json = { 200: { description: 'OK', content } };
    if (is503) responses['503'] = { description: 'Not now.', content };
    paths[path] = {
      get: { tags: ['health'], summary, operationId: operationId('get', path), security: [], responses },
    };
  }
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route, { registry, problem }) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scoracle',
      version,
      description:
        'Turns schedules into fresh statistics: ingest, look, steer. Errors are RFC 9457 problem documents.',
    },
    paths,
    components: {
      schemas: registry.named(),
      parameters: { idempotencyKey: idempotencyKeyParameter() },
      headers: {
        retryAfter: { description: 'Seconds to wait.', schema: { type: 'integer' } },
        replayed: {
          description: 'Present when the answer is the kept one of an earlier request with the same key.',
          schema: { type: 'string', const: 'true' },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN; for GET also READER_TOKEN.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'scoracle_session',
          description: 'After POST /login.',
        },
      },
    },
    security: [{ token: [] }, { session: [] }],
  };
}

function idempotencyKeyParameter(): Json {
  return {
    name: IDEMPOTENCY_HEADER,
    in: 'header',
    required: false,
    description: `Chosen by the client, fresh for each request, such as a UUID. The same request with the same key happens once; its answer is kept for ${IDEMPOTENCY_HOURS} hours and repeated. A refused request leaves its key free.`,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  };
}

/** What the descriptions of all routes share. */
type Shared = { registry: SchemaRegistry; problem: Json };

function describeRoute(route: ApiRoute, shared: Shared): Json {
  const { registry } = shared;
  const keyed = route.method === 'post' ? [{ $ref: '#/components/parameters/idempotencyKey' }] : [];
  return {
    tags: [route.area],
    summary: route.summary,
    operationId: operationId(route.method, route.path),
    parameters: [
      ...parametersOf(route.params, 'path', registry),
      ...parametersOf(route.query, 'query', registry),
      ...keyed,
    ],
    ...requestBodyOf(route, registry),
    responses: responsesOf(route, shared),
  };
}

function operationId(method: string, path: string): string {
  const words = path.split(/[^a-zA-Z]+/).filter((word) => word !== '' && word !== 'admin');
  return [method, ...words].map((word, index) => (index === 0 ? word : capitalised(word))).join('');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  registry: SchemaRegistry,
): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = registry.describe(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const { description, example, ...rest } = property;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
      schema: rest,
    };
  });
}

function requestBodyOf({ body, streams }: ApiRoute, registry: SchemaRegistry): Json {
  if (streams) {
    const content = Object.fromEntries(streams.map((type) => [type, { schema: { type: 'string' } }]));
    return { requestBody: { required: true, content } };
  }
  if (!body) return {};
  const schema = registry.describe(body, 'input');
  const example = exampleOf(schema);
  const isRequired = Array.isArray(schema['required']) && schema['required'].length > 0;
  return { requestBody: { required: isRequired, content: { 'application/json': { schema, example } } } };
}

function responsesOf(route: ApiRoute, { registry, problem: schemaOfProblem }: Shared): Json {
  const problem = { 'application/problem+json': { schema: schemaOfProblem } };
  const retryAfter = { 'Retry-After': { $ref: '#/components/headers/retryAfter' } };
  const isKeyed = route.method === 'post';
  const common = Object.entries({ ...COMMON_PROBLEMS, ...(isKeyed ? KEYED_PROBLEMS : {}) }).map(
    ([status, description]) => [
      status,
      {
        description: capitalised(description.replace(/^Or: /, '')),
        ...(['429', '503', '409'].includes(status) ? { headers: retryAfter } : {}),
        content: problem,
      },
    ],
  );
  const own = Object.entries(route.responses).map(([status, { description, schema }]) => [
    status,
    {
      description: [description, isKeyed ? KEYED_PROBLEMS[Number(status)] : undefined]
        .filter((part) => part !== undefined)
        .join(' '),
      ...(isKeyed && Number(status) < 400
        ? { headers: { [REPLAYED_HEADER]: { $ref: '#/components/headers/replayed' } } }
        : {}),
      content:
        Number(status) >= 400
          ? problem
          : { 'application/json': { schema: schema ? registry.describe(schema, 'output') : {} } },
    },
  ]);
  return Object.fromEntries([...common, ...own]) as Json;
}
