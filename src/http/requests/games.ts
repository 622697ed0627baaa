import { z } from 'zod';
import { GAME_STATUSES, SEEDING_STATUSES } from '../../domain/statuses.ts';
import { IsoDate, Paging, Reason, Season, Sport, numberText } from './values.ts';

export const GameListQuery = z.strictObject({
  sport: Sport.optional(),
  league: z.string().trim().min(1).max(100).optional().meta({ description: 'Its name, in any case.' }),
  season: Season.optional(),
  date: IsoDate.optional().meta({ description: 'Slate date, in the zone of the league.' }),
  from: IsoDate.optional().meta({ description: 'First slate date.' }),
  until: IsoDate.optional().meta({ description: 'Last slate date.' }),
  week: numberText(1, 100).optional(),
  status: z.enum(GAME_STATUSES).optional(),
  seeding_status: z.enum(SEEDING_STATUSES).optional(),
  q: z.string().max(200).optional().meta({
    description:
      'Teams, `LAL @ GSW 2026-01-15`, a date, a state, words of an error, an id of a game or task.',
  }),
  order: z.enum(['asc', 'desc']).optional(),
  ...Paging,
});

const GameFilter = GameListQuery.omit({ cursor: true, limit: true, order: true });

/** A filter of games, written as the query of a list of them. */
export const GameFilterText = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const filter = GameFilter.safeParse(Object.fromEntries(new URLSearchParams(text)));
    if (filter.success) return filter.data;
    for (const issue of filter.error.issues) {
      const field = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
      const message = `${field}: ${issue.message}`;
      context.addIssue({
        code: 'custom',
        message,
        params: { remedy: 'Write it as the query of /admin/games.' },
      });
    }
    return z.NEVER;
  })
  .meta({
    description: 'Only tasks of the games that this filter of `/admin/games` means, encoded as one value.',
    example: 'league=NBA&from=2026-01-15',
  });

export const SeedBody = z.strictObject({ force: z.boolean().default(false), reason: Reason.optional() });
