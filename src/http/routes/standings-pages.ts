import type { Router } from 'express';
import { z } from 'zod';
import { readPythagorean } from '../../analytics/history/read-pythagorean.ts';
import { readStandings } from '../../analytics/standings/stored/read-standings.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { pythagoreanPage } from '../pages/pythagorean-page.ts';
import { STANDINGS_GROUPS, standingsPage } from '../pages/standings-page.ts';
import { answering } from '../request-context.ts';
import { IsoDate, Season } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const StandingsFields = z.object({
  league: z.string().max(100).optional(),
  season: Season.optional(),
  date: IsoDate.optional(),
  by: z.enum(STANDINGS_GROUPS).optional(),
});

const PythagoreanFields = StandingsFields.omit({ by: true });

/** The pages of tables and of Pythagorean figures; of the first league and its newest season, where none is named. */
export function mountStandingsPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/standings/pythagorean',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(PythagoreanFields.shape));
      const asked = checked(PythagoreanFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const named = withLeagueNamed(leagues, { league: asked.league });
      const names = leagues.all.map(({ name }) => name);
      const league = named.league ?? names[0] ?? '';
      const filter = { leagueName: league, seasonYear: asked.season, date: asked.date };
      const found = await readPythagorean(app.database.db, filter);
      const view = { league, leagues: names, found, fields };
      sendPage(response, pythagoreanPage(pageContext(request, response), view));
    }),
  );
  router.get(
    '/standings',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(StandingsFields.shape));
      const asked = checked(StandingsFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const named = withLeagueNamed(leagues, { league: asked.league });
      const names = leagues.all.map(({ name }) => name);
      const league = named.league ?? names[0] ?? '';
      const found = await readStandings(app.database.db, {
        leagueName: league,
        seasonYear: asked.season,
        date: asked.date,
      });
      const view = { league, leagues: names, found, fields, by: asked.by ?? 'conference' };
      sendPage(response, standingsPage(pageContext(request, response), view));
    }),
  );
}
