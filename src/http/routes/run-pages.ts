import type { Router } from 'express';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { runPage } from '../pages/run-page.ts';
import { runsPage } from '../pages/runs-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';
import { RunListQuery } from './run-routes.ts';

const RunFields = RunListQuery.omit({ cursor: true, limit: true });

/** The list of runs, and the page of one. */
export function mountRunPages(router: Router, { app, services, pageContext }: PageRouteDeps): void {
  router.get(
    '/runs',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(RunFields.shape));
      const { game_id: gameId, ...given } = checked(RunFields, 'query', fields);
      const filter = withLeagueNamed(await app.leagueRegister.current(), given);
      const { cursor } = request.query;
      const runs = await services.runQueries.list({
        ...filter,
        gameId,
        ...(typeof cursor === 'string' ? { cursor } : {}),
      });
      sendPage(response, runsPage(pageContext(request, response), { runs, fields }));
    }),
  );
  router.get(
    '/runs/:id',
    answering(async (request, response) => {
      const run = await services.runQueries.find(String(request.params['id']));
      if (!run)
        throw new HttpProblem('not_found', 'There is no such run, or its entry is not kept any more.');
      sendPage(response, runPage(pageContext(request, response), run));
    }),
  );
}
