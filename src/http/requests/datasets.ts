import { z } from 'zod';
import { MAX_ID } from '../../domain/ids.ts';
import { Reason, Season } from './values.ts';

/** As many players or teams can be named at once. */
const MOST_NAMED = 1_000;

/** Which part of a dataset is to be computed anew: a season, some players or teams, or everything. */
export const RefreshOrderBody = z
  .strictObject({
    all: z.literal(true).optional().meta({ description: 'Everybody, in every season.' }),
    season: Season.optional(),
    entity_ids: z
      .array(z.int().positive().max(MAX_ID))
      .min(1)
      .max(MOST_NAMED)
      .optional()
      .meta({ description: 'Only the rows of these players or teams.', example: [12, 13] }),
    reason: Reason.optional(),
  })
  .superRefine(({ all, season, entity_ids: ids }, context) => {
    const isPart = season !== undefined || ids !== undefined;
    if (isPart === (all === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: ['all'],
      message: isPart
        ? 'says everything, and season and entity_ids a part of it'
        : 'is missing, and so is a part',
      params: { remedy: 'Give either all, or season or entity_ids.' },
    });
  })
  .meta({ example: { season: 2025, reason: 'the figures were imported by hand' } });
