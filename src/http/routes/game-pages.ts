import type { Router } from 'express';
import { readGameRatings } from '../../analytics/ratings/stored/read-game-ratings.ts';
import { readGameAvailability } from '../../availability/game-availability.ts';
import { listLineDifferences } from '../../read/games/line-differences.ts';
import { listDifferences } from '../../read/games/source-differences.ts';
import { gamePage } from '../pages/game-page.ts';
import { gamesPage } from '../pages/games-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { GameListQuery } from '../requests/games.ts';
import { IdParams } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { countOfList, fieldsOf } from './filter-fields.ts';
import { toGameList } from './list-filters.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const GameFields = GameListQuery.omit({ cursor: true, limit: true, date: true, week: true });

/** The list of games, and the page of one. */
export function mountGamePages(router: Router, deps: PageRouteDeps): void {
  mountGameList(router, deps);
  mountGame(router, deps);
}

/** The list of games with its filter; a search that finds one game leads to its page. */
function mountGameList(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  const { gameQueries } = services;

  router.get(
    '/games',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(GameFields.shape));
      const leagues = await app.leagueRegister.current();
      const { order: given, ...filter } = toGameList(leagues, checked(GameFields, 'query', fields));
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

/** One game with its timeline and box score. */
function mountGame(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  const { gameQueries } = services;
  router.get(
    '/games/:id',
    answering(async (request, response) => {
      const params = IdParams.safeParse(request.params);
      if (!params.success) throw new HttpProblem('not_found', 'There is no such game.');
      const { id } = params.data;
      const [game, timeline, changes, boxScore, lineage, differences, lineDifferences, ratings] =
        await Promise.all([
          gameQueries.get(id),
          gameQueries.timeline(id),
          gameQueries.changes(id),
          services.readBoxScore(id),
          services.readLineage(id),
          listDifferences(app.database.db, { gameId: id }),
          listLineDifferences(app.database.db, { gameId: id }),
          readGameRatings(app.database.db, id),
        ]);
      if (!game || !timeline || !changes) throw new HttpProblem('not_found', `There is no game ${id}.`);
      const availability = await readGameAvailability(app.database.db, game, new Date(app.clock.nowMs()));
      const about = {
        availability,
        ratings,
        differences: differences.items,
        lineDifferences: lineDifferences.items,
      };
      const view = { game, timeline, changes, boxScore, lineage, ...about };
      sendPage(response, gamePage(pageContext(request, response), view));
    }),
  );
}
