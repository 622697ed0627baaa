import type { Router } from 'express';
import { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { DIFFERENCE_STATUSES } from '../../domain/source-difference.ts';
import { listLineDifferences } from '../../read/games/line-differences.ts';
import { listDifferences } from '../../read/games/source-differences.ts';
import { differencesPage } from '../pages/differences-page.ts';
import { answering } from '../request-context.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const Fields = z.object({
  league: z.string().max(100).optional(),
  status: z.enum(DIFFERENCE_STATUSES).default('open'),
});

/** Facts and figures of so many are shown at the most. */
const SHOWN = 300;

/** The page of what sources say differently of games. */
export function mountDifferencePages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { db } = app.database;
  router.get(
    '/differences',
    answering(async (request, response) => {
      const leagues = await app.leagueRegister.current();
      const asked = checked(Fields, 'query', fieldsOf(request.query, Object.keys(Fields.shape)));
      const { league, status } = withLeagueNamed(leagues, asked);
      const filter = { league, status, limit: SHOWN };
      const view = {
        differences: (await listDifferences(db, filter)).items,
        lines: (await listLineDifferences(db, filter)).items,
        limit: SHOWN,
        leagues: leagues.all.map(({ name }) => name),
        fields: { status, ...(league === undefined ? {} : { league }) },
      };
      sendPage(response, differencesPage(pageContext(request, response), view));
    }),
  );
}
