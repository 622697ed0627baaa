import { z } from 'zod';
import { GAME_TYPES } from '../../domain/game-type.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { UnknownFigureError } from '../../datasets/season/unknown-figure.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { SeasonStatsSchema } from '../answers/statistics.ts';
import { BoxScoreSport, QueryFlag, Season, numberText } from '../requests/values.ts';

const DEFAULT_ROWS = 50;

const SeasonStatsQuery = z.strictObject({
  sport: BoxScoreSport,
  season: Season,
  of: z.enum(['player', 'team']).optional().meta({ description: 'Whose figures; players by default.' }),
  league: z.string().max(100).optional(),
  game_type: z
    .enum([...GAME_TYPES, 'all'])
    .optional()
    .meta({ description: '`regular` by default; `all` are those that count (no preseason, no All-Star).' }),
  team: z.string().max(150).optional().meta({ description: 'A name, an abbreviation or an id.' }),
  player: z.string().max(200).optional().meta({ description: 'A part of the name, or an id.' }),
  by_team: QueryFlag.optional().meta({ description: "A row for each of a player's teams." }),
  by: z
    .string()
    .max(60)
    .optional()
    .meta({ description: 'The figure that orders the rows, such as `points`.' }),
  per_game: QueryFlag.optional().meta({ description: "Order by the figure's average." }),
  min_games: numberText(0, 1_000).optional(),
  top: numberText(1, 1_000).optional(),
});

/** Season figures, added up here from game lines. */
export function seasonRoutes({ app, services }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/season-stats',
      area: 'statistics',
      summary: 'Totals, averages and percentages of a season, the leaders first',
      query: SeasonStatsQuery,
      responses: { 200: { description: 'The figures of players or teams.', schema: SeasonStatsSchema } },
      async handle({ query: { game_type, by_team, per_game, min_games, top, ...rest } }) {
        try {
          const stats = await services.seasonStats({
            ...withLeagueNamed(await app.leagueRegister.current(), rest),
            gameType: game_type,
            isByTeam: by_team,
            isPerGame: per_game,
            minGames: min_games,
            limit: top ?? DEFAULT_ROWS,
          });
          return { status: 200, body: stats };
        } catch (error) {
          if (!(error instanceof UnknownFigureError)) throw error;
          throw new HttpProblem('invalid_request', `The figure cannot be used: ${error.message}.`, {
            errors: [{ field: 'by', detail: error.message }],
          });
        }
      },
    }),
  ];
}
