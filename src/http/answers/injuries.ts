import { z } from 'zod';
import { Instant, SportName } from './values.ts';

const INJURY = {
  id: z.int(),
  sport: SportName,
  league: z.string(),
  player_id: z.int().nullable().meta({ description: 'Null where nobody has recognised the player.' }),
  player: z.string(),
  team_id: z.int().nullable(),
  team: z.string(),
  status: z.string().meta({ description: 'In the words of the source.' }),
  body_part: z.string().nullable(),
  detail: z.string().nullable(),
  source: z.string(),
  reported_at: Instant.nullable(),
  since: Instant,
  until: Instant.nullable().meta({ description: 'Null while the source says so.' }),
  external_id: z.string().nullable().meta({ description: "The player's id at the source." }),
};

export const InjuryList = z.strictObject({
  items: z.array(z.strictObject(INJURY).meta({ id: 'Injury' })),
});

export const InjuryQuestions = z.strictObject({
  items: z.array(
    z.strictObject({
      ...INJURY,
      candidates: z.array(
        z.strictObject({ player_id: z.int(), name: z.string(), team: z.string().nullable() }),
      ),
    }),
  ),
});
