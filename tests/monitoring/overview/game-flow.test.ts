import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAST_DAY, LAST_WEEK, gameFlow } from '../../../src/monitoring/facts/game-flow.ts';
import { createTaskQueries } from '../../../src/read/tasks/task-queries.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingestSampleGames, setTask } from '../sample-season.ts';

const MINUTE_MS = 60_000;

describe('the flow of games', () => {
  let test: TestApp;
  const dueMs = Date.now() - 180 * MINUTE_MS;
  const after = (minutes: number): Date => new Date(dueMs + minutes * MINUTE_MS);

  beforeAll(async () => {
    test = await createTestApp();
    await ingestSampleGames(test.app);
    const tasks = await createTaskQueries({ db: test.app.database.db }).list();
    const [complete = 0, running = 0, late = 0, cancelled = 0] = tasks.items.map((task) => task.game_id);
    const opened = { created_at: after(-9_000), scheduled_time: after(0), due_at: after(0) };
    const done = { status: 'completed', execution_time: after(1), completed_at: after(100) };
    await setTask(test.app, complete, { ...opened, ...done });
    await setTask(test.app, running, {
      ...opened,
      lease_expires_at: after(999),
      status: 'running',
      execution_time: after(21),
    });
    await setTask(test.app, late, opened);
    await setTask(test.app, cancelled, { ...opened, status: 'cancelled' });
  });
  afterAll(() => test.close());

  it.each([LAST_DAY, LAST_WEEK])('counts what was due, started and complete, step by step', async (span) => {
    const flow = await gameFlow.read(test.app.database.db, span);
    const sum = (key: 'due' | 'started' | 'completed') =>
      flow.steps.reduce((total, step) => total + step[key], 0);
    expect([sum('due'), sum('started'), sum('completed')]).toEqual([3, 2, 1]);
    const stepMs = span.stepMinutes * MINUTE_MS;
    const stepOf = (at: Date): number => Math.floor(at.getTime() / stepMs) * stepMs;
    const stepsWith = (key: 'due' | 'started' | 'completed') =>
      flow.steps.filter((step) => step[key] > 0).map((step) => step.at.getTime());
    expect(stepsWith('due')).toEqual([stepOf(after(0))]);
    expect(stepsWith('completed')).toEqual([stepOf(after(100))]);
    const worst = Math.max(...flow.steps.map((step) => step.p95 ?? 0));
    expect(worst).toBeGreaterThan(1_000);
    expect(worst).toBeLessThanOrEqual(1_260);
    // The span ends with the step that is under way.
    const lastMs = flow.from.getTime() + (flow.step_count - 1) * stepMs;
    expect(Date.now() - lastMs).toBeLessThan(stepMs + MINUTE_MS);
  });

  it('is an empty span where nothing fell due', async () => {
    const flow = await gameFlow.read(test.app.database.db, { stepMinutes: 1, stepCount: 5 });
    expect([flow.steps, flow.step_count]).toEqual([[], 5]);
    expect(Math.abs(Date.now() - flow.from.getTime() - 4 * MINUTE_MS)).toBeLessThan(2 * MINUTE_MS);
  });
});
