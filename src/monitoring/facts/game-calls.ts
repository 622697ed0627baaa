import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, ofSport, since } from './scope.ts';

/** Paid calls for first passes, and the games that they were for, whatever became of them. */
export type GameCalls = { calls: number; games: number };

export const gameCalls: Fact<DaysOfSport, GameCalls> = {
  name: 'calls_per_game',
  meaning:
    'Paid provider calls of the first passes of games, divided by the games that were asked about: also those that wait, failed or are tried again.',
  unit: 'calls a game',
  window: 'called in the last days',
  async read(executor, { days, sport }) {
    const row = await firstRow<GameCalls>(
      executor,
      sql`select coalesce(sum(coalesce(${apiUsage.cost}, 1)), 0)::int as calls,
                 count(distinct ${seedingTasks.gameId})::int as games
          from ${apiUsage}
          join ${seedingTasks} on ${seedingTasks.id} = ${apiUsage.taskId} and ${IS_GAME}
          join ${games} on ${games.id} = ${seedingTasks.gameId}
          join ${sports} on ${sports.id} = ${games.sportId}
          where ${apiUsage.startedAt} >= ${since(days)} and ${ofSport(sport)}`,
    );
    return row ?? { calls: 0, games: 0 };
  },
};

/** Calls a game; null where no game was asked about. */
export function callsPerGame({ calls, games: asked }: GameCalls): number | null {
  return asked === 0 ? null : calls / asked;
}
