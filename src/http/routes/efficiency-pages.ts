import type { Router } from 'express';
import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { readEfficiency, readJudgedLeagues } from '../../odds/read/market-efficiency.ts';
import { efficiencyPage } from '../pages/efficiency-page.ts';
import { answering } from '../request-context.ts';
import { Season } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const EfficiencyFields = z.object({ league: z.string().max(100).optional(), season: Season.optional() });

/** The page of market efficiency; of the first league that has figures and its newest season, where none is named. */
export function mountEfficiencyPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { db } = app.database;
  router.get(
    '/odds/efficiency',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(EfficiencyFields.shape));
      const asked = checked(EfficiencyFields, 'query', fields);
      const named = withLeagueNamed(await app.leagueRegister.current(), { league: asked.league });
      const judged = await readJudgedLeagues(db);
      const leagues = [...new Set([...judged.keys(), ...(named.league === undefined ? [] : [named.league])])];
      const league = named.league ?? leagues[0];
      const seasons = league === undefined ? [] : (judged.get(league) ?? []);
      const season = asked.season ?? seasons[0];
      const { items } =
        league === undefined
          ? { items: [] }
          : await readEfficiency(db, { leagueName: league, seasonYear: season });
      const view = { league, season, leagues, seasons, items };
      sendPage(response, efficiencyPage(pageContext(request, response), view));
    }),
  );
}
