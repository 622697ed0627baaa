import { z } from 'zod';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { WORK_ACTS } from '../../jobs/ledger/work-acts.ts';
import { Instant, pageOf } from './values.ts';

/** An item of work as the queries of the ledger tell it. */
const WorkItemSchema = z
  .strictObject({
    id: z.int(),
    kind: z.string(),
    subject: z.string(),
    status: z.enum(TASK_STATUSES),
    payload: z.unknown(),
    priority: z.int(),
    concurrency_key: z.string().nullable(),
    due_at: Instant,
    is_overdue: z.boolean(),
    retry_count: z.int(),
    max_retries: z.int(),
    hold_reason: z.string().nullable(),
    hold_detail: z.string().nullable(),
    error_type: z.string().nullable(),
    error_message: z.string().nullable(),
    note: z.string().nullable(),
    claimed_by: z.string().nullable(),
    completed_at: Instant.nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'WorkItem' });

const WorkTransitionSchema = z
  .strictObject({
    id: z.int(),
    event: z.string(),
    status: z.enum(TASK_STATUSES),
    fence: z.int(),
    retry_count: z.int(),
    due_at: Instant,
    actor: z.string().nullable(),
    detail: z.string().nullable(),
    at: Instant,
  })
  .meta({ id: 'WorkTransition' });

export const WorkPage = pageOf(WorkItemSchema, 'WorkItems');

export const WorkItemAnswer = WorkItemSchema.extend({
  history: z.array(WorkTransitionSchema).meta({ description: 'What happened to it, the newest first.' }),
}).meta({ id: 'WorkItemWithHistory' });

export const WorkActAnswer = z
  .strictObject({ id: z.int(), message: z.string(), item: WorkItemAnswer })
  .meta({ id: 'WorkAct' });

export const WorkBulkAnswer = z
  .strictObject({
    action: z.enum(WORK_ACTS),
    dry_run: z.boolean(),
    matched: z.int(),
    done: z.int(),
    refused: z
      .array(z.strictObject({ id: z.int(), message: z.string() }))
      .meta({ description: 'The first of them.' }),
  })
  .meta({ id: 'WorkBulk' });
