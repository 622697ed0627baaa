import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type BoxScoreSport, sportSlug } from '../../src/domain/sport.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { seedingQueue } from '../../src/jobs/queue-names.ts';

const SEEDED =
  "(select count(*) from games where seeding_status <> 'completed') = 0 and (select count(*) from games) > 0";
const PAIRS: Record<BoxScoreSport, [string, string]> = {
  NBA: ['LAL', 'GSW'],
  NFL: ['JAX', 'LV'],
  FOOTBALL: ['Chelsea', 'Arsenal'],
};
const operator = { name: 'test' };

type TaskRow = { id: number; pass: string; status: string; revision: number; hours: number };

describe.each([
  ['NBA', 'postgres'],
  ['NBA', 'redis'],
  ['NFL', 'postgres'],
  ['NFL', 'redis'],
  ['FOOTBALL', 'postgres'],
  ['FOOTBALL', 'redis'],
] as const)('corrections of %s on the %s store', (sport, store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: SeedingWorld;
  afterEach(() => world.close());

  async function seededWorld(environment: Record<string, string> = {}): Promise<void> {
    world = await createSeedingWorld({
      store,
      sport,
      environment: { CORRECTION_DELAYS_HOURS: '24,72', ...environment },
    });
    await world.ingestDue([PAIRS[sport]]);
    const workers = await world.startWorkers();
    await world.until(SEEDED);
    await workers.stop();
  }

  function correctAtProvider(): void {
    world.provider.setDials({ correctionAfterHours: 0, correctionRate: 1 });
  }

  /** Brings the first correction forward and waits until its task is so. */
  async function correct(
    until = "status in ('completed', 'failed')",
  ): Promise<{ stop: () => Promise<void> }> {
    const [task] = await corrections();
    expect(await world.app.taskActions.retry(task?.id ?? 0, operator)).toMatchObject({ ok: true });
    const workers = await world.startWorkers();
    await world.until(`(select ${until} from seeding_tasks where pass = 'correction-1')`);
    return workers;
  }

  function corrections(): Promise<TaskRow[]> {
    return rowsOf<TaskRow>(
      world.app.database.db,
      sql`select task.id, pass, task.status, task.revision,
                 extract(epoch from task.due_at - game.game_datetime)::float8 / 3600 as hours
          from seeding_tasks as task join games as game on game.id = task.game_id
          where pass <> 'first' order by pass`,
    );
  }

  /** Everything that a run may write beside its own task, with the transaction that wrote it. */
  async function written(): Promise<unknown[]> {
    const slug = sportSlug(sport);
    const rows = await Promise.all(
      [
        `${slug}_player_game_stats`,
        `${slug}_team_game_stats`,
        'game_rosters',
        'players',
        'teams',
        'games',
      ].map((table) =>
        rowsOf(
          world.app.database.db,
          sql`select ${table} as name, xmin::text, ctid::text, md5(line::text) as content from ${sql.identifier(table)} as line
              order by ctid`,
        ),
      ),
    );
    return rows.flat();
  }

  const game = () =>
    firstRow<{ seeding_status: string; status: string; last_seeding_error: string | null }>(
      world.app.database.db,
      sql`select seeding_status, status, last_seeding_error from games`,
    );

  test('are made with the first pass, published like every task, and write what changed with its record', async () => {
    await seededWorld();
    const planned = await corrections();
    expect(planned.map(({ pass, status }) => [pass, status])).toEqual([
      ['correction-1', 'pending'],
      ['correction-2', 'pending'],
    ]);
    expect(planned[0]?.hours).toBe(24);
    if (sport !== 'NFL') expect(planned[1]?.hours).toBe(72);
    // A control process publishes what a worker committed.
    await world.app.publisher.publishPending();
    const jobs: string[] = [];
    for await (const page of world.app.store.listOpenJobs(seedingQueue(sport)))
      jobs.push(...page.map(({ jobId }) => jobId));
    expect(jobs.sort()).toEqual(['game-1-correction-1-r1', 'game-1-correction-2-r1']);

    const before = await linesByEntity();
    correctAtProvider();
    await correct();
    expect((await corrections())[0]).toMatchObject({ status: 'completed', revision: 2 });
    expect(await game()).toMatchObject({ seeding_status: 'completed', status: 'completed' });

    const after = await linesByEntity();
    const changes = await rowsOf<{
      entity: string;
      column_name: string;
      old_value: unknown;
      new_value: unknown;
    }>(
      world.app.database.db,
      sql`select entity_type || coalesce(player_id, team_id) as entity, column_name, old_value, new_value
          from line_changes where pass = 'correction-1' and action = 'changed' and entity_type <> 'game' order by id`,
    );
    expect(changes.length).toBeGreaterThan(0);
    expect(changes).toEqual(differences(before, after));
    const corrected = await firstRow<{ count: number }>(
      world.app.database.db,
      sql`select count(*) as count from ${sql.identifier(`${sportSlug(sport)}_player_game_stats`)} where corrected_at is not null`,
    );
    const players = new Set(
      changes.filter(({ entity }) => entity.startsWith('player')).map(({ entity }) => entity),
    );
    expect(corrected?.count).toBe(players.size);
    const event = await firstRow<{ message: string }>(
      world.app.database.db,
      sql`select message from game_events where kind = 'corrected'`,
    );
    expect(event?.message).toMatch(/^correction-1: \d+ lines? changed: .+ (none|[\d.]+) → [\d.]+/);
  });

  test('write nothing at all where nothing changed', async () => {
    await seededWorld();
    const before = await written();
    await correct();
    expect((await corrections())[0]?.status).toBe('completed');
    expect(await written()).toEqual(before);
    const facts = await firstRow(
      world.app.database.db,
      sql`select (select count(*) from line_changes) as changes,
                 (select message from game_events where kind = 'confirmed') as message,
                 (select count(*) from sync_log where seeding_type = 'correction' and status = 'completed') as logged,
                 (select count(*) from seeding_task_entities as entity join seeding_tasks as task on task.id = entity.task_id
                  where task.pass = 'correction-1' and entity.entity_type = 'team') as teams`,
    );
    expect(facts).toMatchObject({
      changes: 0,
      logged: 1,
      teams: 2,
      message: expect.stringMatching(/nothing changed/),
    });
  });

  test('write nothing once their claim is lost', async () => {
    await seededWorld();
    const before = await written();
    correctAtProvider();
    world.provider.setDials({ isHanging: true });
    const workers = await correct("status = 'running'");
    // Another worker takes the task over, as after a lease that ran out.
    await world.app.database.db.execute(
      sql`update seeding_tasks set fence = fence + 1, claimed_by = 'another' where pass = 'correction-1'`,
    );
    world.provider.setDials({ isHanging: false });
    await workers.stop();
    expect(await written()).toEqual(before);
    expect(await rowsOf(world.app.database.db, sql`select * from line_changes`)).toEqual([]);
    expect((await corrections())[0]?.status).toBe('running');
  });

  test('that fail leave the game completed and say why', async () => {
    await seededWorld({ RETRY_MAX_ATTEMPTS: '0' });
    world.provider.setDials({ malformedRate: 1 });
    await correct();
    expect((await corrections())[0]?.status).toBe('failed');
    expect(await game()).toMatchObject({ seeding_status: 'completed', last_seeding_error: null });
    const event = await firstRow<{ message: string }>(
      world.app.database.db,
      sql`select message from game_events where kind = 'failed'`,
    );
    expect(event?.message).toMatch(/^The correction-1 pass .*given up after 1 attempt: .+\.$/);
  });

  type Lines = Map<string, Record<string, unknown>>;

  async function linesByEntity(): Promise<Lines> {
    const slug = sportSlug(sport);
    const rows = await rowsOf<{ entity: string; line: Record<string, unknown> }>(
      world.app.database.db,
      sql`select 'team' || team_id as entity, team_id, 0 as player_id, to_jsonb(line) as line
          from ${sql.identifier(`${slug}_team_game_stats`)} as line
          union all
          select 'player' || player_id, team_id, player_id, to_jsonb(line)
          from ${sql.identifier(`${slug}_player_game_stats`)} as line order by 2, 3`,
    );
    return new Map(rows.map(({ entity, line }) => [entity, line]));
  }

  /** What the records should say: players first, like the parts of a game. */
  function differences(before: Lines, after: Lines) {
    const isFigure = (column: string): boolean =>
      !['content_hash', 'fence', 'run_id', 'updated_at', 'corrected_at', 'is_starter'].includes(column);
    const found = [...after].flatMap(([entity, line]) =>
      Object.keys(line)
        .filter((column) => isFigure(column) && line[column] !== before.get(entity)?.[column])
        .sort()
        .map((column) => ({
          entity,
          column_name: column,
          old_value: before.get(entity)?.[column],
          new_value: line[column],
        })),
    );
    return [
      ...found.filter((one) => one.entity.startsWith('player')),
      ...found.filter((one) => one.entity.startsWith('team')),
    ];
  }
});
