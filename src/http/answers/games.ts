import { z } from 'zod';
import { GAME_STATUSES, SEEDING_STATUSES } from '../../domain/statuses.ts';
import { TaskSchema } from './tasks.ts';
import { Day, Instant, SportName, pageOf } from './values.ts';

const GameSide = z
  .strictObject({
    team_id: z.int(),
    name: z.string(),
    abbreviation: z.string().nullable(),
    score: z.int().nullable(),
  })
  .meta({ id: 'GameSide' });

const LiveStateSchema = z
  .strictObject({
    state: z.enum(['live', 'silent', 'over']),
    words: z.string().meta({ example: 'Q3 5:23' }),
    in_words: z.string(),
    source: z.string(),
    period: z.int().nullable(),
    is_break: z.boolean(),
    is_shootout: z.boolean(),
    clock: z.string().nullable(),
    home_score: z.int().nullable(),
    away_score: z.int().nullable(),
    seen_at: Instant,
    changed_at: Instant,
  })
  .meta({ id: 'LiveState' });

export const GameSchema = z
  .strictObject({
    id: z.int(),
    label: z.string().meta({ example: 'LAL @ GSW 2026-01-15' }),
    sport: SportName,
    league: z.string(),
    season: z.int(),
    slate_date: Day,
    tip_off: Instant,
    time_confirmed: z.boolean(),
    week: z.int().nullable(),
    round: z.string().nullable(),
    game_type: z.string().nullable(),
    venue: z.string().nullable(),
    venue_id: z.int().nullable(),
    venue_city: z.string().nullable(),
    status: z.enum(GAME_STATUSES),
    live: LiveStateSchema.nullable().meta({ description: 'How it stands while it is under way.' }),
    home: GameSide,
    away: GameSide,
    seeding_status: z.enum(SEEDING_STATUSES),
    seeded_at: Instant.nullable(),
    seeding_attempts: z.int(),
    last_seeding_error: z.string().nullable(),
    entities_done: z.int().nullable(),
    entities_expected: z.int().nullable(),
    provider_game_id: z.string().nullable(),
    external_game_id: z.string().nullable(),
  })
  .meta({ id: 'Game' });

export const GamePage = pageOf(GameSchema, 'GamePage');

const ParticipantSchema = z
  .strictObject({
    team_id: z.int(),
    player_id: z.int().nullable(),
    name: z.string(),
    position: z.string().nullable(),
    is_on_roster: z.boolean(),
    has_line: z.boolean(),
    state: z.enum(['in', 'asked', 'absent', 'failed', 'expected']),
    attempts: z.int(),
    error_message: z.string().nullable(),
    seeded_at: Instant.nullable(),
  })
  .meta({ id: 'Participant' });

export const GameDetailSchema = GameSchema.extend({
  home_period_scores: z.array(z.int()).nullable(),
  away_period_scores: z.array(z.int()).nullable(),
  tasks: z.array(TaskSchema),
  participants: z.array(ParticipantSchema),
}).meta({ id: 'GameDetail' });

export const TimelineSchema = z
  .strictObject({
    game_id: z.int(),
    label: z.string(),
    entries: z.array(
      z.strictObject({
        at: Instant,
        source: z.enum(['event', 'call']),
        kind: z.string(),
        message: z.string(),
        actor: z.string().nullable(),
        task_id: z.int().nullable(),
      }),
    ),
    is_cut: z.boolean(),
    next: z.array(z.string()),
  })
  .meta({ id: 'Timeline' });

export const ChangesSchema = z
  .strictObject({
    game_id: z.int(),
    label: z.string(),
    changes: z.array(
      z.strictObject({
        id: z.int(),
        pass: z.string(),
        action: z.enum(['changed', 'added', 'removed']),
        entity_type: z.enum(['player', 'team', 'game']),
        player_id: z.int().nullable(),
        team_id: z.int().nullable(),
        name: z.string().nullable(),
        column_name: z.string().nullable(),
        old_value: z.unknown(),
        new_value: z.unknown(),
        created_at: Instant,
        in_words: z.string(),
      }),
    ),
    is_cut: z.boolean(),
  })
  .meta({ id: 'GameChanges' });

/** Which figures there are depends on the sport. */
const LineValues = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({ id: 'LineValues', description: 'Figures by their column.' });

export const BoxScoreSchema = z
  .strictObject({
    game_id: z.int(),
    sport: SportName,
    not_collected: z
      .string()
      .nullable()
      .meta({ description: 'Why there are no lines, where box scores of the sport are not collected.' }),
    sides: z.array(
      z.strictObject({
        team_id: z.int(),
        name: z.string(),
        abbreviation: z.string().nullable(),
        is_home: z.boolean(),
        players: z.array(
          z.strictObject({
            player_id: z.int(),
            name: z.string(),
            source: z.string(),
            run_id: z.string().nullable(),
            values: LineValues,
          }),
        ),
        team: LineValues.nullable(),
        team_source: z.string().nullable(),
        team_run_id: z.string().nullable().meta({ description: 'Which run wrote it, see /admin/runs.' }),
      }),
    ),
  })
  .meta({ id: 'BoxScore' });
