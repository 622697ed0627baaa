import { z } from 'zod';
import { SportName } from './values.ts';

/** Which figures there are depends on the sport. */
const Figures = z.record(z.string(), z.number().nullable());

export const SeasonStatsSchema = z
  .strictObject({
    sport: SportName,
    season: z.int(),
    of: z.enum(['player', 'team']),
    game_type: z.string(),
    by: z.string(),
    per_game: z.boolean(),
    changes_waiting: z.int(),
    items: z.array(
      z.strictObject({
        id: z.int(),
        name: z.string(),
        league: z.string(),
        teams: z.array(z.string()),
        games: z.int(),
        starts: z.int().nullable(),
        totals: Figures,
        averages: Figures,
        best: Figures,
        rates: Figures,
      }),
    ),
  })
  .meta({ id: 'SeasonStats' });
