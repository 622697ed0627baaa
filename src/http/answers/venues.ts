import { z } from 'zod';
import { LEARNED_BY } from '../../domain/external-id.ts';
import { SportName } from './values.ts';

const VENUE = {
  id: z.int(),
  name: z.string(),
  city: z.string().nullable(),
  region: z.string().nullable(),
  country: z.string().nullable(),
  timezone: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  learned_by: z.enum(LEARNED_BY),
  merged_into_id: z.int().nullable().meta({ description: 'The place that this one was found to be.' }),
  aliases: z.array(
    z.strictObject({
      alias: z.string(),
      league: z.string().nullable().meta({ description: 'Where the name holds; null: in all leagues.' }),
      learned_by: z.enum(LEARNED_BY),
    }),
  ),
  games: z.int(),
  leagues: z.array(z.string()),
  home_teams: z.array(z.string()),
};

const DETAIL = {
  ...VENUE,
  ids: z.array(z.strictObject({ provider: z.string(), sport: SportName, external_id: z.string() })),
  merged: z.array(z.strictObject({ id: z.int(), name: z.string(), city: z.string().nullable() })),
};

export const VenueList = z.strictObject({ items: z.array(z.strictObject(VENUE).meta({ id: 'Venue' })) });

export const VenueDetailAnswer = z.strictObject(DETAIL).meta({ id: 'VenueDetail' });

export const VenueChange = z
  .strictObject({
    ...DETAIL,
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    games_placed: z.int().meta({ description: 'Games that waited and whose place is known now.' }),
    message: z.string(),
  })
  .meta({ id: 'VenueChangeResult' });

export const VenueQuestions = z.strictObject({
  items: z.array(
    z
      .strictObject({
        sport: SportName,
        league: z.string(),
        words: z.string(),
        games: z.int(),
        home_teams: z.array(z.string()),
        candidates: z.array(z.strictObject({ id: z.int(), name: z.string(), city: z.string().nullable() })),
        answers: z.array(z.string()).meta({ description: 'Commands that answer.' }),
      })
      .meta({ id: 'VenueQuestion' }),
  ),
});
