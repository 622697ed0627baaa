import { z } from 'zod';
import { Instant, pageOf } from './values.ts';

export const LoadQuarantinePage = pageOf(
  z
    .strictObject({
      id: z.int(),
      load_id: z.int().nullable(),
      dataset: z.string(),
      source: z.string().meta({ description: 'The file as the load named it.' }),
      line: z.int(),
      field: z.string(),
      value: z.string(),
      reason: z.string(),
      detail: z.string(),
      remedy: z.string(),
      raw: z.unknown().meta({ description: 'The row as the file has it.' }),
      run_id: z.string().nullable().meta({ description: 'The run that set it aside.' }),
      created_at: Instant,
    })
    .meta({ id: 'WaitingLoadRow' }),
  'LoadQuarantinePage',
);
