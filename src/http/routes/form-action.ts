import type { Request } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Notice } from '../pages/notices.ts';
import { HttpProblem } from '../problem.ts';
import { BoxScoreSport, IdParams, isPlausibleInstant } from '../requests/values.ts';

/** What forms may carry; each action checks the fields of its own. */
export const Form = z.looseObject({
  csrf: z.string().default(''),
  back: z.string().default('/'),
  force: z.string().optional(),
  sport: BoxScoreSport.optional(),
  host: z.string().max(300).optional(),
  /** Goes on the timeline; an empty field is none. */
  reason: z
    .string()
    .trim()
    .max(500)
    .transform((text) => (text === '' ? undefined : text))
    .optional(),
});

/** A time as an `input` of type `datetime-local` sends it, with the zone in which it was read. */
export const TimeForm = z
  .looseObject({ at: z.string().max(40), zone: z.string().max(64).default('UTC') })
  .transform(({ at, zone }, context) => {
    const time = DateTime.fromISO(at, { zone });
    const isThere = time.isValid && time.toFormat("yyyy-MM-dd'T'HH:mm") === at.slice(0, 16);
    if (isThere && isPlausibleInstant(time.toJSDate())) return { at: time.toJSDate() };
    context.addIssue({
      code: 'custom',
      path: ['at'],
      message: `${at === '' ? 'the empty field' : at} is no time in ${zone}`,
      params: { remedy: 'Give a day and a time that the clocks show there.' },
    });
    return z.NEVER;
  });

/** What a button does; gives the notice of what came of it. */
export type FormAction = (input: z.output<typeof Form>, request: Request, actor: string) => Promise<Notice>;

/** The id in a form's path; throws a 404 for anything else. */
export function idOf(request: Request): number {
  const params = IdParams.safeParse(request.params);
  if (!params.success) throw new HttpProblem('not_found', 'There is no such thing.');
  return params.data.id;
}
