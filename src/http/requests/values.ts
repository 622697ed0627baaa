import { z } from 'zod';
import { MAX_PAGE_SIZE } from '../../db/cursor.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { FIRST_YEAR, LAST_YEAR, isRealDate } from '../../domain/real-date.ts';
import { parseSeason } from '../../domain/season.ts';
import { BOX_SCORE_SPORTS, RESULT_SPORTS, SPORTS, withoutBoxScores } from '../../domain/sport.ts';

export const Sport = z
  .string({ error: `must be one of ${SPORTS.join(', ')}` })
  .toUpperCase()
  .pipe(z.enum(SPORTS))
  .meta({ description: 'In any case.', enum: SPORTS, example: 'NBA' });

/** A sport whose box scores are collected; of the others it is said what they have. */
export const BoxScoreSport = Sport.pipe(
  z.enum(BOX_SCORE_SPORTS, {
    error: ({ input }) => {
      const without = RESULT_SPORTS.find((sport) => sport === input);
      return without ? withoutBoxScores(without) : `must be one of ${BOX_SCORE_SPORTS.join(', ')}`;
    },
  }),
).meta({ description: 'In any case; a sport with box scores.', enum: BOX_SCORE_SPORTS, example: 'NBA' });

/** The year in which a season starts; other forms are refused with the year that was probably meant. */
export const Season = z
  .union([z.int(), z.string()])
  .transform((value, context) => {
    const season = parseSeason(value);
    if (season.ok) return season.year;
    context.addIssue({ code: 'custom', message: season.problem, params: { remedy: season.remedy } });
    return z.NEVER;
  })
  .meta({ description: 'The year in which the season starts: 2025 for 2025-26.', example: 2025 });

export const IsoDate = z
  .string()
  .refine(isRealDate, {
    error: `must be a day that exists, as YYYY-MM-DD, from ${FIRST_YEAR} to ${LAST_YEAR}`,
  })
  .meta({ format: 'date', example: '2026-01-15' });

/** A number in a query or path. */
export const numberText = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .meta({ type: 'integer', minimum, maximum });

/** `true`, `1` or an empty value (`?sync`) for yes. */
export const QueryFlag = z
  .enum(['', 'true', '1', 'yes', 'false', '0', 'no'])
  .transform((text) => !['false', '0', 'no'].includes(text))
  .meta({ type: 'boolean' });

export const Reason = z.string().trim().min(1).max(500).meta({ description: 'Goes on the timeline.' });

export const IdParams = z.strictObject({ id: numberText(1, MAX_ID) });

export const Paging = {
  cursor: z.string().max(500).optional(),
  limit: numberText(1, MAX_PAGE_SIZE).optional(),
};

export const ReasonBody = z.strictObject({ reason: Reason.optional() });

/** Whether anything can be due at an instant. */
export function isPlausibleInstant(at: Date): boolean {
  const year = at.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** When a task is due next. */
export const Instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-01-16T03:00:00Z' })
  .transform((text) => new Date(text))
  .refine(isPlausibleInstant, { error: `must lie in the years from ${FIRST_YEAR} to ${LAST_YEAR}` })
  .meta({ description: 'With a zone or Z.', format: 'date-time', example: '2026-01-16T03:00:00Z' });

export const League = z.string().trim().min(1).max(100);
