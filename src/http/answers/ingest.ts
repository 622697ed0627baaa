import { z } from 'zod';
import { Instant, SportName, pageOf } from './values.ts';

const AnswerSchema = z.strictObject({
  flag: z.string(),
  field: z.string(),
  value: z.union([z.string(), z.boolean()]),
  meaning: z.string(),
  unlikely: z.literal(true).optional(),
});

const QuestionSchema = z
  .strictObject({
    code: z.string(),
    detail: z.string(),
    rows: z.int(),
    lines: z.array(z.int()),
    answers: z.array(AnswerSchema.extend({ fits: z.int() })),
  })
  .meta({ id: 'Question' });

/** Why a row waits, and what mends it. */
const WAITING = {
  reason: z.string(),
  detail: z.string(),
  remedy: z.string(),
  answers: z.array(AnswerSchema).optional(),
};

export const IngestResultSchema = z
  .strictObject({
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
    quarantined: z.array(z.strictObject({ line: z.int(), ...WAITING })),
    questions: z
      .array(QuestionSchema)
      .meta({ description: 'Rows with several readings, which wait for one of the answers.' }),
    fuzzy_matches: z
      .array(
        z.strictObject({
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
    run_id: z
      .string()
      .optional()
      .meta({ description: 'The run in whose name rows were written: `runs show`.' }),
    dry_run: z.boolean(),
    strict_refused: z.literal(true).optional(),
    changes: z.array(z.string()).optional(),
  })
  .meta({ id: 'IngestResult' });

export const ImportPage = pageOf(
  z
    .strictObject({
      id: z.int(),
      sport: SportName,
      league: z.string().nullable(),
      season: z.int(),
      source: z.string(),
      preset: z.string(),
      actor: z.string(),
      created_at: Instant,
      result: z
        .record(z.string(), z.unknown())
        .nullable()
        .meta({ description: 'What it did, in the words of an ingest by the version that ran then.' }),
      undone_at: Instant.nullable(),
      undone_by: z.string().nullable(),
    })
    .meta({ id: 'Import' }),
  'ImportPage',
);

export const UndoSchema = z
  .strictObject({
    import_id: z.int(),
    games_removed: z.int(),
    games_restored: z.int(),
    tasks_rescheduled: z.int(),
    quarantine_discarded: z.int(),
    quarantine_reopened: z.int(),
    teams_removed: z.int(),
    venues_removed: z.int(),
    venues_restored: z.int().meta({
      description: 'Older venues of which the city, region or country is taken back that only it had said.',
    }),
    message: z.string(),
  })
  .meta({ id: 'UndoResult' });

export const RetryResultSchema = z
  .strictObject({
    rows: z.int(),
    resolved: z.int(),
    games_added: z.int(),
    games_moved: z.int(),
    games_unchanged: z.int(),
    tasks_created: z.int(),
    tasks_rescheduled: z.int(),
    still_open: z.array(z.strictObject({ id: z.int(), ...WAITING })),
    questions: z.array(QuestionSchema),
    not_open: z.array(z.int()),
    import_ids: z.array(z.int()),
  })
  .meta({ id: 'RetryResult' });

export const DiscardSchema = z
  .strictObject({ id: z.int(), message: z.string() })
  .meta({ id: 'DiscardResult' });

export const QuarantinePage = pageOf(
  z
    .strictObject({
      id: z.int(),
      import_id: z.int().nullable(),
      sport: SportName,
      league: z.string().nullable(),
      season: z.int(),
      source: z.string(),
      line: z.int(),
      raw: z.unknown().meta({ description: 'The row as the file has it.' }),
      reason: z.string(),
      detail: z.string(),
      remedy: z.string(),
      team_name: z.string().nullable(),
      answers: z.array(AnswerSchema).nullable(),
      status: z.string(),
      created_at: Instant,
      resolved_at: Instant.nullable(),
    })
    .meta({ id: 'QuarantinedRow' }),
  'QuarantinePage',
);
