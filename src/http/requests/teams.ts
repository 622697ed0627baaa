import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { League, Reason, Season, Sport } from './values.ts';

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
  league: League.optional().meta({
    description: 'The league in which it is known, and which it leaves for the other one.',
  }),
  team: AliasBody.shape.team,
  to: League.optional().meta({ description: 'The league in which it plays; the same without it.' }),
  season: Season,
  name: TeamName.optional().meta({ description: 'What it was called in that season.' }),
  distinct: z
    .boolean()
    .optional()
    .meta({ description: 'It was called so, although the name means another team.' }),
  out: z.boolean().optional().meta({ description: 'It does not play there in that season.' }),
  reason: Reason.optional(),
});

export const TeamTextIdBody = z.strictObject({
  sport: Sport,
  league: League.optional(),
  team: AliasBody.shape.team,
  text_id: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .meta({ description: 'Small letters, digits and single hyphens.' }),
  reason: Reason.optional(),
});

export const TeamRenameBody = z.strictObject({ ...TeamBody.shape, team: AliasBody.shape.team });
