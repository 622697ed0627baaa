import { expect } from 'vitest';
import type { z } from 'zod';
import { ProblemSchema } from '../../src/http/answers/problem.ts';
import type { ApiRoute } from '../../src/http/api-route.ts';
import type { Answer } from './http-support.ts';

/** A request to an operation as its description names it, with the parts that fill it. */
export type Question = {
  /** In the description's form: `get /admin/games/:id`. */
  operation: string;
  id?: number;
  name?: string;
  query?: string;
  body?: unknown;
  /** A schedule file instead of a body. */
  file?: string;
  headers?: Record<string, string>;
};

/** Checks answers against the schemas that the API promises, and notes which were seen. */
export type AnswerCheck = {
  /** Compares an answer with what its operation promises for that status; an unknown field is a difference. */
  check: (question: Question, answer: Answer) => void;
  /** Operations that have answered with one of the statuses that they promise a document for. */
  answered: ReadonlySet<string>;
  /** Operations that have refused. */
  refused: ReadonlySet<string>;
};

export const operationOf = ({ method, path }: Pick<ApiRoute, 'method' | 'path'>): string =>
  `${method} ${path}`;

export function createAnswerCheck(routes: readonly ApiRoute[]): AnswerCheck {
  const byOperation = new Map(routes.map((route) => [operationOf(route), route]));
  const answered = new Set<string>();
  const refused = new Set<string>();
  return {
    answered,
    refused,
    check({ operation }, { status, headers, body }) {
      const route = byOperation.get(operation);
      expect(route, operation).toBeDefined();
      if (status >= 400) {
        expect([operation, headers.get('content-type')]).toEqual([
          operation,
          expect.stringContaining('application/problem+json'),
        ]);
        expect([operation, differences(ProblemSchema, body)]).toEqual([operation, []]);
        refused.add(operation);
        return;
      }
      const schema = route?.responses[status]?.schema;
      expect(schema, `${operation} promises nothing for ${status}`).toBeDefined();
      if (schema) expect([operation, differences(schema, body)]).toEqual([operation, []]);
      answered.add(operation);
    },
  };
}

/** Where a document differs from its schema, in words. */
export function differences(schema: z.ZodType, document: unknown): readonly string[] {
  const { error } = schema.safeParse(document);
  return (error?.issues ?? []).map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
}
