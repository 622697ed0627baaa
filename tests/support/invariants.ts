import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { BOX_SCORE_SPORTS } from '../../src/domain/sport.ts';
import type { SimulatedProvider } from '../../simulator/provider/simulated-provider.ts';
import { seedJobId } from '../../src/jobs/job-id.ts';
import { selectOpenTaskPage } from '../../src/jobs/open-tasks.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

export type Subject = { app: App; provider: SimulatedProvider };

/** What there is after the dust has settled, for the closing table. */
export type Tally = { games: number; seeded: number; lost: number; duplicated: number };

/** The queue may need a reconciliation to come right; this is how long it gets. */
const QUEUE_PATIENCE_MS = 90_000;

/** Rows of this shape are violations: which game or task, and what is wrong with it. */
type Violation = { what: string };

/**
 * Checks the promises that hold whatever was killed, once nothing is running any more. Returns every broken one in
 * words; an empty list is what a test expects.
 */
export async function brokenInvariants(
  { app, provider }: Subject,
  { queuePatienceMs = QUEUE_PATIENCE_MS } = {},
): Promise<string[]> {
  const statements = [...WHOLE_GAMES, ...SINGLE_OUTCOMES, ...EXPLAINED_FAILURES, ...NOTHING_FORGOTTEN];
  const found: string[] = [];
  for (const statement of statements) {
    const rows = await rowsOf<Violation>(app.database.db, sql.raw(statement));
    found.push(...rows.map((row) => row.what));
  }
  const { refused, overDay, overSlidingMinute, overSecond } = provider.stats().limits;
  if (refused + overDay + overSlidingMinute + overSecond > 0) {
    found.push(`the provider counted calls over a limit: ${JSON.stringify(provider.stats().limits)}`);
  }
  found.push(...(await untilQueueIsRight(app, queuePatienceMs)));
  return found;
}

/** Counts games: due and seeded, due and not seeded, and outcomes that were recorded more than once. */
export async function tally(app: App): Promise<Tally> {
  const [row] = await rowsOf<Tally>(
    app.database.db,
    sql`select count(*) as games,
               count(*) filter (where task.status = 'completed') as seeded,
               count(*) filter (where task.status in ('pending', 'running') and task.due_at < now()) as lost,
               coalesce(sum(greatest(0, (select count(*) from game_events as event
                                         where event.task_id = task.id and event.kind = 'seeded') - 1)), 0) as duplicated
        from seeding_tasks as task where task.pass = 'first'`,
  );
  return row ?? { games: 0, seeded: 0, lost: 0, duplicated: 0 };
}

/** (b) Every game that could be seeded is, and it is whole: sums, starters, minutes, sides, checkpoints. */
const WHOLE_GAMES = [
  // The simulated league has all its games, and nothing in these tests makes one impossible to seed.
  `select 'task ' || id || ' is ' || status || ' although its window is open since ' || scheduled_time || ': '
          || coalesce(hold_reason, error_type, '') || ' ' || coalesce(hold_detail, error_message, '') as what
   from seeding_tasks
   where scheduled_time < now() and status not in ('completed', 'cancelled')`,
  `select 'game ' || game.id || ' is ' || game.seeding_status || ' and its status ' || game.status
          || ' although its task is completed' as what
   from seeding_tasks as task join games as game on game.id = task.game_id
   where task.status = 'completed' and task.error_message is null
     and (game.seeding_status <> 'completed' or game.status <> 'completed' or game.seeded_at is null)`,
  `select 'game ' || game.id || ', side ' || side.team_id || ': ' || coalesce(players.points, -1) || ' points of players, '
          || coalesce(team_line.points, -1) || ' of the team, ' || coalesce(side.score, -1) || ' on the board, '
          || coalesce(players.starters, 0) || ' starters, ' || coalesce(players.seconds, 0) || ' seconds' as what
   from seeding_tasks as task
   join games as game on game.id = task.game_id
   cross join lateral (values (game.home_team_id, game.home_score), (game.away_team_id, game.away_score))
     as side(team_id, score)
   left join lateral (
     select sum(points) as points, count(*) filter (where is_starter) as starters, sum(seconds_played) as seconds
     from nba_player_game_stats as line where line.game_id = game.id and line.team_id = side.team_id) as players on true
   left join nba_team_game_stats as team_line on team_line.game_id = game.id and team_line.team_id = side.team_id
   where task.status = 'completed' and task.error_message is null
     and (players.points is distinct from side.score or team_line.points is distinct from side.score
          or players.starters is distinct from 5
          or players.seconds < 14400 or (players.seconds - 14400) % 1500 <> 0 or players.seconds is null)`,
  `select 'game ' || line.game_id || ' has a line of a team that did not play in it' as what
   from (select game_id, team_id from nba_player_game_stats union select game_id, team_id from nba_team_game_stats) as line
   join games as game on game.id = line.game_id
   where line.team_id not in (game.home_team_id, game.away_team_id)`,
  `select 'game ' || game_id || ' has two lines of one entity' as what
   from (select game_id, player_id from nba_player_game_stats group by game_id, player_id having count(*) > 1
         union all
         select game_id, team_id from nba_team_game_stats group by game_id, team_id having count(*) > 1) as twice`,
  `select 'task ' || task.id || ' has ' || checkpoints.players || '+' || checkpoints.teams || ' checkpoints for '
          || lines.players || '+' || lines.teams || ' lines' as what
   from seeding_tasks as task
   cross join lateral (select count(*) filter (where entity_type = 'player') as players,
                              count(*) filter (where entity_type = 'team') as teams
                       from seeding_task_entities where task_id = task.id and status = 'completed') as checkpoints
   cross join lateral (select (select count(*) from nba_player_game_stats where game_id = task.game_id) as players,
                              (select count(*) from nba_team_game_stats where game_id = task.game_id) as teams) as lines
   where (task.pass = 'first' or task.status = 'completed')
     and (checkpoints.players, checkpoints.teams) is distinct from (lines.players, lines.teams)`,
];

