import type { Router } from 'express';
import { z } from 'zod';
import { GAME_MARKETS, readGameOdds } from '../../odds/read/game-odds.ts';
import { CHART_SPANS } from '../pages/movement-scale.ts';
import { oddsPage } from '../pages/odds-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { IdParams } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const OddsFields = z.object({
  market: z.enum(GAME_MARKETS).optional(),
  prices: z.enum(['decimal', 'american']).optional(),
  span: z.enum(CHART_SPANS).optional(),
});

/** The page of a game's odds. */
export function mountGameOddsPages(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  router.get(
    '/games/:id/odds',
    answering(async (request, response) => {
      const params = IdParams.safeParse(request.params);
      if (!params.success) throw new HttpProblem('not_found', 'There is no such game.');
      const { id } = params.data;
      const fields = fieldsOf(request.query, Object.keys(OddsFields.shape));
      const { market, prices = 'decimal', span = 'all' } = checked(OddsFields, 'query', fields);
      const [game, odds] = await Promise.all([
        services.gameQueries.get(id),
        readGameOdds(app.database.db, id, market),
      ]);
      if (!game || !odds) throw new HttpProblem('not_found', `There is no game ${id}.`);
      const view = { label: game.label, odds, prices, span, now: new Date(app.clock.nowMs()) };
      sendPage(response, oddsPage(pageContext(request, response), view));
    }),
  );
}
