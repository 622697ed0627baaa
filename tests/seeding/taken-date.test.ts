import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { lockLeagues } from '../../src/schedule/import-record.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a postponed game whose new date another game of the same sides has already', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('waits for its new window, keeps its own date and says why', async () => {
    world = await createSeedingWorld({ store: 'postgres', environment: { RETRY_MAX_ATTEMPTS: '0' } });
    await world.ingestDue([['BOS', 'MIA']], 50);
    const { db } = world.app.database;
    const newStart = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 7 * 86_400_000);
    // The makeup has come with a file already, as a game of its own.
    await db.execute(sql`
      insert into games (sport_id, season_id, league_id, game_date, slate_date, game_datetime, home_team_id, away_team_id)
      select sport_id, season_id, league_id, day, day, ${newStart}, home_team_id, away_team_id
      from games, lateral (select (${newStart}::timestamptz at time zone 'America/New_York')::date as day) as new`);
    const before = await firstRow(db, sql`select game_datetime, slate_date from games order by id limit 1`);
    const [game] = world.provider.games();
    function say(startMs?: number): void {
      world.provider.setDials({
        games: { [String(game?.id)]: { status: 'postponed', ...(startMs === undefined ? {} : { startMs }) } },
      });
    }
    say();
    await world.startWorkers();
    await world.until("(select hold_reason = 'postponed' from seeding_tasks)");
    say(newStart.getTime());
    const [task] = await world.tasks();
    // The first answer may still be shared for a moment.
    const waits = async () => {
      const now = await firstRow<{ status: string; hold_reason: string | null; is_window: boolean }>(
        db,
        sql`select status, hold_reason, due_at >= ${newStart}::timestamptz as is_window from seeding_tasks`,
      );
      if (now?.status === 'pending' && !now.is_window)
        await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' });
      return now;
    };
    await expect
      .poll(waits, { interval: 500 })
      .toEqual({ status: 'pending', hold_reason: 'postponed', is_window: true });
    expect(await firstRow(db, sql`select game_datetime, slate_date from games order by id limit 1`)).toEqual(
      before,
    );
    const events = await rowsOf<{ kind: string; message: string }>(
      db,
      sql`select kind, message from game_events where task_id is not null order by id`,
    );
    const taken = events.filter(({ kind }) => kind === 'date_taken');
    expect(taken[0]?.message).toMatch(/game 2 of the same sides/);
    expect(events.at(-1)?.kind).toBe('held');
  });
});

describe('a postponed game whose new date a file brings in at the same moment', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('waits for the file, and then finds its date taken', async () => {
    world = await createSeedingWorld({ store: 'postgres', environment: { RETRY_MAX_ATTEMPTS: '0' } });
    await world.ingestDue([['BOS', 'MIA']], 50);
    const { db, pool } = world.app.database;
    const newStart = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 7 * 86_400_000);
    const id = String(world.provider.games()[0]?.id);
    world.provider.setDials({ games: { [id]: { status: 'postponed' } } });
    await world.startWorkers();
    await world.until("(select hold_reason = 'postponed' from seeding_tasks)");
    const [task] = await world.tasks();
    const file = await pool.connect();
    try {
      await file.query('begin');
      await lockLeagues(
        drizzle(file),
        (await rowsOf<{ id: number }>(db, sql`select distinct league_id as id from games`)).map(
          ({ id }) => id,
        ),
        (
          await firstRow<{ year: number }>(
            db,
            sql`select year from seasons join games on season_id = seasons.id`,
          )
        )?.year ?? 0,
      );
      await file.query(
        `insert into games (sport_id, season_id, league_id, game_date, slate_date, game_datetime, home_team_id, away_team_id)
         select sport_id, season_id, league_id, day, day, $1, home_team_id, away_team_id
         from games, lateral (select ($1::timestamptz at time zone 'America/New_York')::date as day) as new`,
        [newStart],
      );
      world.provider.setDials({ games: { [id]: { status: 'postponed', startMs: newStart.getTime() } } });
      const askAgain = async () => {
        const [now] = await world.tasks();
        if (now?.status === 'pending') await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' });
      };
      const waits = async () => {
        await askAgain();
        // Locks of the whole server are listed: other tests wait for theirs in databases of their own.
        return firstRow(
          db,
          sql`select 1 as waits from pg_locks
              where locktype = 'advisory' and classid = 530202 and not granted
                and database = (select oid from pg_database where datname = current_database())`,
        );
      };
      await expect.poll(waits, { interval: 500 }).toEqual({ waits: 1 });
      await file.query('commit');
      // The run that waited may still have had the first answer, which is shared for a moment.
      const found = async () => {
        await askAgain();
        return firstRow(db, sql`select 1 as found from game_events where kind = 'date_taken'`);
      };
      await expect.poll(found, { interval: 500 }).toEqual({ found: 1 });
    } finally {
      file.release(true);
    }
    await world.until("(select status = 'pending' and hold_reason = 'postponed' from seeding_tasks)");
  });
});

describe('a game that the provider has once and we have twice', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('waits without the id that the other one has, and is not seeded a second time', async () => {
    world = await createSeedingWorld({ store: 'postgres', environment: { RETRY_MAX_ATTEMPTS: '0' } });
    await world.ingestDue([['BOS', 'MIA']], 5);
    const { db } = world.app.database;
    const id = String(world.provider.games()[0]?.id);
    await db.execute(sql`
      insert into games (sport_id, season_id, league_id, game_date, slate_date, game_datetime, home_team_id,
                         away_team_id, provider_game_id)
      select sport_id, season_id, league_id, game_date - 40, slate_date - 40, game_datetime - interval '40 days',
             home_team_id, away_team_id, ${id} from games`);
    world.provider.setDials({ games: { [id]: { status: 'stuck' } } });
    await world.startWorkers();
    await world.until("(select hold_reason = 'not_final' from seeding_tasks)");
    world.provider.setDials({ games: { [id]: { status: null } } });
    await world.until("(select status = 'failed' from seeding_tasks)");
    expect((await world.tasks())[0]).toMatchObject({
      errorType: 'game_known_twice',
      errorMessage: expect.stringContaining(`game ${id} is game 2 here`),
    });
    expect(await rowsOf(db, sql`select game_id from nba_player_game_stats`)).toEqual([]);
  });
});
