import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { GAME, SPORT, TASK } from '../../db/table-aliases.ts';
import type { TaskPlan } from '../../domain/plans.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { type Sport, bySport } from '../../domain/sport.ts';

const USAGE = alias(apiUsage, 'usage');

/** Games that must have been read in the last two weeks for their cost to count as measured. */
const MEASURED_GAMES = 20;

/** Calls for a game that is read by this plan, as the plan promises. */
export function plannedCalls(sport: Sport, plan: TaskPlan): number {
  return SPORT_FACTS[sport].plannedCalls[plan];
}

/**
 * Calls for a game that is read as its sport is configured: as measured over the last two weeks where enough games
 * were read, otherwise as the plan promises. Games of sweeps and fallbacks, which are read in other ways, do not count.
 */
export async function readCallsPerGame(
  db: Database,
  strategy: Config['seeding']['strategy'],
): Promise<Record<Sport, number>> {
  const measured = await rowsOf(
    db,
    selecting(
      {
        sport: SPORT.displayName,
        calls: sql<number>`spent.calls::double precision`,
        games: sql<number>`read.games`,
      },
      (list) => sql`
      with read as (
        select ${GAME.sportId}, count(*) as games
        from ${seedingTasks} as ${TASK} join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
        where ${TASK.status} = 'completed' and ${TASK.updatedAt} > now() - interval '14 days' and ${TASK.plan} is null
        group by 1),
      spent as (
        select ${GAME.sportId}, sum(coalesce(${USAGE.cost}, 1)) as calls
        from ${apiUsage} as ${USAGE} join ${games} as ${GAME} on ${GAME.id} = ${USAGE.gameId}
        where ${USAGE.startedAt} > now() - interval '14 days'
          and not exists (select 1 from ${seedingTasks} as ${TASK} where ${TASK.id} = ${USAGE.taskId} and ${TASK.plan} is not null)
        group by 1)
      select ${list}
      from read join spent using (sport_id) join ${sports} as ${SPORT} on ${SPORT.id} = read.sport_id`,
    ),
  );
  const costOf = (sport: Sport): number => {
    const found = measured.find((row) => row.sport === sport && row.games >= MEASURED_GAMES);
    return found && found.calls > 0 ? found.calls / found.games : plannedCalls(sport, strategy[sport]);
  };
  return bySport(costOf);
}
