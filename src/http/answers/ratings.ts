import { z } from 'zod';
import { Day } from './values.ts';

const Elo = z.number().meta({ description: 'Points of Elo.' });
const Share = z.number().min(0).max(1);
const TextId = z.string().nullable().meta({ description: 'What the views call the team.' });

export const RatingLadder = z
  .strictObject({
    league: z.string(),
    date: Day.nullable().meta({ description: 'At the end of this day; null: as it stands.' }),
    season: z.int().nullable().meta({ description: 'Of the last rated game until then; null without one.' }),
    rules: z.string().nullable().meta({ description: 'What this release computes ratings by.' }),
    sources: z
      .strictObject({
        constants: z.string(),
        level_scores: z.string().optional(),
        new_season: z.string(),
        entry_ratings: z.string(),
        single: z.string().optional(),
        pythagorean: z.string(),
        fitted_on: z.string(),
      })
      .nullable()
      .meta({ description: 'Who says what of the rules.' }),
    follows_rules: z.boolean().meta({
      description: 'False while ratings by the rules of another release are there: they are computed anew.',
    }),
    items: z.array(
      z.strictObject({
        rank: z.int(),
        team_id: z.int(),
        text_id: TextId,
        team: z.string(),
        elo: Elo,
        change_7_days: Elo.nullable().meta({ description: 'Null where the team had no game until then.' }),
        change_30_days: Elo.nullable(),
        wins: z.int(),
        losses: z.int(),
        level: z.int(),
        pythagorean_share: Share.nullable().meta({
          description: 'The share of its games of the season that it should have won by its points.',
        }),
        last_game_id: z.int(),
        last_played_on: Day,
      }),
    ),
  })
  .meta({ id: 'RatingLadder' });

export const RatingHistory = z
  .strictObject({
    team_id: z.int(),
    text_id: TextId,
    team: z.string(),
    league: z.string(),
    items: z.array(
      z.strictObject({
        game_id: z.int(),
        league: z.string(),
        season: z.int(),
        played_on: Day,
        opponent_id: z.int(),
        opponent: z.string(),
        is_home: z.boolean(),
        is_neutral: z.boolean(),
        points_for: z.int(),
        points_against: z.int(),
        result: Share.meta({ description: '1 a win, 0.5 a level score, 0 a loss.' }),
        expected: Share.meta({ description: 'What the team was expected to get.' }),
        elo_before: Elo,
        elo_after: Elo,
        pythagorean_share: Share.nullable(),
        rules: z.string().meta({ description: 'Which rules the rating follows.' }),
      }),
    ),
    next_cursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
  })
  .meta({ id: 'RatingHistory' });
