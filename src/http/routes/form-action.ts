import type { Request } from 'express';
import { z } from 'zod';
import type { Notice } from '../pages/notices.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams, Sport } from '../schemas.ts';

/** What forms may carry; each action checks the fields of its own. */
export const Form = z.looseObject({
  csrf: z.string().default(''),
  back: z.string().default('/'),
  force: z.string().optional(),
  sport: Sport.optional(),
  host: z.string().max(300).optional(),
});

/** What a button does; gives the notice of what came of it. */
export type FormAction = (input: z.output<typeof Form>, request: Request, actor: string) => Promise<Notice>;

/** The id in a form's path; throws a 404 for anything else. */
export function idOf(request: Request): number {
  const params = IdParams.safeParse(request.params);
  if (!params.success) throw new HttpProblem('not_found', 'There is no such thing.');
  return params.data.id;
}
