import { z } from 'zod';
import { ratedTeamNamed } from '../../analytics/ratings/stored/rated-team.ts';
import { listHistory } from '../../analytics/ratings/stored/read-history.ts';
import { readLadder } from '../../analytics/ratings/stored/read-ladder.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { RatingHistory, RatingLadder } from '../answers/ratings.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { IsoDate, League, Paging } from '../requests/values.ts';

const LadderQuery = z.strictObject({
  league: League,
  date: IsoDate.optional().meta({ description: 'At the end of this day; otherwise as it stands.' }),
});

const HistoryQuery = z.strictObject({
  team: z.string().trim().min(1).max(100).meta({ description: 'Its name, nickname, abbreviation or id.' }),
  league: League.optional().meta({ description: 'Where the name means several teams.' }),
  from: IsoDate.optional(),
  to: IsoDate.optional(),
  ...Paging,
});

/** Ratings of teams: the ladder of a league, and one team's over time. */
export function ratingRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/ratings',
      area: 'ratings',
      summary: 'The teams of a league by their Elo, as they stand or at the end of a day',
      query: LadderQuery,
      responses: { 200: { description: 'The best first.', schema: RatingLadder } },
      async handle({ query: { date, ...asked } }) {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        return { status: 200, body: await readLadder(app.database.db, { league, date }) };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/ratings/history',
      area: 'ratings',
      summary: 'The Elo of a team before and after each of its games',
      query: HistoryQuery,
      responses: { 200: { description: 'A page, the oldest first.', schema: RatingHistory } },
      async handle({ query: { team, from, to, cursor, limit, ...asked } }) {
        const { league } = withLeagueNamed(await app.leagueRegister.current(), asked);
        const meant = ratedTeamNamed(await app.teamService.list({ league }), { team, league });
        return { status: 200, body: await listHistory(app.database.db, meant, { from, to, cursor, limit }) };
      },
    }),
  ];
}
