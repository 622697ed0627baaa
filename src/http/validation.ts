import type { z } from 'zod';
import { issueWords, withGivenValue } from './issue-words.ts';
import { HttpProblem, type ProblemDetail } from './problem.ts';

/** Most problems of one request that are listed; a broken client makes thousands of the same kind. */
const MAX_LISTED = 50;

/**
 * What a schema makes of a part of a request. Throws HttpProblem 400 with one entry for each field that is wrong.
 * Without a schema the part is passed on unseen.
 */
export function checked<T>(
  schema: z.ZodType<T> | undefined,
  part: 'path' | 'query' | 'body',
  value: unknown,
): T {
  if (!schema) return value as T;
  const result = schema.safeParse(value, { error: issueWords, reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => detailsOf(issue, part)).slice(0, MAX_LISTED);
  const fields = errors.map((error) => error.field).join(', ');
  throw new HttpProblem('invalid_request', `Something is wrong with the ${part}: ${fields}.`, { errors });
}

function detailsOf(issue: z.core.$ZodIssue, part: string): ProblemDetail[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...located([...issue.path, key], part),
      detail: 'there is no such field',
      remedy: 'Leave it out, or check its spelling.',
    }));
  }
  const remedy = issue.code === 'custom' ? (issue.params?.['remedy'] as unknown) : undefined;
  return [
    {
      ...located(issue.path, part),
      detail: issue.code === 'custom' && remedy ? issue.message : withGivenValue(issue.message, issue.input),
      ...(typeof remedy === 'string' ? { remedy } : {}),
    },
  ];
}

function located(path: readonly PropertyKey[], part: string): Pick<ProblemDetail, 'field' | 'pointer'> {
  const field = path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
  const pointer = `#${path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
  return { field: field === '' ? part : field, ...(part === 'body' ? { pointer } : {}) };
}
