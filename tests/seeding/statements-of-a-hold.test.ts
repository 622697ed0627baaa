import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { type Claim, claimTask } from '../../src/seeding/claim.ts';
import { ClaimLostError } from '../../src/seeding/fence.ts';
import type { RunCost } from '../../src/seeding/run-record.ts';
import { holdTask, releaseTask, scheduleRetry } from '../../src/seeding/unfinished-run.ts';
import { recordStatements } from '../support/recorded-statements.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

let world: SeedingWorld;
beforeAll(async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue([
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
  ]);
  // No worker runs, so that every statement is of the act alone.
});
afterAll(() => world.close());

const WORKER = 'w1';
const COST: RunCost = { calls: 3, startedAtMs: 1_000, endedAtMs: 2_500, workerId: WORKER };
const RATE = { reason: 'quota', errorType: 'rate_limit', detail: 'rate limited', delayMs: 60_000 } as const;

async function claimLast(): Promise<Claim> {
  const { db } = world.app.database;
  const task = await firstRow<{ id: number; revision: number }>(
    db,
    sql`select id, revision from seeding_tasks order by id desc limit 1`,
  );
  const claim = await claimTask(db, {
    taskId: task?.id ?? 0,
    revision: task?.revision ?? 0,
    workerId: WORKER,
    leaseMs: 60_000,
    maxLostStarts: 3,
  });
  if (!claim.ok) throw new Error(`not claimed: ${claim.refusal.kind}`);
  return claim.claim;
}

/** The task of the second game, which the first one comes before, due and claimed by a run. */
async function claimed(): Promise<Claim> {
  const { db } = world.app.database;
  await db.execute(sql`
    update seeding_tasks set status = 'pending', claimed_by = null, lease_expires_at = null, due_at = now(), start_count = 0,
      retry_count = 0, api_calls_made = 0, hold_reason = null, hold_detail = null, stuck_since = null, error_type = null,
      error_message = null, next_retry_at = null`);
  await db.execute(sql`update games set seeding_status = 'pending', last_seeding_error = null`);
  await db.execute(sql`delete from sync_log`);
  await db.execute(sql`delete from game_events`);
  return claimLast();
}

/** What the database says of the task, its game, its log and its timeline. */
async function written({ taskId, game }: Claim) {
  const { db } = world.app.database;
  return {
    task: await firstRow<Record<string, unknown>>(
      db,
      sql`select *, due_at > now() as is_later from seeding_tasks where id = ${taskId}`,
    ),
    game: await firstRow<Record<string, unknown>>(db, sql`select * from games where id = ${game.gameId}`),
    log: await rowsOf<Record<string, unknown>>(db, sql`select * from sync_log`),
    told: await rowsOf<{ kind: string; message: string; run_id: string; data: unknown }>(
      db,
      sql`select kind, message, run_id, data from game_events where task_id = ${taskId} order by id`,
    ),
  };
}

const ACTS: readonly {
  name: string;
  act: (claim: Claim) => Promise<unknown>;
  task: Record<string, unknown>;
  game?: Record<string, unknown>;
  log: Record<string, unknown>;
  told: readonly string[];
}[] = [
  {
    name: 'a hold before the end',
    act: (claim) =>
      holdTask(
        world.app.database.db,
        claim,
        { reason: 'not_final', detail: 'Q3 live', delayMs: 60_000 },
        COST,
        WORKER,
      ),
    task: {
      status: 'pending',
      hold_reason: 'not_final',
      hold_detail: 'Q3 live',
      start_count: 0,
    },
    log: { status: 'held', details: { reason: 'not_final', message: 'Q3 live' } },
    told: ['held'],
  },
  {
    name: 'a hold while stuck',
    act: (claim) =>
      holdTask(
        world.app.database.db,
        claim,
        { reason: 'not_final', detail: 'still live', delayMs: 60_000, isStuck: true },
        COST,
        WORKER,
      ),
    task: { status: 'pending', hold_reason: 'not_final', stuck_since: expect.any(Date) },
    log: { status: 'held' },
    told: ['held', 'stuck'],
  },
  {
    name: 'a hold after an error',
    act: (claim) => holdTask(world.app.database.db, claim, RATE, COST, WORKER),
    task: {
      status: 'pending',
      hold_reason: 'quota',
      error_type: 'rate_limit',
      error_message: 'rate limited',
    },
    log: {
      status: 'held',
      details: { reason: 'quota', errorType: 'rate_limit', message: 'rate limited' },
    },
    told: ['held'],
  },
  {
    name: 'a release',
    act: (claim) => releaseTask(world.app.database.db, claim, COST, WORKER),
    task: { status: 'pending', start_count: 0, is_later: false },
    log: { status: 'released', details: null },
    told: ['released'],
  },
  {
    name: 'a retry',
    act: (claim) =>
      scheduleRetry(
        world.app.database.db,
        claim,
        { errorType: 'malformed', message: 'no teams', delayMs: 60_000 },
        COST,
        WORKER,
      ),
    task: {
      status: 'pending',
      retry_count: 1,
      error_type: 'malformed',
      error_message: 'no teams',
      next_retry_at: expect.any(Date),
    },
    game: { seeding_status: 'pending', last_seeding_error: 'no teams' },
    log: {
      status: 'failed',
      details: { errorType: 'malformed', message: 'no teams', willRetry: true },
    },
    told: ['attempt_failed'],
  },
];

