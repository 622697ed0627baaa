import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { HOLD_REASONS, TASK_STATUSES } from '../../domain/statuses.ts';
import { BULK_ACTIONS, MAX_BULK } from '../bulk-action.ts';
import { GameFilterText } from './games.ts';
import {
  BoxScoreSport,
  Instant,
  IsoDate,
  League,
  Paging,
  QueryFlag,
  Reason,
  Season,
  Sport,
  numberText,
} from './values.ts';

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

export const PauseBody = z.strictObject({ sport: BoxScoreSport.optional(), reason: Reason.optional() });

export const SweepBody = z.strictObject({ sport: BoxScoreSport, season: Season, league: League.optional() });

export const SweepListQuery = z.strictObject({ sport: BoxScoreSport.optional(), ...Paging });
