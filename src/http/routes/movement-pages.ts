import type { Router } from 'express';
import { z } from 'zod';
import { SPORTS } from '../../domain/sport.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { readSlateMovements, readSlatesAround } from '../../odds/read/slate-movements.ts';
import { movementsPage } from '../pages/movements-page.ts';
import { answering } from '../request-context.ts';
import { IsoDate } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';

const DAY_MS = 86_400_000;

/** A night goes on after midnight in UTC. */
const NIGHT_MS = 12 * 3_600_000;

const MovementFields = z.object({ date: IsoDate.optional(), league: z.string().max(100).optional() });

/** The page of line movements; of the next day that has odds, or else the last one, where no day is named. */
export function mountMovementPages(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { db } = app.database;
  router.get(
    '/odds/movements',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(MovementFields.shape));
      const asked = checked(MovementFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const { league } = withLeagueNamed(leagues, { league: asked.league });
      const tonight = dayOf(app.clock.nowMs() - NIGHT_MS);
      const near = asked.date === undefined ? await readSlatesAround(db, tonight) : undefined;
      const date = asked.date ?? near?.next ?? near?.before ?? tonight;
      const view = {
        date,
        games: await readSlateMovements(db, { date, leagueName: league }),
        leagues: leagues.all.map(({ name }) => name),
        fields: league === undefined ? {} : { league },
        earlier: (await readSlatesAround(db, date)).before,
        sources: oddsSources(app.registry),
        later: (await readSlatesAround(db, dayOf(Date.parse(date) + DAY_MS))).next,
      };
      sendPage(response, movementsPage(pageContext(request, response), view));
    }),
  );
}

/** Who has odds of any sport, and what each lacks. */
function oddsSources({ ableTo }: PageRouteDeps['app']['registry']) {
  const able = new Set(SPORTS.flatMap((sport) => ableTo('odds', sport)));
  return [...able].map(({ definition, offBecause }) => ({ name: definition.displayName, offBecause }));
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