describe('a run that ends without a result', () => {
  let texts: string[];
  beforeAll(() => {
    texts = recordStatements(world.app.database.pool);
  });
  beforeEach(() => {
    texts.length = 0;
  });

  it.each(ACTS)(
    '$name is one statement for task, game, log and timeline',
    async ({ act, task, game, log, told }) => {
      const claim = await claimed();
      expect((await written(claim)).game).toMatchObject({ seeding_status: 'in_progress' });
      texts.length = 0;
      await act(claim);
      expect(texts).toHaveLength(1);
      const after = await written(claim);
      const runId = `seed_game/${claim.taskId}/${claim.fence}`;
      expect(after.task).toMatchObject({
        ...task,
        claimed_by: null,
        lease_expires_at: null,
        api_calls_made: 3,
      });
      expect(after.game).toMatchObject(game ?? { seeding_status: 'pending', last_seeding_error: null });
      expect(after.log).toMatchObject([
        {
          ...log,
          run_id: runId,
          operation: 'seed_game',
          kind: 'attempt',
          api_calls_made: 3,
          duration_seconds: 1.5,
          actor: WORKER,
        },
      ]);
      expect(after.told.map(({ kind }) => kind)).toEqual(told);
      for (const { run_id: id } of after.told) expect(id).toBe(runId);
    },
  );

  it.each(ACTS)('$name writes nothing once another run has the task', async ({ act }) => {
    const claim = await claimed();
    const before = await written(claim);
    await expect(act({ ...claim, fence: claim.fence - 1 })).rejects.toThrow(ClaimLostError);
    expect(await written(claim)).toEqual(before);
  });

  it('the timeline names the moment at which the task comes back', async () => {
    const claim = await claimed();
    await holdTask(world.app.database.db, claim, RATE, COST, WORKER);
    const { task, told } = await written(claim);
    const at = (task?.['due_at'] as Date | undefined)?.toISOString();
    expect(told).toMatchObject([{ data: { reason: 'quota', until: at } }]);
    expect(told[0]?.message).toContain(String(at));
    expect(told[0]?.message).toContain('rate limited');
  });

  it('a game that stays stuck is told of once', async () => {
    const claim = await claimed();
    const stuck = { reason: 'not_final', detail: 'still live', delayMs: 0, isStuck: true } as const;
    await holdTask(world.app.database.db, claim, stuck, COST, WORKER);
    const first = await written(claim);
    await holdTask(world.app.database.db, await claimLast(), stuck, COST, WORKER);
    const again = await written(claim);
    expect(again.told.map(({ kind }) => kind)).toEqual(['held', 'stuck', 'held']);
    expect(again.task?.['stuck_since']).toEqual(first.task?.['stuck_since']);
  });

  it('a task that waits for calls finds its place in the line with one statement more', async () => {
    const claim = await claimed();
    texts.length = 0;
    const delayMs = await holdTask(
      world.app.database.db,
      claim,
      { ...RATE, pace: { callsPerMinute: 60, callsPerGame: 5 } },
      COST,
      WORKER,
    );
    expect(texts).toHaveLength(2);
    expect(texts.filter((text) => /\bupdate\b|\binsert\b/.test(text))).toHaveLength(1);
    expect(delayMs).toBeGreaterThan(RATE.delayMs);
    const { task } = await written(claim);
    expect(task?.['hold_detail']).toMatch(/^rate limited; 1 game .*calls a minute$/);
  });
});
