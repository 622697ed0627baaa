import type { Router } from 'express';
import { type NamedQuery, needQuery } from '../../analytics/queries/query-catalog.ts';
import { type QueryAnswer, runQuery } from '../../analytics/queries/run-query.ts';
import { UnknownNameError } from '../../domain/unknown-name.ts';
import { queriesPage, queryPage } from '../pages/query-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';
import { QueryFields } from './query-routes.ts';

/** The named questions, and one of them with its answer once what it needs is said. */
export function mountQueryPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/queries',
    answering((request, response) => {
      fieldsOf(request.query, []);
      sendPage(response, queriesPage(pageContext(request, response)));
      return Promise.resolve();
    }),
  );
  router.get(
    '/queries/:name',
    answering(async (request, response) => {
      const query = queryOfPage(String(request.params['name']));
      const fields = fieldsOf(request.query, [...query.parameters]);
      const given = checked(QueryFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const isAsked = query.required.every((name) => given[name] !== undefined);
      const answer: QueryAnswer | undefined = isAsked
        ? await runQuery(
            app.database.db,
            { leagues, teamsOf: (league) => app.teamService.list({ league }) },
            { query, given, now: new Date(app.clock.nowMs()) },
          )
        : undefined;
      const names = leagues.all.map(({ name }) => name);
      sendPage(response, queryPage(pageContext(request, response), { query, given, leagues: names, answer }));
    }),
  );
}

function queryOfPage(name: string): NamedQuery {
  try {
    return needQuery(name);
  } catch (error) {
    if (error instanceof UnknownNameError)
      throw new HttpProblem('not_found', `${error.message}. ${error.remedy}`);
    throw error;
  }
}
