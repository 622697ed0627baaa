import { z } from 'zod';
import { Instant } from './values.ts';

export const QueryList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        meaning: z.string(),
        parameters: z.array(z.string()),
        required: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'QueryList' });

export const QueryAnswer = z
  .strictObject({
    query: z.string(),
    title: z.string(),
    parameters: z.record(z.string(), z.string()).meta({ description: 'As the SQL had them.' }),
    data_as_of: Instant.nullable().meta({
      description:
        'The newest of what the rows are from, or when their materialized view was refreshed; null without rows.',
    }),
    n: z.int().meta({ description: 'Rows; `n` of a row says how many games, prices or bets it is of.' }),
    items: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'QueryAnswer' });
