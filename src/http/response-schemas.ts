import { z } from 'zod';
import { TASK_STATUSES } from '../domain/statuses.ts';

/** Shapes of answers, for the description; answers are built by types and not checked against these. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    remedy: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          pointer: z.string().optional(),
          detail: z.string(),
          remedy: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });

const AnswerSchema = z.object({
  flag: z.string(),
  field: z.string(),
  value: z.union([z.string(), z.boolean()]),
  meaning: z.string(),
  unlikely: z.literal(true).optional(),
});

export const IngestResultSchema = z
  .object({
    rows: z.int(),
    rows_other_seasons: z.int(),
    games_added: z.int(),
    games_moved: z.int(),
    times_confirmed: z.int(),
    times_unknown: z.int(),
    games_unchanged: z.int(),
    games_updated: z.int(),
    games_cancelled: z.int(),
    cancellations_held: z.int().meta({ description: 'Missing games that were not cancelled: see warnings.' }),
    tasks_created: z.int(),
    tasks_rescheduled: z.int(),
    tasks_enqueued: z.int(),
    quarantined: z.array(
      z.object({
        line: z.int(),
        reason: z.string(),
        detail: z.string(),
        remedy: z.string(),
        answers: z.array(AnswerSchema).optional(),
      }),
    ),
    questions: z
      .array(
        z.object({
          code: z.string(),
          detail: z.string(),
          rows: z.int(),
          lines: z.array(z.int()),
          answers: z.array(AnswerSchema.extend({ fits: z.int() })),
        }),
      )
      .meta({ description: 'Rows with several readings, which wait for one of the answers.' }),
    fuzzy_matches: z
      .array(
        z.object({
          name: z.string(),
          team: z.string(),
          league: z.string(),
          score: z.number().min(0).max(1),
          line: z.int(),
          rows: z.int(),
        }),
      )
      .meta({ description: 'Team names with a typing error that were read in spite of it.' }),
    quarantine_resolved: z.int(),
    quarantine_superseded: z.int(),
    warnings: z.array(z.string()).optional(),
    duration_ms: z.int(),
    import_id: z.int().optional(),
    dry_run: z.boolean(),
    changes: z.array(z.string()).optional(),
  })
  .meta({ id: 'IngestResult' });

export const ActionSchema = z
  .object({
    task_id: z.int(),
    game_id: z.int(),
    message: z.string(),
    window_opens_at: z.iso.datetime().optional().meta({
      description: 'Where the game was asked for before its window: when that opens.',
    }),
  })
  .meta({ id: 'ActionResult' });

export const BulkSchema = z
  .object({
    action: z.string(),
    dry_run: z.boolean(),
    matched: z.int(),
    done: z.int(),
    refused: z.array(z.object({ task_id: z.int(), message: z.string() })),
    remaining: z.int(),
    next_after: z
      .int()
      .nullable()
      .meta({ description: 'Send it as `after` to go on; null when every task had its turn.' }),
  })
  .meta({ id: 'BulkResult' });

/** A page of anything. */
export const PageSchema = z
  .object({ items: z.array(z.record(z.string(), z.unknown())), next_cursor: z.string().nullable() })
  .meta({ id: 'Page' });

export const TaskSchema = z
  .looseObject({
    id: z.int(),
    game_id: z.int(),
    label: z.string(),
    sport: z.string(),
    status: z.enum(TASK_STATUSES),
    scheduled_time: z.iso.datetime(),
    due_at: z.iso.datetime(),
    in_words: z.string(),
  })
  .meta({ id: 'Task' });

export const DocumentSchema = z.record(z.string(), z.unknown());
