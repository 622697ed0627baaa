import { z } from 'zod';
import { ENTITY_TYPES, LEARNED_BY, LINKABLE_TYPES } from '../../domain/external-id.ts';
import { Day, Instant, SportName } from './values.ts';

const SEASON_DAYS = {
  sport: SportName,
  league: z.string(),
  season: z.int(),
  starts_on: Day.nullable(),
  ends_on: Day.nullable(),
  cup_final_on: Day.nullable(),
};

export const SeasonList = z.strictObject({
  items: z.array(
    z.strictObject({ ...SEASON_DAYS, learned_by: z.enum(LEARNED_BY) }).meta({ id: 'LeagueSeason' }),
  ),
});

export const SeasonChange = z
  .strictObject({
    ...SEASON_DAYS,
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'SeasonChangeResult' });

export const IdList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        provider: z.string(),
        sport: SportName,
        type: z.enum(ENTITY_TYPES),
        external_id: z.string(),
        entity_id: z.int(),
        name: z.string().nullable(),
        is_primary: z.boolean().meta({ description: 'False for a further id of the same entity.' }),
        learned_by: z.enum(LEARNED_BY),
        learned_at: Instant,
        confidence: z.number(),
      })
      .meta({ id: 'ExternalId' }),
  ),
});

export const IdChange = z
  .strictObject({
    provider: z.string(),
    type: z.enum(LINKABLE_TYPES),
    external_id: z.string(),
    entity_id: z.int(),
    name: z.string(),
    is_primary: z.boolean(),
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'IdChangeResult' });

export const PlayerChange = z
  .strictObject({
    merge_id: z.int(),
    player_id: z.int().meta({ description: 'The player who stays.' }),
    player: z.string(),
    other_id: z.int().meta({ description: 'The player who is gone after a merge and back after a split.' }),
    other: z.string(),
    lines_moved: z.int(),
    ids_moved: z.int(),
    rosters_moved: z.int(),
    message: z.string(),
  })
  .meta({ id: 'PlayerChangeResult' });
