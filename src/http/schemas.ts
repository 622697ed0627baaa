import { z } from 'zod';
import { MAX_ID } from '../domain/ids.ts';
import { parseSeason } from '../domain/season.ts';
import { SPORTS } from '../domain/sport.ts';
import { GAME_STATUSES, HOLD_REASONS, SEEDING_STATUSES, TASK_STATUSES } from '../domain/statuses.ts';
import { MAX_PAGE_SIZE } from '../db/cursor.ts';
import { FIRST_YEAR, LAST_YEAR, isRealDate } from '../domain/real-date.ts';
import { PAST_POLICIES } from '../schedule/ingest-request.ts';
import { CLOCK_STYLES } from '../schedule/parse/parsed-game.ts';
import { ACCEPTED_READINGS } from '../schedule/accepted-readings.ts';
import { BULK_ACTIONS, MAX_BULK } from './bulk-action.ts';
import { COLUMN_PAIRS_REMEDY, parseColumnPairs } from '../schedule/parse/column-pairs.ts';

export const Sport = z
  .string({ error: `must be one of ${SPORTS.join(', ')}` })
  .toUpperCase()
  .pipe(z.enum(SPORTS))
  .meta({ description: 'In any case.', enum: SPORTS, example: 'NBA' });

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

export const GameListQuery = z.strictObject({
  sport: Sport.optional(),
  league: z.string().trim().min(1).max(100).optional().meta({ description: 'Its name, in any case.' }),
  season: Season.optional(),
  date: IsoDate.optional().meta({ description: 'Slate date, in the zone of the league.' }),
  from: IsoDate.optional().meta({ description: 'First slate date.' }),
  until: IsoDate.optional().meta({ description: 'Last slate date.' }),
  week: numberText(1, 100).optional(),
  status: z.enum(GAME_STATUSES).optional(),
  seeding_status: z.enum(SEEDING_STATUSES).optional(),
  q: z.string().max(200).optional().meta({
    description:
      'Teams, `LAL @ GSW 2026-01-15`, a date, a state, words of an error, an id of a game or task.',
  }),
  order: z.enum(['asc', 'desc']).optional(),
  ...Paging,
});

const GameFilter = GameListQuery.omit({ cursor: true, limit: true, order: true });

/** A filter of games, written as the query of a list of them. */
const GameFilterText = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const filter = GameFilter.safeParse(Object.fromEntries(new URLSearchParams(text)));
    if (filter.success) return filter.data;
    for (const issue of filter.error.issues) {
      const field = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
      const message = `${field}: ${issue.message}`;
      context.addIssue({
        code: 'custom',
        message,
        params: { remedy: 'Write it as the query of /admin/games.' },
      });
    }
    return z.NEVER;
  })
  .meta({
    description: 'Only tasks of the games that this filter of `/admin/games` means, encoded as one value.',
    example: 'league=NBA&from=2026-01-15',
  });

export const TaskListQuery = z.strictObject({
  status: z.enum(TASK_STATUSES).optional(),
  sport: Sport.optional(),
  days: numberText(0, 3660).optional().meta({ description: 'Scheduled within so many days around now.' }),
  date: IsoDate.optional(),
  game_id: numberText(1, MAX_ID).optional(),
  hold_reason: z.enum(HOLD_REASONS).optional(),
  held: QueryFlag.optional(),
  overdue: QueryFlag.optional().meta({ description: 'Due, not on hold, and not started for a minute.' }),
  error_type: z.string().max(40).optional(),
  games: GameFilterText.optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Teams, a label, a date, a state, ids, or words of an error.' }),
  ...Paging,
});

export const ReasonBody = z.strictObject({ reason: Reason.optional() });

export const SeedBody = z.strictObject({ force: z.boolean().default(false), reason: Reason.optional() });