/** (c) Nothing was written by a run that had lost its claim, and every outcome was recorded once. */
const SINGLE_OUTCOMES = [
  // Earlier runs may have left parts of a game; none of them may write once the last run has begun, which is known to
  // two seconds: its duration includes part of its transaction. Later corrections have fences of their own.
  `select distinct 'game ' || line.game_id || ' has a line of fence ' || line.fence || ', its task ended with ' || task.fence
          as what
   from (select game_id, fence, updated_at from nba_player_game_stats where corrected_at is null
         union select game_id, fence, updated_at from nba_team_game_stats where corrected_at is null) as line
   join seeding_tasks as task on task.game_id = line.game_id and task.pass = 'first'
   left join sync_log as log on log.task_id = task.id and log.status = 'completed'
   where line.fence > task.fence
      or (line.fence < task.fence and task.status = 'completed'
          and line.updated_at > least(log.created_at, log.created_at - (log.duration_seconds - 2) * interval '1 second'))`,
  `select 'task ' || task.id || ' is ' || task.status || ' with ' || count(event.id) || ' "seeded" events' as what
   from seeding_tasks as task left join game_events as event on event.task_id = task.id and event.kind = 'seeded'
   where task.pass = 'first'
   group by task.id
   having count(event.id) <> case when task.status = 'completed' and task.error_message is null then 1 else 0 end`,
  `select 'task ' || task.id || ' is ' || task.status || ' with ' || count(log.id) || ' completed rows of sync_log' as what
   from seeding_tasks as task left join sync_log as log on log.task_id = task.id and log.status = 'completed'
   group by task.id
   having count(log.id) <> case when task.status = 'completed' and task.error_message is null then 1 else 0 end`,
];

/** (e) Each failure has a reason that a person understands. */
const EXPLAINED_FAILURES = [
  `select 'task ' || id || ' failed without a reason' as what from seeding_tasks
   where status = 'failed' and (coalesce(error_type, '') = '' or coalesce(error_message, '') = '')`,
];

/** (f) No task waits past its time without a recorded hold, and none is held by a run that is gone. */
const NOTHING_FORGOTTEN = [
  `select 'task ' || id || ' is pending since ' || due_at || ' and nobody takes it' as what from seeding_tasks
   where status = 'pending' and due_at < now() - interval '5 seconds' and hold_reason is null`,
  `select 'task ' || id || ' is still held by ' || coalesce(claimed_by, 'nobody') as what from seeding_tasks
   where status = 'running'`,
];

/** (a) Every open task has exactly one job, and there is no other; the reconciler is given its time to see to it. */
async function untilQueueIsRight(app: App, patienceMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  let seen: string[] = [];
  for (;;) {
    const wrong = await queueFaults(app);
    if (wrong?.length === 0) return wrong;
    seen = wrong ?? seen;
    if (Date.now() > deadline) return wrong ?? [...seen, await whoReconciles(app, patienceMs)];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function whoReconciles(app: App, patienceMs: number): Promise<string> {
  const [row] = await rowsOf(
    app.database.db,
    sql`select holder, fence, lease_expires_at, now() from job_schedules where name = 'reconcile'`,
  );
  return `the reconciler is busy at the end of ${patienceMs} ms: ${JSON.stringify(row)}`;
}

/** Undefined while somebody reconciles: then nothing can be said. */
async function queueFaults(app: App): Promise<string[] | undefined> {
  const wrong: string[] = [];
  const report = await app.reconciler.run({ isDryRun: true });
  if (!report.isRun) return undefined;
  for (const [kind, count] of Object.entries(report.drift)) {
    if (count > 0) wrong.push(`the reconciler finds ${count} ${kind}`);
  }
  const tasks = await selectOpenTaskPage(app.database.db, undefined, 100_000);
  for (const sport of BOX_SCORE_SPORTS) {
    const wanted = new Set(tasks.filter((task) => task.sport === sport).map(seedJobId));
    const seen = new Set<string>();
    for await (const page of app.store.listOpenJobs(seedingQueue(sport))) {
      for (const { jobId, state } of page) {
        if (seen.has(jobId)) wrong.push(`job ${jobId} is in the queue twice`);
        if (!wanted.has(jobId)) wrong.push(`job ${jobId} (${state}) belongs to no open task`);
        seen.add(jobId);
      }
    }
    for (const jobId of wanted) if (!seen.has(jobId)) wrong.push(`job ${jobId} is not in the queue`);
  }
  return wrong;
}
