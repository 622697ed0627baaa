import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Executor } from '../../../src/db/database.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { type AnyFact, everyFact } from '../../../scripts/generate-docs/every-fact.ts';
import { beginLook } from '../../../src/monitoring/facts/fact.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { SCOPE } from './every-scope.ts';

/** Enough for the planner to prefer an index. By hand at another size: FACTS_GAMES=250000. */
const GAMES = Number(process.env['FACTS_GAMES'] ?? 10_000);
const IS_BY_HAND = process.env['FACTS_GAMES'] !== undefined;

/** Tables that grow with every game: a statement that reads all of one takes longer every season. */
const GROWING = new Set(['games', 'seeding_tasks', 'api_usage', 'sync_log', 'line_changes', 'system_events']);

/** Facts about all there is, whatever its age. */
const ABOUT_ALL = new Set(['games_without_lines', 'reader_tables']);

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };

/** Games every 20 minutes for years, all done but those of the last two days and the week ahead. */
async function fill(db: Executor): Promise<void> {
  const steps = sql`generate_series(1, ${GAMES}) as step
    cross join lateral (select now() - (${GAMES} - 500 - step) * interval '20 minutes' as at) as moment`;
  await db.execute(sql`
    insert into seasons (sport_id, year)
    select sport_id, year from (select sport_id from leagues order by id limit 1) as league, generate_series(2000, 2030) as year`);
  await db.execute(sql`
    insert into games (sport_id, league_id, season_id, home_team_id, away_team_id, game_datetime, game_date, slate_date,
                       status, seeding_status, created_at)
    select league.sport_id, league.id, season.id, known.ids[1 + step % 72], known.ids[100], at, at::date, at::date,
           case when at < now() then 'completed' else 'scheduled' end,
           case when at < now() - interval '2 days' then 'completed' else 'pending' end, at - interval '90 days'
    from ${steps}
    cross join (select id, sport_id from leagues order by id limit 1) as league
    join seasons as season on season.sport_id = league.sport_id and season.year = 2000 + step % 31
    cross join (select array_agg(id order by id) as ids from teams) as known`);
  await db.execute(sql`
    insert into seeding_tasks (game_id, pass, scheduled_time, due_at, status, execution_time, completed_at, created_at,
                               updated_at, duration_seconds)
    select id, pass, game_datetime + interval '4 hours', game_datetime + interval '4 hours',
           case when seeding_status = 'completed' then 'completed' else 'pending' end,
           case when seeding_status = 'completed' then game_datetime + interval '4 hours' end,
           case when seeding_status = 'completed' then game_datetime + interval '4 hours' end,
           created_at, least(now(), game_datetime + interval '4 hours'), 2
    from games, (values ('first'), ('correction-1')) as passes(pass)`);
  await db.execute(sql`
    insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, game_id, task_id, started_at)
    select gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', 90, 1, game_id, id, execution_time
    from seeding_tasks where status = 'completed'`);
  await db.execute(sql`
    insert into sync_log (operation, sport_id, game_id, seeding_type, status, created_at)
    select 'seed_game', sport_id, game_id, 'targeted', 'completed', execution_time
    from seeding_tasks join games on games.id = game_id where seeding_tasks.status = 'completed'`);
  await db.execute(sql`
    insert into line_changes (game_id, pass, action, entity_type, team_id, column_name, created_at)
    select game_id, pass, 'changed', 'team', home_team_id, 'points', execution_time
    from seeding_tasks join games on games.id = game_id where pass <> 'first' and execution_time is not null`);
  await db.execute(sql`
    insert into system_events (kind, subject, message, created_at)
    select 'schedule_refreshed', 'x', 'x', at from ${steps} where at < now()`);
  await db.execute(sql`analyze`);
}

/** Every relation that a plan reads as a whole. */
function readAsWhole(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] ? [plan['Relation Name']] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(readAsWhole)];
}

/**
 * Explains each statement before it is run; notes what it reads as a whole. At the size of a test the planner now and
 * then prefers to read all of a table: it is told not to where an index can serve.
 */
function explaining(db: Database, found: Set<string>): Executor {
  return Object.assign(Object.create(db) as Executor, {
    async execute(statement: SQL) {
      await db.transaction(async (tx) => {
        if (!IS_BY_HAND) await tx.execute(sql`set local enable_seqscan = off`);
        const [row] = await rowsOf<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          tx,
          sql`explain (format json) ${statement}`,
        );
        for (const { Plan: plan } of row?.['QUERY PLAN'] ?? [])
          for (const relation of readAsWhole(plan)) if (GROWING.has(relation)) found.add(relation);
      });
      return db.execute(statement);
    },
  });
}

describe('the statements of facts', () => {
  let test: TestApp;
  let facts: readonly AnyFact[];

  beforeAll(async () => {
    test = await createTestApp();
    facts = await everyFact();
    await fill(test.app.database.db);
  }, 600_000);
  afterAll(() => test.close());

  it('say what they mean under a name of their own', () => {
    expect(facts.length).toBeGreaterThan(45);
    expect(new Set(facts.map(({ name }) => name)).size).toBe(facts.length);
    expect(facts.filter(({ meaning, unit, window }) => !meaning || !unit || !window)).toEqual([]);
  });

  it('have an index behind them, however many games there are', { timeout: 600_000 }, async () => {
    const { db } = test.app.database;
    const slow: string[] = [];
    for (const fact of facts) {
      const whole = new Set<string>();
      const since = fact.name.startsWith('new_') ? new Date(Date.now() - 10_000) : SCOPE;
      const beganAtMs = performance.now();
      await fact.read(explaining(db, whole), since);
      const ms = Math.round(performance.now() - beganAtMs);
      if (IS_BY_HAND) console.log(`${fact.name}: ${ms} ms ${[...whole].join(' ')}`);
      if (whole.size > 0 && !ABOUT_ALL.has(fact.name))
        slow.push(`${fact.name} reads all of ${[...whole].join(', ')}`);
    }
    expect(slow).toEqual([]);
  });

  it('take one connection in a look, however many are asked for at once', async () => {
    const { db } = test.app.database;
    let running = 0;
    let most = 0;
    const counting: Executor = Object.assign(Object.create(db) as Executor, {
      async execute(statement: SQL) {
        running += 1;
        most = Math.max(most, running);
        return Promise.resolve(db.execute(statement)).finally(() => (running -= 1));
      },
    });
    const look = beginLook(counting);
    const quick = facts.filter(({ name }) => !name.startsWith('new_') && !ABOUT_ALL.has(name));
    await Promise.all(quick.map((fact) => look.ask(fact, SCOPE)));
    expect(most).toBe(1);
  });
});
