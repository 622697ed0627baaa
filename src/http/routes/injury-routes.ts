import { z } from 'zod';
import { listInjuries, listInjuryQuestions } from '../../availability/list-injuries.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { SINCE_REMEDY, parseSince } from '../../domain/runs.ts';
import { InjuryList, InjuryQuestions } from '../answers/injuries.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { League, Sport } from '../requests/values.ts';

const At = z
  .string()
  .max(40)
  .transform((text, context) => {
    const at = parseSince(text);
    if (at) return at;
    const params = { remedy: SINCE_REMEDY };
    context.addIssue({ code: 'custom', message: 'must be a day or an instant', params });
    return z.NEVER;
  })
  .meta({ description: 'What was known then; now without it.', example: '2026-01-15T18:00Z' });

const SPAN = {
  from: At.optional().meta({ description: 'Everything that was told from then on, instead of now.' }),
  to: At.optional().meta({ description: 'Everything that was told until then.' }),
};

export const InjuryQuery = z.strictObject({
  sport: Sport.optional(),
  league: League.optional().meta({ description: 'Its name, in any case.' }),
  team: z.string().trim().min(1).max(100).optional().meta({ description: 'Its name or abbreviation.' }),
  at: At.optional(),
  ...SPAN,
});

export const InjuryQuestionQuery = z.strictObject({ sport: Sport.optional(), ...SPAN });

/** Who is reported as injured. */
export function injuryRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/injuries',
      area: 'injuries',
      summary: 'Players who are reported as hurt, ill or away, now or at a moment',
      query: InjuryQuery,
      responses: { 200: { description: 'The reports.', schema: InjuryList } },
      async handle({ query }) {
        const filter = withLeagueNamed(await app.leagueRegister.current(), query);
        return { status: 200, body: { items: [...(await listInjuries(app.database.db, filter))] } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/injuries/questions',
      area: 'injuries',
      summary: 'Reports of players whom nobody has recognised, with who may be meant',
      query: InjuryQuestionQuery,
      responses: { 200: { description: 'The questions.', schema: InjuryQuestions } },
      async handle({ query }) {
        const items = await listInjuryQuestions(app.database.db, query);
        return {
          status: 200,
          body: { items: items.map((one) => ({ ...one, candidates: [...one.candidates] })) },
        };
      },
    }),
  ];
}
