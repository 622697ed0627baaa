import { z } from 'zod';
import {
  COMPARED_FIELDS,
  COMPARED_LINES,
  DIFFERENCE_STATUSES,
  SETTLED_REASONS,
} from '../../domain/source-difference.ts';
import { Day, Instant, pageOf } from './values.ts';

const SEEN = {
  ours: z.string().nullable().meta({ description: 'What is written here; nothing changes it.' }),
  our_source: z.string().nullable(),
  theirs: z.string().nullable(),
  source: z.string().meta({ description: 'Who says something else.' }),
  run_id: z.string().nullable().meta({ description: 'The run that saw it last.' }),
  first_seen_at: Instant,
  last_seen_at: Instant,
  settled_at: Instant.nullable(),
  settled_because: z.enum(SETTLED_REASONS).nullable(),
  status: z.enum(DIFFERENCE_STATUSES),
};

export const SourceDifferences = pageOf(
  z.strictObject({
    game_id: z.int(),
    league: z.string(),
    slate_date: Day,
    away: z.string(),
    home: z.string(),
    field: z.enum(COMPARED_FIELDS),
    ...SEEN,
  }),
  'SourceDifferences',
);

export const LineDifferences = pageOf(
  z.strictObject({
    game_id: z.int(),
    league: z.string(),
    slate_date: Day,
    away: z.string(),
    home: z.string(),
    entity_type: z.enum(COMPARED_LINES),
    entity_id: z.int().meta({ description: 'The player or team.' }),
    name: z.string().nullable(),
    field: z.string().meta({ description: 'The column of the figure.' }),
    ...SEEN,
  }),
  'LineDifferences',
);
