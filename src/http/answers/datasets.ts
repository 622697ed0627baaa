import { z } from 'zod';
import { FRESHNESS_STATES } from '../../datasets/freshness.ts';
import { TASK_STATUSES } from '../../domain/statuses.ts';
import { Instant } from './values.ts';

const DatasetInputSchema = z.union([
  z.strictObject({ dataset: z.string() }),
  z.strictObject({ capability: z.string().meta({ description: 'What providers can tell.' }) }),
]);

const RefreshSchema = z
  .strictObject({
    id: z.int(),
    dataset: z.string(),
    mode: z.string(),
    status: z.string(),
    season: z.int().nullable(),
    entities: z.int().nullable(),
    rows_written: z.int(),
    rows_removed: z.int(),
    rows_read: z.int().nullable().meta({ description: 'Rows computed; null where a part is written anew.' }),
    rows_added: z.int().nullable(),
    rows_changed: z.int().nullable(),
    rows_same: z.int().nullable(),
    started_at: Instant,
    finished_at: Instant,
    duration_ms: z.int(),
    actor: z.string().nullable().meta({ description: 'Who asked; null where changes did.' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'DatasetRefresh' });

const OrderSchema = z
  .strictObject({
    item_id: z.int(),
    status: z.enum(TASK_STATUSES),
    part: z.string().meta({ example: 'season 2025, everybody' }),
    detail: z.string().nullable().meta({ description: 'What it came to, why it waits, or what went wrong.' }),
    updated_at: Instant,
  })
  .meta({ id: 'DatasetOrder' });

const DatasetSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['collected', 'computed', 'view']),
    relation: z.enum(['table', 'view', 'materialized view']),
    grain: z.string().meta({ description: 'What one row is.' }),
    meaning: z.string(),
    inputs: z.array(DatasetInputSchema).readonly(),
    dependents: z.array(z.string()).readonly(),
    fresh_within_seconds: z.int().nullable(),
    partitioned_by: z.string().nullable(),
    retention: z.string().nullable(),
    rows_about: z
      .int()
      .nullable()
      .meta({ description: 'Rows as the database estimates them; null for a view.' }),
    freshness: z
      .enum(FRESHNESS_STATES)
      .nullable()
      .meta({ description: 'Beside its inputs; null where rows are collected.' }),
    pending: z
      .strictObject({
        changes: z.int(),
        keys: z.int(),
        failed_changes: z.int(),
        oldest_at: Instant.nullable(),
        lag_seconds: z.int().nullable(),
      })
      .nullable()
      .meta({ description: 'Changes of inputs that are not in it yet; null where rows are collected.' }),
    last_refresh: RefreshSchema.nullable(),
    can_be_ordered: z
      .boolean()
      .meta({ description: 'Whether a part of it can be computed anew when somebody asks.' }),
    last_order: OrderSchema.nullable().meta({
      description: 'The refresh that was handed over to workers: what is under way, or else the last one.',
    }),
  })
  .meta({ id: 'Dataset' });

export const DatasetList = z
  .strictObject({ items: z.array(DatasetSchema).readonly() })
  .meta({ id: 'Datasets' });

export const DatasetAnswer = DatasetSchema.extend({
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.string(),
        is_nullable: z.boolean(),
        is_key: z.boolean().meta({ description: 'Part of the primary key.' }),
        meaning: z.string().nullable(),
      }),
    )
    .readonly(),
  refreshes: z.array(RefreshSchema).readonly().meta({ description: 'The last refreshes, the newest first.' }),
}).meta({ id: 'DatasetWithRefreshes' });

export const RefreshOrderAnswer = z
  .strictObject({
    name: z.string(),
    keys: z.int().meta({ description: 'Noted as changed: players or teams of a season.' }),
    item_id: z
      .int()
      .nullable()
      .meta({ description: 'The item of work; null where there is nothing to refresh.' }),
    is_new: z.boolean().meta({ description: 'False where the same part was asked for already.' }),
    message: z.string(),
  })
  .meta({ id: 'DatasetRefreshOrder' });