/** Whether anything can be due at an instant. */
export function isPlausibleInstant(at: Date): boolean {
  const year = at.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** When a task is due next. */
const Instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-01-16T03:00:00Z' })
  .transform((text) => new Date(text))
  .refine(isPlausibleInstant, { error: `must lie in the years from ${FIRST_YEAR} to ${LAST_YEAR}` })
  .meta({ description: 'With a zone or Z.', format: 'date-time', example: '2026-01-16T03:00:00Z' });

export const RescheduleBody = z.strictObject({ at: Instant, reason: Reason.optional() });

export const BulkBody = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    filter: z
      .strictObject({
        status: z.enum(TASK_STATUSES).optional(),
        sport: Sport.optional(),
        days: z.int().min(0).max(3660).optional(),
        date: IsoDate.optional(),
        hold_reason: z.enum(HOLD_REASONS).optional(),
        held: z.boolean().optional(),
        overdue: z.boolean().optional(),
        error_type: z.string().max(40).optional(),
        games: GameFilterText.optional(),
        q: z.string().max(200).optional(),
      })
      .refine((filter) => Object.keys(filter).length > 0, { error: 'must restrict something' })
      .meta({
        description: 'Without a status, retry acts on failed tasks, the others on pending ones.',
        example: { sport: 'NBA', error_type: 'timeout' },
      }),
    at: Instant.optional(),
    reason: Reason.optional(),
    dry_run: z.boolean().default(false),
    limit: z.int().min(1).max(MAX_BULK).default(MAX_BULK),
    after: z
      .int()
      .min(0)
      .max(MAX_ID)
      .optional()
      .meta({ description: '`next_after` of the answer before: goes on with the tasks behind it.' }),
  })
  .refine((body) => body.action !== 'reschedule' || body.at !== undefined, {
    path: ['at'],
    error: 'is needed to reschedule',
  });

export const PauseBody = z.strictObject({ sport: Sport.optional(), reason: Reason.optional() });

export const BreakerResetBody = z.strictObject({
  host: z.string().min(1).max(300),
  reason: Reason.optional(),
});

export const ReconcileBody = z.strictObject({
  dry_run: z.boolean().default(false),
  reason: Reason.optional(),
});

export const ForecastQuery = z.strictObject({ days: numberText(1, 366).optional() });

export const UsageQuery = ForecastQuery.extend({
  sport: Sport.optional().meta({ description: 'Only the providers of this sport.' }),
});

export const AlertsQuery = z.strictObject({
  open: z.enum(['true', 'false']).optional(),
  severity: z.enum(['critical', 'warning']).optional(),
  ...Paging,
});

export const QuarantineQuery = z.strictObject({
  status: z.enum(['open', 'retried', 'discarded', 'all']).optional(),
  sport: Sport.optional(),
  reason: z.string().max(40).optional(),
  ...Paging,
});

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

export const League = z.string().trim().min(1).max(100);
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

export const SweepBody = z.strictObject({ sport: Sport, season: Season, league: League.optional() });

export const SweepListQuery = z.strictObject({ sport: Sport.optional(), limit: Paging.limit });

export const ImportQuery = z.strictObject({ sport: Sport.optional(), ...Paging });

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

export const TeamQuery = z.strictObject({
  sport: Sport.optional(),
  league: League.optional(),
  q: z.string().max(200).optional().meta({ description: 'Part of a name, in any spelling.' }),
});

export const TeamResolveQuery = z.strictObject({
  sport: Sport,
  league: League.optional(),
  name: z.string().min(1).max(200),
});

const Alias = z.string().trim().min(1).max(150).meta({ description: 'The name as the file has it.' });

export const AliasRemovalBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  alias: Alias,
  reason: Reason.optional(),
});

export const AliasBody = z.strictObject({
  ...AliasRemovalBody.shape,
  team: z
    .union([z.int().min(1).max(MAX_ID), z.string().trim().min(1).max(150)])
    .meta({ description: 'A known name of the team, or its id.' }),
});

const TeamName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: 'The full name, with at least one letter.' });

export const TeamBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  name: TeamName,
  short: z.string().trim().min(2).max(10).optional().meta({ description: 'The code that is shown.' }),
  distinct: z
    .boolean()
    .optional()
    .meta({ description: 'It is another team, however much its name is like a known one.' }),
  reason: Reason.optional(),
});

export const TeamMoveBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  team: AliasBody.shape.team,
  to: League.optional().meta({ description: 'The league in which it plays; the same without it.' }),
  season: Season,
  name: TeamName.optional().meta({ description: 'What it was called in that season.' }),
  out: z.boolean().optional().meta({ description: 'It does not play there in that season.' }),
  reason: Reason.optional(),
});

export const TeamRenameBody = z.strictObject({ ...TeamBody.shape, team: AliasBody.shape.team });

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
