import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { LINKABLE_TYPES } from '../../domain/external-id.ts';
import { Reason, Sport, numberText } from './values.ts';

const Type = z.enum(LINKABLE_TYPES).meta({ description: 'What the id stands for.', example: 'player' });
const Provider = z.string().trim().min(2).max(30).meta({ description: 'Whose id it is.', example: 'espn' });
const ExternalId = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ description: 'The id as the provider writes it.' });
const OwnId = z.int().min(1).max(MAX_ID);

export const IdQuery = z.strictObject({
  sport: Sport.optional(),
  type: Type.optional(),
  provider: Provider.optional(),
  entity: numberText(1, MAX_ID).optional(),
  external_id: ExternalId.optional(),
  q: z.string().max(200).optional().meta({ description: 'Part of a name.' }),
  limit: numberText(1, 1_000).optional(),
});

export const IdQuestionQuery = z.strictObject({
  sport: Sport.optional(),
  provider: Provider.optional(),
  limit: numberText(1, 1_000).optional(),
});

export const IdRemovalBody = z.strictObject({
  sport: Sport,
  type: Type,
  provider: Provider,
  external_id: ExternalId,
  reason: Reason.optional(),
});

/** A player of a provider in question who is none of those who may be meant. */
export const NoneBody = z.strictObject({
  sport: Sport,
  provider: Provider,
  external_id: ExternalId,
  reason: Reason.optional(),
});

export const IdBody = z.strictObject({
  ...IdRemovalBody.shape,
  entity: OwnId.meta({ description: 'Our id of the team, player, game or league.' }),
  alias: z
    .boolean()
    .optional()
    .meta({ description: 'The entity has another id at the provider, which stays its first one.' }),
});

export const PlayerMergeBody = z.strictObject({
  from: OwnId.meta({ description: 'The player who goes.' }),
  into: OwnId.meta({ description: 'The player who stays.' }),
  reason: Reason.optional(),
});

export const PlayerSplitBody = z.strictObject({
  player: OwnId.meta({ description: 'The player into whom another was merged.' }),
  merge_id: OwnId.optional().meta({ description: 'Which merge; the newest without it.' }),
  reason: Reason.optional(),
});
