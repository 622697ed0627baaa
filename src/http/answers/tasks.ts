import { z } from 'zod';
import { BACKFILL_ORIGINS, BACKFILL_STATUSES } from '../../domain/history.ts';
import { ENTITY_STATUSES, TASK_PLANS } from '../../domain/plans.ts';
import { GAME_STATUSES, HOLD_REASONS, TASK_STATUSES } from '../../domain/statuses.ts';
import { BULK_ACTIONS } from '../bulk-action.ts';
import { Day, Instant, SportName, pageOf } from './values.ts';

export const TaskSchema = z
  .strictObject({
    id: z.int(),
    game_id: z.int(),
    label: z.string().meta({ example: 'LAL @ GSW 2026-01-15' }),
    sport: SportName,
    league: z.string(),
    season: z.int(),
    slate_date: Day,
    tip_off: Instant,
    game_status: z.enum(GAME_STATUSES),
    pass: z.string().meta({ description: '`first`, or a later look for corrections.' }),
    revision: z.int(),
    status: z.enum(TASK_STATUSES),
    scheduled_time: Instant,
    due_at: Instant,
    hold_reason: z.enum(HOLD_REASONS).nullable(),
    hold_words: z.string().nullable(),
    hold_detail: z.string().nullable(),
    error_type: z.string().nullable(),
    error_message: z.string().nullable(),
    retry_count: z.int(),
    max_retries: z.int(),
    next_retry_at: Instant.nullable(),
    execution_time: Instant.nullable().meta({ description: 'The first start.' }),
    completed_at: Instant.nullable(),
    plan: z.enum(TASK_PLANS).nullable(),
    fallback_from: z.enum(TASK_PLANS).nullable(),
    entities_done: z.int().nullable(),
    entities_expected: z.int().nullable(),
    player_count: z.int().nullable(),
    team_count: z.int().nullable(),
    api_calls_made: z.int(),
    duration_seconds: z.number().nullable(),
    worker: z.string().nullable(),
    lease_expires_at: Instant.nullable(),
    paused_at: Instant.nullable(),
    pause_reason: z.string().nullable(),
    lateness_seconds: z.number().nullable(),
    created_at: Instant,
    updated_at: Instant,
    in_words: z.string().meta({ description: 'Where the task stands and what comes next.' }),
    next_at: Instant.nullable(),
  })
  .meta({ id: 'Task' });

export const TaskPage = pageOf(TaskSchema, 'TaskPage');

export const TaskDetailSchema = TaskSchema.extend({
  entities: z.array(
    z.strictObject({
      entity_type: z.enum(['player', 'team']),
      provider_entity_id: z.string(),
      entity_id: z.int().nullable(),
      name: z.string().nullable(),
      status: z.enum(ENTITY_STATUSES),
      attempts: z.int(),
      error_message: z.string().nullable(),
      seeded_at: Instant.nullable(),
    }),
  ),
}).meta({ id: 'TaskDetail' });

export const ActionSchema = z
  .strictObject({
    task_id: z.int(),
    game_id: z.int(),
    message: z.string(),
    window_opens_at: Instant.optional().meta({
      description: 'Where the game was asked for before its window: when that opens.',
    }),
  })
  .meta({ id: 'ActionResult' });

export const BulkSchema = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    dry_run: z.boolean(),
    matched: z.int(),
    done: z.int(),
    refused: z.array(z.strictObject({ task_id: z.int(), message: z.string() })),
    remaining: z.int(),
    next_after: z
      .int()
      .nullable()
      .meta({ description: 'Send it as `after` to go on; null when every task had its turn.' }),
  })
  .meta({ id: 'BulkResult' });

const SweepSchema = z
  .strictObject({
    id: z.int(),
    sport: SportName,
    season: z.int(),
    league: z.string().nullable(),
    status: z.enum(BACKFILL_STATUSES),
    origin: z.enum(BACKFILL_ORIGINS),
    actor: z.string(),
    games_total: z.int().nullable(),
    games_queued: z.int(),
    games_seeded: z.int(),
    games_failed: z.int(),
    games_open: z.int(),
    api_calls_made: z.int(),
    note: z.string().nullable(),
    due_at: Instant,
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'Sweep' });

export const SweepAnswer = z.strictObject({ sweep: SweepSchema });
export const SweepActionAnswer = z.strictObject({ sweep: SweepSchema, message: z.string() });
export const SweepList = pageOf(SweepSchema, 'SweepPage');
