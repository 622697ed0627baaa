import { sql } from 'drizzle-orm';
import { seedingQueue } from '../src/queue/catalog.ts';
import type { OutgoingJob } from '../src/queue/store.ts';
import type { Measurement } from './main.ts';
import type { BenchWorld } from './world.ts';

/** Jobs of one measurement: the seasons of all sports at once. */
const JOBS = 50_000;

/**
 * Publishing open tasks (read, add, mark) and filling an emptied store again (compare, add, mark), each against
 * a plain bulk add of as many equal jobs.
 */
export async function measurePublish({ app, store }: BenchWorld, _games: number): Promise<Measurement[]> {
  await makeTasks(app.database.db, JOBS);
  const queueName = seedingQueue('NFL');
  const floorMs = await time(() => app.store.addJobs(plainJobs(queueName)));

  const publishMs = await time(() => app.publisher.publishPending());
  await empty(app);
  const rebuildMs = await time(() => app.reconciler.run());
  const counts = await app.store.counts(seedingQueue('NBA'));
  if (counts.delayed < JOBS) throw new Error(`only ${counts.delayed} of ${JOBS} jobs are back`);
  return [
    {
      name: `publish (${store})`,
      description: 'open tasks to jobs; floor: plain bulk add',
      items: JOBS,
      oursMs: publishMs,
      floorMs,
      ratio: publishMs / floorMs,
    },
    {
      name: `rebuild after loss (${store})`,
      description: 'everything open into an emptied store; floor: plain bulk add',
      items: JOBS,
      oursMs: rebuildMs,
      floorMs,
      ratio: rebuildMs / floorMs,
    },
  ];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function plainJobs(queueName: string): OutgoingJob[] {
  return Array.from({ length: JOBS }, (_, index) => ({
    queueName,
    jobId: `plain-${index}`,
    kind: 'seed-game',
    payload: { taskId: index + 1, gameId: index + 1, revision: 1, label: 'LAL @ GSW 2026-01-15' },
    delayMs: 86_400_000 + index,
    attempts: 4,
  }));
}

async function makeTasks(db: BenchWorld['app']['database']['db'], count: number): Promise<void> {
  await db.execute(
    sql`insert into seasons (sport_id, year) select id, 1950 from sports where display_name = 'NBA' on conflict do nothing`,
  );
  await db.execute(sql`
    with nba as (select team.id, row_number() over (order by team.id) as number from teams as team
                 join sports as sport on sport.id = team.sport_id where sport.display_name = 'NBA'),
    made as (
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
      select sport.id, season.id, league.id, day.date, day.date, day.date, home.id, away.id
      from sports as sport
      join seasons as season on season.sport_id = sport.id and season.year = 1950
      join leagues as league on league.sport_id = sport.id
      cross join generate_series(1, ${count}) as game(number)
      cross join lateral (select date '1950-01-01' + (game.number / 15)::int as date) as day
      join nba as home on home.number = (game.number % 15) + 1
      join nba as away on away.number = home.number + 15
      where sport.display_name = 'NBA'
      returning id)
    insert into seeding_tasks (game_id, scheduled_time, due_at)
    select id, now() + interval '1 day', now() + interval '1 day' from made`);
}

/** Takes every job out of the store, as a FLUSHALL or a new server would. */
async function empty(app: BenchWorld['app']): Promise<void> {
  for (const queue of app.store.bullQueues()) await queue.obliterate({ force: true });
}
