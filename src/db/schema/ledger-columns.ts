import { bigint, boolean, integer, text, varchar } from 'drizzle-orm/pg-core';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { createdAt, instant, updatedAt } from './columns.ts';

/**
 * The columns that every table of durable work has: its state, its claim and what it waits for. Only the ledger
 * (`jobs/ledger/`) writes `status`, `fence`, `revision` and the claim.
 *
 * `revision` rises whenever the job must be delivered anew (moved, retried by hand); it is part of the job id.
 * `fence` rises with every claim; a run may write only while its fence is the current one.
 */
export function ledgerColumns() {
  return {
    revision: integer('revision').notNull().default(1),
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
    status: varchar('status', { length: 20, enum: TASK_STATUSES }).notNull().default('pending'),

    /** When the job is due next: its first time, the end of a hold, or the next retry. */
    dueAt: instant('due_at').notNull(),
    /** When a run first started. */
    executionTime: instant('execution_time'),
    completedAt: instant('completed_at'),

    holdReason: varchar('hold_reason', { length: 20 }),
    holdDetail: text('hold_detail'),

    errorType: varchar('error_type', { length: 40 }),
    errorMessage: text('error_message'),
    retryCount: integer('retry_count').notNull().default(0),
    maxRetries: integer('max_retries').notNull().default(3),
    nextRetryAt: instant('next_retry_at'),

    /** Set once the queue has acknowledged the job of this revision. */
    enqueuedAt: instant('enqueued_at'),
    /** The HTTP request that made the item or moved it last, where one did: its job names it, whoever publishes it. */
    requestId: varchar('request_id', { length: 64 }),
    /** The worker that holds the claim, and until when it holds without renewing. */
    claimedBy: varchar('claimed_by', { length: 100 }),
    leaseExpiresAt: instant('lease_expires_at'),
    /** Starts since one last ended in an outcome or a release: between two starts, the number of lost ones. */
    startCount: integer('start_count').notNull().default(0),
    /** Somebody asked for this run by hand: it goes before all others, until it ends. */
    isByHand: boolean('is_by_hand').notNull().default(false),

    createdAt: createdAt(),
    updatedAt: updatedAt(),
  };
}
