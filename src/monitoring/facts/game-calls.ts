import { type SQL, sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks, syncLog } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, ofSport, since } from './scope.ts';

/** Paid calls for first passes, and the games that they were for, whatever became of them. */
export type GameCalls = { calls: number; games: number };

/** A run that learned something about its game, be it from a call that another run made for several games at once. */
const ASKED: SQL = sql`(${syncLog.status} in ('completed', 'failed')
  or (${syncLog.status} = 'held' and ${syncLog.details} ->> 'reason' = 'not_final'))`;

export const gameCalls: Fact<DaysOfSport, GameCalls> = {
  name: 'calls_per_game',
  meaning:
    'Paid provider calls of the first passes of games, divided by the games that were asked about, by a call of their own or one for several games: also those that wait, failed or are tried again.',
  unit: 'calls a game',
  window: 'called or read in the last days',
  async read(executor, { days, sport }) {
    const row = await firstRow(
      executor,
      selecting(
        { calls: sql<number>`coalesce(sum(spent.calls), 0)::int`, games: sql<number>`count(*)::int` },
        (list) => sql`with paid as (
            select ${seedingTasks.gameId} as game, coalesce(${apiUsage.cost}, 1) as cost
            from ${apiUsage} join ${seedingTasks} on ${seedingTasks.id} = ${apiUsage.taskId} and ${IS_GAME}
            where ${apiUsage.startedAt} >= ${since(days)}),
          asked as (
            select game from paid
            union
            select ${seedingTasks.gameId}
            from ${syncLog} join ${seedingTasks} on ${seedingTasks.id} = ${syncLog.taskId} and ${IS_GAME}
            where ${syncLog.createdAt} >= ${since(days)} and ${ASKED}),
          spent as (select game, sum(cost) as calls from paid group by game)
          select ${list}
          from asked left join spent using (game)
          join ${games} on ${games.id} = asked.game
          join ${sports} on ${sports.id} = ${games.sportId}
          where ${ofSport(sport)}`,
      ),
    );
    return row ?? { calls: 0, games: 0 };
  },
};

/** Calls a game; null where no game was asked about. */
export function callsPerGame({ calls, games: asked }: GameCalls): number | null {
  return asked === 0 ? null : calls / asked;
}
