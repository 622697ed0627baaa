import type { Router } from 'express';
import { gamesPage } from '../pages/games-page.ts';
import { answering } from '../request-context.ts';
import { GameListQuery } from '../schemas.ts';
import { checked } from '../validation.ts';
import { countOfList, fieldsOf } from './filter-fields.ts';
import { toGameList } from './list-filters.ts';
import { type PageRouteDeps, sendPage } from './page-routes.ts';

const GameFields = GameListQuery.omit({ cursor: true, limit: true, date: true, week: true });

/** The list of games with its filter; a search that finds one game leads to its page. */
export function mountGameList(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  const { gameQueries } = services;

  router.get(
    '/games',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(GameFields.shape));
      const { order: given, ...filter } = toGameList(checked(GameFields, 'query', fields));
      const { cursor } = request.query;
      const restricting = Object.keys(fields).filter((name) => name !== 'order');
      const isFiltered = restricting.length > 0;
      // Somebody who asks for nothing in particular wants the newest.
      const order = given ?? (isFiltered ? 'asc' : 'desc');
      const [games, choices] = await Promise.all([
        gameQueries.list({
          ...filter,
          ...(typeof cursor === 'string' ? { cursor } : {}),
          order,
        }),
        gameQueries.choices(),
      ]);
      const [only, second] = games.items;
      const isSearched = filter.text !== undefined && restricting.length === 1;
      if (isSearched && cursor === undefined && only && !second) {
        return response.redirect(303, `/games/${only.id}`);
      }
      const matching = isFiltered
        ? await countOfList(games, cursor === undefined, (limit) => gameQueries.count(filter, limit))
        : undefined;
      const now = new Date(app.clock.nowMs());
      const view = { games, fields, order, matching, choices, now };
      sendPage(response, gamesPage(pageContext(request, response), view));
    }),
  );
}
