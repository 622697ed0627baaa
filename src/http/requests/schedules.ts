import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { ACCEPTED_READINGS } from '../../schedule/accepted-readings.ts';
import { PAST_POLICIES } from '../../schedule/ingest-request.ts';
import { COLUMN_PAIRS_REMEDY, parseColumnPairs } from '../../schedule/parse/column-pairs.ts';
import { CLOCK_STYLES } from '../../schedule/parse/parsed-game.ts';
import { League, Paging, QueryFlag, Reason, Season, Sport } from './values.ts';

/** `home=HomeTeam,away=AwayTeam`, as the command line takes it. */
const ColumnPairs = z
  .string()
  .max(2_000)
  .transform((text, context) => {
    const columns = parseColumnPairs(text);
    if (columns) return columns;
    const params = { remedy: COLUMN_PAIRS_REMEDY };
    context.addIssue({ code: 'custom', message: `"${text}" is no list of field=Column pairs`, params });
    return z.NEVER;
  })
  .meta({
    description: "The file's own column names for the native fields.",
    example: 'date=Datum,home=Heim,away=Gast',
  });

const DateFormat = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ description: 'Form of the dates in luxon tokens.', example: 'dd.MM.yyyy' });

const Clock = z
  .enum(CLOCK_STYLES)
  .meta({ description: 'The clock of times without am and pm, such as 7:30.' });

const Timezone = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .meta({ description: 'IANA zone.', example: 'America/New_York' });

/** One or several, separated by commas. */
const Accept = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(ACCEPTED_READINGS)).min(1))
  .meta({
    type: 'string',
    description: `Which reading of rows that contradict a known game or the clock is meant: ${ACCEPTED_READINGS.join(', ')}.`,
    example: 'second-meeting',
  });

/** What answers the questions of an ingest; each has an option of the command line. */
export const AnswerFields = {
  timezone: Timezone.optional(),
  date_format: DateFormat.optional(),
  clock: Clock.optional(),
  accept: Accept.optional(),
  accept_reason: Reason.optional(),
};

export const QuarantineQuery = z.strictObject({
  status: z.enum(['open', 'retried', 'discarded', 'all']).optional(),
  sport: Sport.optional(),
  reason: z.string().max(40).optional(),
  ...Paging,
});

export const QuarantineRetryBody = z
  .strictObject({
    ...AnswerFields,
    ids: z.array(z.int().min(1).max(MAX_ID)).max(10_000).optional(),
    sport: Sport.optional(),
    season: Season.optional(),
    reason: z.string().max(40).optional().meta({ description: 'Why the rows wait: `unknown_team`, …' }),
    source: z.string().max(300).optional().meta({ description: 'The file or route of the rows.' }),
  })
  .meta({
    description: 'Which rows (every open one without any), and how they are meant where that was asked.',
  });

export const ImportQuery = z.strictObject({ sport: Sport.optional(), ...Paging });

const CONFIRM =
  'With sync: cancel what is missing although it is more than leagues call off, or rows were refused.';

export const GamesBody = z.strictObject({
  sport: Sport,
  season: Season,
  league: League.optional(),
  ...AnswerFields,
  games: z
    .array(z.record(z.string(), z.unknown()), { error: 'must be a list of games' })
    .min(1, { error: 'must hold at least one game' })
    .meta({ description: 'As in native JSON: date, time, home_team, away_team and optional fields.' }),
  sync: z
    .boolean()
    .default(false)
    .meta({ description: 'Cancel games of the season that are not in the list.' }),
  confirm_cancellations: z.boolean().default(false).meta({ description: CONFIRM }),
  dry_run: z.boolean().default(false),
  strict: z.boolean().default(false).meta({ description: 'Write nothing when a single row cannot be used.' }),
  past: z.enum(PAST_POLICIES).default('recent'),
});

export const ScheduleQuery = z.strictObject({
  sport: Sport,
  season: Season,
  league: League.optional(),
  ...AnswerFields,
  preset: z.string().max(30).optional(),
  columns: ColumnPairs.optional(),
  format: z.enum(['auto', 'csv', 'json']).optional(),
  name: z.string().max(200).optional().meta({ description: 'Name under which the import is listed.' }),
  sync: QueryFlag.default(false),
  confirm_cancellations: QueryFlag.default(false).meta({ description: CONFIRM }),
  dry_run: QueryFlag.default(false),
  strict: QueryFlag.default(false),
  past: z.enum(PAST_POLICIES).default('recent'),
});
