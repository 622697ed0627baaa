import { z } from 'zod';
import { MAX_ID } from '../domain/ids.ts';

/** Beyond it no row can be: the database would refuse the number itself, and the job would come back for ever. */
const Id = z.int().positive().max(MAX_ID);

/**
 * Every kind of job and its payload.
 * The payload carries ids and a label for people; a worker trusts none of it and reads Postgres again.
 */
export const JOB_KINDS = {
  'seed-game': {
    payload: z.object({
      taskId: Id,
      gameId: Id,
      revision: Id,
      /** What people read on Bull Board, such as `LAL @ GSW 2026-01-15`. */
      label: z.string(),
      /** The HTTP request that the job comes from, for the logs; absent where there is none. */
      requestId: z.string().optional(),
    }),
  },
  'work-item': {
    payload: z.object({
      itemId: Id,
      /** The kind of work, as the catalog of kinds names it. */
      kind: z.string(),
      revision: Id,
      label: z.string(),
      requestId: z.string().optional(),
    }),
  },
} as const satisfies Record<string, { payload: z.ZodType }>;

export type JobKind = keyof typeof JOB_KINDS;
export type JobPayload<K extends JobKind> = z.infer<(typeof JOB_KINDS)[K]['payload']>;

/** What earlier versions let the queue repeat; deliveries of these come from processes of such a version. */
export const OUTDATED_REPEATING_KINDS = [
  'reconcile',
  'refresh-schedule',
  'refresh-rosters',
  'sweep-seasons',
  'finish-early',
] as const;

/**
 * How long finished jobs stay visible on Bull Board, by age (seconds) and count. Postgres keeps the history; these are
 * kept only for a look, and removal is lazy: when another job finishes, or with the next reconciliation.
 */
export const FINISHED_JOB_RETENTION = {
  completed: { age: 24 * 3600, count: 1000 },
  failed: { age: 7 * 24 * 3600, count: 5000 },
} as const;
