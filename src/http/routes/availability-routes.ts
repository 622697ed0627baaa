import { z } from 'zod';
import { readLineups } from '../../availability/lineups/list-lineups.ts';
import { gameExists, listOfficials } from '../../availability/officials/list-officials.ts';
import { listTransactions } from '../../availability/transactions/list-transactions.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { TRANSACTION_KINDS } from '../../domain/transaction.ts';
import { GameLineups, OfficialList, TransactionList } from '../answers/availability.ts';
import { type ApiRoute, apiRoute } from '../api-route.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { HttpProblem } from '../problem.ts';
import { IdParams, IsoDate, League, QueryFlag, Season, Sport, numberText } from '../requests/values.ts';

const NO_GAME = { description: 'There is no such game.' };
const LeagueName = League.meta({ description: 'Its name, in any case.' });
const Limit = numberText(1, 1_000).optional();

export const LineupQuery = z.strictObject({
  history: QueryFlag.optional().meta({ description: 'What was told before as well.' }),
});

export const OfficialQuery = z.strictObject({
  sport: Sport.optional(),
  league: LeagueName.optional(),
  season: Season.optional(),
  game_id: numberText(1, MAX_ID).optional(),
  name: z.string().trim().min(1).max(100).optional().meta({ description: 'A part of the name.' }),
  gone: QueryFlag.optional().meta({ description: 'Those whom the source names no more as well.' }),
  limit: Limit,
});

export const TransactionQuery = z.strictObject({
  sport: Sport.optional(),
  league: LeagueName.optional(),
  team: z.string().trim().min(1).max(100).optional().meta({ description: 'Its name or abbreviation.' }),
  player_id: numberText(1, MAX_ID).optional(),
  kind: z.enum(TRANSACTION_KINDS).optional(),
  since: IsoDate.optional().meta({ description: 'From this day on.' }),
  all: QueryFlag.optional().meta({ description: 'Those that were taken back as well.' }),
  limit: Limit,
});

/** Line-ups, officials and changes of teams. */
export function availabilityRoutes({ app }: RouteDeps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'get',
      path: '/admin/games/:id/lineups',
      area: 'games',
      summary: 'Who begins a game: expected, confirmed, and as it began',
      params: IdParams,
      query: LineupQuery,
      responses: { 200: { description: 'A row for each player.', schema: GameLineups }, 404: NO_GAME },
      async handle({ params, query }) {
        const lineups = await readLineups(app.database.db, params.id, { hasHistory: query.history });
        if (!lineups) throw new HttpProblem('not_found', `There is no game ${params.id}.`);
        const { items, findings, ...game } = lineups;
        return { status: 200, body: { ...game, items: [...items], findings: [...findings] } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/officials',
      area: 'games',
      summary: 'Who officiates games, of the latest games first',
      query: OfficialQuery,
      responses: { 200: { description: 'The officials.', schema: OfficialList }, 404: NO_GAME },
      async handle({ query: { game_id: gameId, gone, ...query } }) {
        if (gameId !== undefined && !(await gameExists(app.database.db, gameId)))
          throw new HttpProblem('not_found', `There is no game ${gameId}.`);
        const filter = withLeagueNamed(await app.leagueRegister.current(), query);
        const items = await listOfficials(app.database.db, { ...filter, gameId, hasGone: gone });
        return { status: 200, body: { items: [...items] } };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/admin/transactions',
      area: 'players',
      summary: 'Players who changed teams, the latest first',
      query: TransactionQuery,
      responses: { 200: { description: 'The changes.', schema: TransactionList } },
      async handle({ query: { player_id: playerId, all, ...query } }) {
        const filter = withLeagueNamed(await app.leagueRegister.current(), query);
        const items = await listTransactions(app.database.db, { ...filter, playerId, hasTakenBack: all });
        return { status: 200, body: { items: [...items] } };
      },
    }),
  ];
}
