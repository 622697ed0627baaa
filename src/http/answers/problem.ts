import { z } from 'zod';

/** What every refusal looks like. */
export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    remedy: z.string().optional(),
    errors: z
      .array(
        z.strictObject({
          field: z.string(),
          pointer: z.string().optional(),
          detail: z.string(),
          remedy: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });
