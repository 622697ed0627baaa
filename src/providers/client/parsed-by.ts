import type { z } from 'zod';
import type { Parsed } from './provider-call.ts';

/** Runs a zod schema; the problem names the first field that is not as expected. */
export function parsedBy<T>(schema: z.ZodType<T>, data: unknown): Parsed<T> {
  const result = schema.safeParse(data);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  const where = issue?.path.map(String).join('.') || 'the data';
  return {
    ok: false,
    kind: 'malformed',
    problem: `unexpected data at ${where}: ${issue?.message ?? 'unknown'}`,
  };
}
