import { z } from 'zod';
import { BACKFILL_ORIGINS, BACKFILL_STATUSES, HISTORY_PARTS, UNIT_STATUSES } from '../../domain/history.ts';
import { Day, Instant, pageOf } from './values.ts';

const ROWS = {
  rows_read: z.int(),
  rows_added: z.int(),
  rows_changed: z.int(),
  rows_same: z.int(),
  rows_refused: z.int(),
};

const BackfillSchema = z
  .strictObject({
    id: z.int(),
    status: z.enum(BACKFILL_STATUSES),
    league: z.string(),
    season: z.int().nullable().meta({ description: 'Of one over the box scores of a whole season.' }),
    origin: z.enum(BACKFILL_ORIGINS),
    from_day: Day,
    to_day: Day,
    parts: z.array(z.string()),
    units: z.int(),
    units_done: z.int(),
    units_failed: z.int(),
    done: z.number().meta({ description: 'How much is read, from 0 to 1.' }),
    calls: z.int(),
    credits: z.int(),
    ...ROWS,
    estimated_calls: z.int(),
    estimated_credits: z.int(),
    actor: z.string(),
    note: z.string().nullable(),
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'Backfill' });

const UnitSchema = z
  .strictObject({
    id: z.int(),
    backfill_id: z.int(),
    league: z.string(),
    part: z.enum(HISTORY_PARTS),
    source: z.string(),
    odds_at: z.string().nullable().meta({ description: 'Of prices, the moment before the starts.' }),
    unit: z.string().meta({ description: 'The month; of box scores of a whole season, its year.' }),
    from_day: Day,
    to_day: Day,
    status: z.enum(UNIT_STATUSES),
    attempts: z.int(),
    cursor: z.string().nullable(),
    calls: z.int(),
    credits: z.int(),
    ...ROWS,
    note: z.string().nullable(),
    error: z.string().nullable(),
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'BackfillUnit' });

const OutlookSchema = z
  .strictObject({
    league: z.string(),
    parts: z.array(z.enum(HISTORY_PARTS)),
    estimate: z.strictObject({
      units: z.int(),
      calls: z.int(),
      credits: z.int(),
      hours: z.number(),
      by: z.array(
        z.strictObject({
          league: z.string(),
          part: z.enum(HISTORY_PARTS),
          source: z.string(),
          odds_at: z.string().nullable(),
          units: z.int(),
          calls: z.int(),
          credits: z.int(),
        }),
      ),
      months_assumed: z.int(),
    }),
    units_done: z.int(),
    units_held: z.int(),
    left_out: z.array(z.string()),
    files: z
      .strictObject({
        files: z.int(),
        rows: z.int(),
        games: z.int(),
        rows_outside: z.int(),
        rows_left: z.int(),
      })
      .nullable(),
    credits_left: z.int().nullable(),
  })
  .meta({ id: 'BackfillOutlook' });

export const BackfillActionAnswer = z.strictObject({ backfill: BackfillSchema, message: z.string() });
export const BackfillStartAnswer = BackfillActionAnswer.extend({ outlook: OutlookSchema });
export const BackfillOutlookAnswer = z.strictObject({ outlook: OutlookSchema });
export const BackfillUnitsAnswer = z.strictObject({ backfill: BackfillSchema, units: z.array(UnitSchema) });
export const BackfillList = pageOf(BackfillSchema, 'BackfillPage');
