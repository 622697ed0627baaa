import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { COMPARED_FIELDS, COMPARED_LINES, DIFFERENCE_STATUSES } from '../../domain/source-difference.ts';
import { listLineDifferences } from '../../read/games/line-differences.ts';
import { listDifferences } from '../../read/games/source-differences.ts';
import { LineDifferences, SourceDifferences } from '../answers/differences.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { League, Paging, numberText } from '../requests/values.ts';

const LineQuery = z.strictObject({
  game_id: numberText(1, MAX_ID).optional(),
  league: League.optional(),
  of: z.enum(COMPARED_LINES).optional(),
  status: z.enum(DIFFERENCE_STATUSES).optional(),
  cursor: Paging.cursor,
  limit: numberText(1, 5_000).optional(),
});

const DifferenceQuery = z.strictObject({
  game_id: numberText(1, MAX_ID).optional(),
  league: League.optional(),
  field: z.enum(COMPARED_FIELDS).optional(),
  status: z.enum(DIFFERENCE_STATUSES).optional(),
  cursor: Paging.cursor,
  limit: numberText(1, 1_000).optional(),
});

/** Facts of games that two sources tell differently. */
export function differenceRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/differences',
      area: 'games',
      summary: 'Facts of games that two sources tell differently, open and settled',
      query: DifferenceQuery,
      responses: { 200: { description: 'Those of the newest games first.', schema: SourceDifferences } },
      async handle({ query: { game_id: gameId, ...asked } }) {
        const filter = withLeagueNamed(await app.leagueRegister.current(), { ...asked, gameId });
        return { status: 200, body: await listDifferences(app.database.db, filter) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/differences/lines',
      area: 'games',
      summary: 'Figures of players and teams that a stored answer of another source has differently',
      query: LineQuery,
      responses: { 200: { description: 'Those of the newest games first.', schema: LineDifferences } },
      async handle({ query: { game_id: gameId, ...asked } }) {
        const filter = withLeagueNamed(await app.leagueRegister.current(), { ...asked, gameId });
        return { status: 200, body: await listLineDifferences(app.database.db, filter) };
      },
    }),
  ];
}
