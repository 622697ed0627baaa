import { z } from 'zod';
import { Instant } from './values.ts';

const Record10 = z.strictObject({ wins: z.int(), losses: z.int(), level: z.int() });

export const StandingsSchema = z
  .strictObject({
    league: z.string(),
    season: z.int(),
    as_of: z.string().meta({ format: 'date', description: 'The newest day of play that is in the table.' }),
    seasons: z.array(z.int()).meta({ description: 'With a table, the newest first.' }),
    tie_breaks: z
      .strictObject({
        order: z.array(z.string()),
        source: z.string().nullable().meta({ description: 'Where it is said; null: unsourced.' }),
        beyond: z.string().nullable().meta({ description: 'What decides then, which a table cannot tell.' }),
      })
      .meta({ description: 'What parts two teams that are level, in its order.' }),
    items: z.array(
      z.strictObject({
        conference: z.string().nullable(),
        division: z.string().nullable(),
        rank: z.int().meta({ description: 'In the conference; the same where nothing parts teams.' }),
        division_rank: z.int(),
        team_id: z.int(),
        text_id: z.string().nullable(),
        team: z.string(),
        games: z.int(),
        wins: z.int(),
        losses: z.int(),
        level: z.int(),
        win_share: z.number().meta({ description: 'A level game is half a win.' }),
        points: z
          .int()
          .nullable()
          .meta({ description: 'Null where the table counts the share of games won.' }),
        points_deducted: z.int(),
        points_for: z.int(),
        points_against: z.int(),
        games_behind: z.number().nullable(),
        last10: Record10,
        streak: z.strictObject({
          result: z.int().meta({ description: '1, 0 or -1: how the newest game ended.' }),
          games: z.int(),
        }),
        decided_by: z.string().nullable().meta({ description: 'What parted it from those level with it.' }),
        is_shared: z.boolean().meta({ description: 'Nothing parts it from another team of its place.' }),
        refreshed_at: Instant,
      }),
    ),
  })
  .meta({ id: 'Standings' });

export const DeductionSchema = z
  .strictObject({
    league: z.string(),
    team_id: z.int(),
    team: z.string(),
    season: z.int(),
    decided_on: z.string().meta({ format: 'date' }),
    points: z.int(),
    message: z.string(),
  })
  .meta({ id: 'PointDeduction' });

export const PythagoreanSchema = z
  .strictObject({
    league: z.string(),
    season: z.int(),
    as_of: z.string().meta({ format: 'date' }),
    exponent: z.number(),
    items: z.array(
      z.strictObject({
        team_id: z.int(),
        text_id: z.string().nullable(),
        team: z.string(),
        games: z.int(),
        wins: z.int(),
        losses: z.int(),
        level: z.int(),
        points_for: z.int(),
        points_against: z.int(),
        share: z.number().meta({ description: 'Of games that it should have won by its points.' }),
        expected_wins: z.number(),
        difference: z
          .number()
          .meta({ description: 'By how many more were won; a level game is half a win.' }),
        expected_table_points: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'PythagoreanSeason' });
