import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import { nbaSlates } from '../../support/slates.ts';
import type { Scenario } from '../scenario.ts';

/** Games of a season that a back-fill takes, in slates of fifteen. */
const SLATES = 2;
const GAMES_A_SLATE = 12;

/** The instants at which a worker is killed: in the call for the season, in a hand-out, over the games. */
const INSTANTS = [
  "exists (select 1 from work_items where status = 'running' and subject ~ ' [0-9]{4}$')",
  'exists (select 1 from backfill_progress where cursor is not null)',
  'exists (select 1 from backfill_progress where games_queued > 0)',
  "exists (select 1 from seeding_tasks where status = 'running')",
  "(select count(*) > 5 from games where seeding_status = 'completed')",
] as const;

/** A game's players and teams are asked for at once, and written together. */
const CALLS_OF_A_GAME = 2;

/** Calls that nobody has written when their worker dies: those of each game whose run holds a claim, and of each step. */
async function unwrittenCalls({ app }: CrashWorld): Promise<number> {
  const row = await firstRow<{ calls: number }>(
    app.database.db,
    sql`select (select count(*) from seeding_tasks where status = 'running') * ${CALLS_OF_A_GAME}::int
             + (select count(*) from work_items where status = 'running' and subject ~ ' [0-9]{4}$') as calls`,
  );
  return row?.calls ?? 0;
}

/** What is wrong with a back-fill that has ended: games that were lost, tasks that were opened twice. */
async function wrongs({ app }: CrashWorld, games: number): Promise<string[]> {
  const facts = await firstRow(
    app.database.db,
    sql`select (select count(*) from games where seeding_status = 'completed') as seeded,
               (select games_queued from backfill_progress) as queued,
               (select count(*) from seeding_tasks where pass = 'first') as tasks,
               (select count(*) from game_events where kind = 'seed_requested') as requests,
               (select count(*) from work_items where kind = 'backfill-history' and status <> 'completed') as open_steps`,
  );
  const expected = { seeded: games, queued: games, tasks: games, requests: games, open_steps: 0 };
  return JSON.stringify(facts) === JSON.stringify(expected)
    ? []
    : [`expected ${JSON.stringify(expected)}, found ${JSON.stringify(facts)}`];
}

/** What goes wrong while a season is back-filled. */
export const backfillScenarios: readonly Scenario[] = [
  {
    id: 'worker-killed-in-backfill',
    what: 'workers killed at every step of a back-fill lose no game, open no task twice and repeat no call that was written',
    short: ['postgres'],
    shortGames: SLATES * GAMES_A_SLATE,
    async play(world) {
      const { app, provider } = world;
      const slates = nbaSlates(SLATES * GAMES_A_SLATE);
      for (const [index, slate] of slates.entries()) await world.ingestDue(slate, 5 + 30 * index, 'none');
      const games = slates.flat().length;
      await world.startChores();
      const [season] = await rowsOf<{ year: number }>(app.database.db, sql`select year from seasons`);
      const started = await app.seasonBackfills.start({ sport: 'NBA', year: season?.year ?? 0 }, 'operator');
      if (!started.ok) throw new Error(started.message);
      let unwritten = 0;
      for (const instant of INSTANTS) {
        const victim = await world.startWorker();
        await world.until(instant);
        await world.sleep(world.random() * 300);
        await victim.crash();
        unwritten += await unwrittenCalls(world);
      }
      await world.startWorker();
      await world.until("exists (select 1 from backfills where status = 'completed')", 240_000);
      const again = [...provider.timesAsked()].filter(([, times]) => times > 1);
      const repeats = again.reduce((sum, [, times]) => sum + times - 1, 0);
      const problems = await wrongs(world, games);
      if (repeats > unwritten)
        problems.push(
          `${repeats} calls again of ${unwritten} that were not written: ${JSON.stringify(again)}`,
        );
      if (problems.length > 0) throw new Error(problems.join('; '));
    },
  },
];
