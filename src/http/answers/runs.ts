import { z } from 'zod';
import { RUN_KINDS } from '../../domain/runs.ts';
import { MISSING_REASONS } from '../../read/runs/missing-runs.ts';
import { Instant, SportName, pageOf } from './values.ts';

const RunSchema = z
  .strictObject({
    id: z.int(),
    run_id: z.string().nullable().meta({ description: 'As rows of collected data name it.' }),
    kind: z.enum(RUN_KINDS).nullable(),
    operation: z.string(),
    sport: SportName,
    league: z.string().nullable(),
    season: z.int().nullable(),
    game_id: z.int().nullable(),
    task_id: z.int().nullable(),
    status: z.string(),
    source: z.string().nullable().meta({ description: 'A provider by its name, a file, a route.' }),
    api_version: z.string().nullable(),
    parser_version: z.string().nullable(),
    file_hash: z.string().nullable(),
    actor: z.string().nullable(),
    calls: z.int(),
    started_at: Instant.nullable(),
    finished_at: Instant,
  })
  .meta({ id: 'Run' });

export const RunPage = pageOf(RunSchema, 'RunPage');

const RunBodySchema = z
  .strictObject({
    body_hash: z.string(),
    host: z.string(),
    endpoint: z.string(),
    query: z.unknown(),
    fetched_at: Instant,
    payload_id: z.int().nullable().meta({ description: 'Null where the body is not kept.' }),
    is_shared: z.boolean().meta({ description: 'The call was that of another run.' }),
  })
  .meta({ id: 'RunBody' });

const RunCallSchema = z
  .strictObject({
    started_at: Instant,
    host: z.string(),
    endpoint: z.string(),
    query: z.unknown(),
    outcome: z.string(),
    http_status: z.int().nullable(),
    duration_ms: z.int(),
    cost: z.int().nullable().meta({ description: 'Calls taken from the quota.' }),
    detail: z.string().nullable(),
  })
  .meta({ id: 'RunCall' });

export const RunDetailSchema = RunSchema.extend({
  rows: z.record(z.string(), z.int()).meta({
    description: 'Rows by dataset; of the run of a game those that no later run has written anew.',
  }),
  bodies: z.array(RunBodySchema),
  provider_calls: z.array(RunCallSchema),
  import_id: z.int().nullable(),
  details: z.unknown(),
}).meta({ id: 'RunDetail' });

export const LineageSchema = z
  .strictObject({
    game_id: z.int(),
    run_id: z.string().nullable().meta({ description: 'Which run wrote its schedule or status last.' }),
    import_id: z.int().nullable(),
    result: z.strictObject({ source: z.string().nullable(), run_id: z.string().nullable() }),
    lines: z.array(
      z.strictObject({
        dataset: z.string(),
        team_id: z.int(),
        player_id: z.int().nullable(),
        name: z.string(),
        source: z.string(),
        run_id: z.string().nullable(),
        written_at: Instant,
      }),
    ),
    runs: z
      .array(RunSchema.extend({ bodies: z.array(RunBodySchema) }).meta({ id: 'LineageRun' }))
      .meta({ description: 'The runs that are named and have an entry, the newest first.' }),
    missing_runs: z
      .array(
        z.strictObject({
          run_id: z.string(),
          reason: z.enum(MISSING_REASONS),
          kept_since: Instant.nullable().meta({ description: 'The oldest entry that is kept.' }),
        }),
      )
      .meta({
        description: 'Runs without an entry: under way, older than entries are kept, or lost in another way.',
      }),
  })
  .meta({ id: 'GameLineage' });
