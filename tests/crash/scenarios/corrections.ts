import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';
import { runsOf } from './conditions.ts';

const FIRST_PASSES_ARE_DONE =
  "(select count(*) from games) > 0 and not exists (select 1 from games where seeding_status <> 'completed')";

/** Brings the first correction of every game that has one forward, as its time does. */
async function makeCorrectionsDue({ app }: CrashWorld): Promise<void> {
  await app.database.db.execute(sql`
    update seeding_tasks set scheduled_time = now(), due_at = now(), revision = revision + 1, enqueued_at = null
    where pass = 'correction-1'`);
}

/** What corrections promise beside what every task does. */
const PROMISES = [
  `select 'game ' || id || ' is ' || seeding_status || ' after a correction' as what from games
   where seeding_status <> 'completed'`,
  `select 'task ' || task.id || ' is ' || task.status || ' with ' || count(event.id) || ' ends' as what
   from seeding_tasks as task
   left join game_events as event on event.task_id = task.id and event.kind in ('corrected', 'confirmed')
   where task.pass = 'correction-1' group by task.id having task.status <> 'completed' or count(event.id) <> 1`,
  `select 'game ' || game_id || ' has ' || count(*) || ' records of one change' as what from line_changes
   group by game_id, pass, entity_type, player_id, team_id, column_name having count(*) > 1`,
  `select 'game ' || change.game_id || ', player ' || change.player_id || ': ' || change.column_name || ' became '
          || change.new_value || ', the line says ' || coalesce(to_jsonb(line) ->> change.column_name, 'nothing') as what
   from line_changes as change
   join nba_player_game_stats as line on line.game_id = change.game_id and line.player_id = change.player_id
   where to_jsonb(line) -> change.column_name is distinct from change.new_value`,
  `select 'line of player ' || line.player_id || ' in game ' || line.game_id || ' was corrected without a record' as what
   from nba_player_game_stats as line
   where line.corrected_at is not null and not exists (
     select 1 from line_changes as change where change.game_id = line.game_id and change.player_id = line.player_id)`,
];

/** What goes wrong while finished games are read again. */
export const correctionScenarios: readonly Scenario[] = [
  {
    id: 'worker-killed-in-corrections',
    what: 'a worker killed in the middle of corrections loses none of them and records each change once',
    short: ['postgres', 'redis'],
    shortGames: 12,
    world: { environment: { CORRECTION_DELAYS_HOURS: '24,72' } },
    async play(world) {
      // More than one slate of games would lie days back, where there is nothing left to correct.
      await world.addDueGames(Math.min(world.games, 15));
      await world.startChores();
      const [victim] = await Promise.all([world.startWorker(), world.startWorker()]);
      await world.until(FIRST_PASSES_ARE_DONE, 60_000);
      world.provider.setDials({ correctionAfterHours: 0, correctionRate: 1 });
      await makeCorrectionsDue(world);
      await world.until(runsOf(victim));
      await victim.crash();
      await world.isTakenOver([victim]);
      await world.until(
        "not exists (select 1 from seeding_tasks where pass = 'correction-1' and status <> 'completed')",
        60_000,
      );
      const broken: string[] = [];
      for (const promise of PROMISES) {
        const rows = await rowsOf<{ what: string }>(world.app.database.db, sql.raw(promise));
        broken.push(...rows.map((row) => row.what));
      }
      if (broken.length > 0) throw new Error(broken.slice(0, 10).join('\n'));
    },
  },
];
