import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { WORK_ACTS } from '../../jobs/ledger/work-acts.ts';
import { Paging, QueryFlag, Reason } from './values.ts';

/** The name of a kind of work. */
const WorkKindName = z.string().trim().min(1).max(40);

export const WorkListQuery = z.strictObject({
  kind: WorkKindName.optional(),
  status: z.enum(TASK_STATUSES).optional(),
  overdue: QueryFlag.optional().meta({
    description: 'Due for a minute and more, and taken by no worker.',
  }),
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Part of the subject, or of the words of an error.' }),
  ...Paging,
});

export const WorkBulkBody = z.strictObject({
  action: z.enum(WORK_ACTS),
  filter: z
    .strictObject({
      kind: WorkKindName.optional(),
      status: z.enum(TASK_STATUSES).optional(),
      ids: z.array(z.int().min(1).max(MAX_ID)).min(1).max(10_000).optional(),
      overdue: z.boolean().optional(),
      q: z.string().max(200).optional(),
    })
    .refine((filter) => Object.keys(filter).length > 0, { error: 'must restrict something' })
    .meta({
      description: 'Without a status or ids, retry acts on failed items only.',
      example: { kind: 'refresh-roster' },
    }),
  dry_run: z.boolean().default(false),
  reason: Reason.optional(),
});
