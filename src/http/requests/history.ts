import { z } from 'zod';
import { HISTORY_PARTS, MOMENT_REMEDY, beforeStartMs } from '../../domain/history.ts';
import { RANGE_REMEDY, parseRangeEnd } from '../../history/days.ts';
import { League, Paging, QueryFlag } from './values.ts';

const RangeEndText = z
  .union([z.int(), z.string()])
  .transform((value, context) => {
    const end = parseRangeEnd(String(value));
    if (end) return end;
    context.addIssue({
      code: 'custom',
      message: 'is neither a season nor a day',
      params: { remedy: RANGE_REMEDY },
    });
    return z.NEVER;
  })
  .meta({ description: 'The year in which a season starts, or a day.', example: '2023' });

/** What a back-fill is to read. */
export const BackfillBody = z.strictObject({
  league: League.meta({ description: 'A league by any of its names, or `all`.' }),
  from: RangeEndText,
  to: RangeEndText.optional().meta({ description: 'As `from` where it is left out.', example: '2024-03-31' }),
  source: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'The one provider to ask.', example: 'espn' }),
  parts: z
    .array(z.enum(HISTORY_PARTS))
    .min(1)
    .optional()
    .meta({ description: 'All that the sources tell, where it is left out.' }),
  odds_at: z
    .array(
      z.string().refine((moment) => beforeStartMs(moment) !== undefined, {
        error: 'is no moment before a start',
        params: { remedy: MOMENT_REMEDY },
      }),
    )
    .min(1)
    .max(20)
    .optional()
    .meta({
      description:
        'Moments before each wave of starts at which prices are read, each with its calls: the close, or hours.',
      example: ['close', '6h', '24h'],
    }),
  resume: z.boolean().default(false).meta({ description: 'A paused back-fill of these months goes on.' }),
  confirm_costs: z
    .boolean()
    .default(false)
    .meta({ description: 'Begin although the month has too few credits.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Only say what it would take.' }),
});

/** What of a file that is sent is to be read. */
export const BackfillFileQuery = z.strictObject({
  league: League.optional().meta({
    description: 'A league by any of its names; all that it has where it is left out.',
  }),
  from: RangeEndText.optional(),
  to: RangeEndText.optional().meta({ description: 'As `from` where it is left out.', example: '2024-03-31' }),
  parts: z
    .string()
    .transform((text, context) => {
      const words = text.split(',').map((word) => word.trim().toLowerCase());
      const unknown = words.find((word) => !HISTORY_PARTS.some((part) => part === word));
      if (unknown === undefined) return HISTORY_PARTS.filter((part) => words.includes(part));
      context.addIssue({
        code: 'custom',
        message: `has "${unknown}", which is no part of the past`,
        params: { remedy: `Use one or several of: ${HISTORY_PARTS.join(', ')}.` },
      });
      return z.NEVER;
    })
    .optional()
    .meta({
      description: 'By commas; all that the file tells where it is left out.',
      example: 'schedule,odds',
    }),
  name: z.string().min(1).max(200).optional().meta({ description: 'Name under which the file is listed.' }),
  newer_copy: QueryFlag.default(false).meta({
    description: 'It is newer than its copies that were loaded; lines that it corrects or lacks follow it.',
  }),
  resume: QueryFlag.default(false).meta({ description: 'A paused back-fill of these months goes on.' }),
  dry_run: QueryFlag.default(false).meta({ description: 'Only say what it would take.' }),
});

export const BackfillListQuery = z.strictObject(Paging);
