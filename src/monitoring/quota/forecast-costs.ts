import { sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { TaskPlan } from '../../domain/plans.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { type Sport, bySport } from '../../domain/sport.ts';

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
  const measured = await rowsOf<{ sport: Sport; calls: number; games: number }>(
    db,
    sql`
      with read as (
        select game.sport_id, count(*) as games
        from seeding_tasks as task join games as game on game.id = task.game_id
        where task.status = 'completed' and task.updated_at > now() - interval '14 days' and task.plan is null
        group by 1),
      spent as (
        select game.sport_id, sum(coalesce(usage.cost, 1)) as calls
        from api_usage as usage join games as game on game.id = usage.game_id
        where usage.started_at > now() - interval '14 days'
          and not exists (select 1 from seeding_tasks as task where task.id = usage.task_id and task.plan is not null)
        group by 1)
      select sport.display_name as sport, spent.calls::double precision as calls, read.games
      from read join spent using (sport_id) join sports as sport on sport.id = read.sport_id`,
  );
  const costOf = (sport: Sport): number => {
    const found = measured.find((row) => row.sport === sport && row.games >= MEASURED_GAMES);
    return found && found.calls > 0 ? found.calls / found.games : plannedCalls(sport, strategy[sport]);
  };
  return bySport(costOf);
}
