import type { Router } from 'express';
import { z } from 'zod';
import { readHistory } from '../../analytics/ratings/stored/read-history.ts';
import { readLadder, readRatedLeagues } from '../../analytics/ratings/stored/read-ladder.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { ratingsPage } from '../pages/ratings-page.ts';
import { teamRatingsPage } from '../pages/team-ratings-page.ts';
import { HttpProblem } from '../problem.ts';
import { answering } from '../request-context.ts';
import { IdParams, IsoDate, League } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const LadderFields = z.object({ league: League.optional(), date: IsoDate.optional() });
const HistoryFields = z.object({ from: IsoDate.optional(), to: IsoDate.optional() });

/** The ladder of a league, of the first that has rated games where none is named, and one team's rating over time. */
export function mountRatingPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { db } = app.database;
  router.get(
    '/ratings',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(LadderFields.shape));
      const { league: asked, date } = checked(LadderFields, 'query', fields);
      const named = withLeagueNamed(await app.leagueRegister.current(), { league: asked });
      const rated = await readRatedLeagues(db);
      const league = named.league ?? rated[0];
      const leagues = [...new Set([...rated, ...(league === undefined ? [] : [league])])];
      const ladder = league === undefined ? undefined : await readLadder(db, { league, date });
      sendPage(response, ratingsPage(pageContext(request, response), { league, date, leagues, ladder }));
    }),
  );
  router.get(
    '/ratings/teams/:id',
    answering(async (request, response) => {
      const params = IdParams.safeParse(request.params);
      if (!params.success) throw new HttpProblem('not_found', 'There is no such team.');
      const { id } = params.data;
      const fields = fieldsOf(request.query, Object.keys(HistoryFields.shape));
      const filter = checked(HistoryFields, 'query', fields);
      const team = (await app.teamService.list({})).find((one) => one.id === id);
      if (!team) throw new HttpProblem('not_found', `There is no team ${id}.`);
      const games = await readHistory(db, team.id, filter);
      sendPage(response, teamRatingsPage(pageContext(request, response), { team, fields, games }));
    }),
  );
}
