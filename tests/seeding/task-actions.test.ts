import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { holdWords } from '../../src/domain/statuses.ts';
import { withLogFields } from '../../src/platform/log-fields.ts';
import { jobOfTask, selectUnpublishedTasks } from '../../src/jobs/open-tasks.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { ingestRequest } from '../support/ingest-request.ts';

const ACTOR = { name: 'test' };

describe('task actions', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
    await test.app.ingestService.ingest(
      ingestRequest(
        'date,time,home_team,away_team\n2023-11-01,19:30,Lakers,Suns\n2023-11-02,19:30,Heat,Bulls',
        { seasonYear: 2023, past: 'none' },
      ),
    );
  });
  afterAll(() => test.close());

  it('make no tasks for games that are long over, unless asked for all', async () => {
    const season = { sport: 'NBA', year: 2023 } as const;
    const { taskActions } = test.app;
    expect(await taskActions.generateTasks({ ...season, pastHours: 48 }, ACTOR)).toEqual({ tasksCreated: 0 });
    expect(await taskActions.generateTasks({ ...season, pastHours: undefined }, ACTOR)).toEqual({
      tasksCreated: 2,
    });
    expect(await taskActions.generateTasks({ ...season, pastHours: undefined }, ACTOR)).toEqual({
      tasksCreated: 0,
    });
  });

  it('say of a game that is asked for before its window what becomes of it', async () => {
    const { database, ingestService, taskActions } = test.app;
    await ingestService.ingest(
      ingestRequest('date,time,home_team,away_team\n2060-12-01,19:30,Nuggets,Kings', { seasonYear: 2060 }),
    );
    const task = await firstRow<{ id: number; game_id: number; scheduled_time: Date }>(
      database.db,
      sql`select id, game_id, scheduled_time from seeding_tasks order by id desc limit 1`,
    );
    const { id = 0, game_id: gameId = 0, scheduled_time: windowOpensAt } = task ?? {};
    const message = expect.stringContaining(`opens only at ${windowOpensAt?.toISOString()}`) as string;
    expect(await taskActions.seedGame(gameId, { force: false }, ACTOR)).toMatchObject({
      windowOpensAt,
      message,
    });
    expect(await taskActions.retry(id, ACTOR)).toMatchObject({ windowOpensAt, message });
    await taskActions.cancel(id, ACTOR);
  });

  it('leave the request that asked with the task, so that its job names it whoever publishes it', async () => {
    const { database, taskActions } = test.app;
    const jobs = async () => {
      await database.db.execute(sql`update seeding_tasks set enqueued_at = null`);
      const tasks = await selectUnpublishedTasks(database.db, 0, 10);
      return tasks.map((task) => jobOfTask(task).payload);
    };
    const [first] = await jobs();
    expect(first).toMatchObject({ taskId: expect.any(Number) });
    expect(first).not.toHaveProperty('requestId');
    const taskId = first?.taskId ?? 0;
    const at = new Date('2030-01-01T00:00:00Z');
    await withLogFields({ requestId: 'asked-at-nine' }, () => taskActions.reschedule(taskId, at, ACTOR));
    expect((await jobs())[0]).toMatchObject({ taskId, requestId: 'asked-at-nine' });
    expect((await jobs())[1]).not.toHaveProperty('requestId');
    await taskActions.reschedule(taskId, at, ACTOR);
    expect((await jobs())[0]).not.toHaveProperty('requestId');
  });

  it.each(['retry', 'reschedule'] as const)(
    '%s: let a game wait again whose run has vanished',
    async (action) => {
      const { database, taskActions } = test.app;
      const task = await firstRow<{ id: number; game_id: number }>(
        database.db,
        sql`update seeding_tasks set status = 'running', lease_expires_at = now() - interval '1 second'
          where id = (select min(id) from seeding_tasks) returning id, game_id`,
      );
      const { id = 0, game_id: gameId } = task ?? {};
      await database.db.execute(sql`update games set seeding_status = 'in_progress' where id = ${gameId}`);
      if (action === 'retry') await taskActions.retry(id, ACTOR);
      else await taskActions.reschedule(id, new Date('2030-01-01T00:00:00Z'), ACTOR);
      expect(await firstRow(database.db, sql`select seeding_status from games where id = ${gameId}`)).toEqual(
        { seeding_status: 'pending' },
      );
    },
  );

  it('refuse to retry a completed task, and name the way to read it again', async () => {
    const { db } = test.app.database;
    await db.execute(sql`update seeding_tasks set status = 'completed'`);
    const task = await firstRow<{ id: number }>(db, sql`select min(id) as id from seeding_tasks`);
    const refused = await test.app.taskActions.retry(task?.id ?? 0, ACTOR);
    expect(refused).toMatchObject({
      ok: false,
      reason: 'conflict',
      message: expect.stringContaining('force'),
    });
  });
});

describe('the words of a hold', () => {
  it('say that a refused key waits for a person, and the breaker for the provider', () => {
    expect(holdWords('breaker_open', 'credential')).toMatch(/valid key.*doctor/);
    expect(holdWords('breaker_open', 'breaker_open')).not.toContain('key');
  });
});
