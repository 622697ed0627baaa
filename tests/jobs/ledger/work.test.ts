import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkOutcome } from '../../../src/jobs/kinds.ts';
import { ItemLostError, enqueueWork } from '../../../src/jobs/ledger/work-items.ts';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import { priorityWithin, refusalOfWork } from '../../../src/providers/client/quota-class.ts';
import { createWorkQueries } from '../../../src/jobs/ledger/work-queries.ts';
import { redisIsAvailable } from '../../support/test-app.ts';
import { KEYED_TOY, TOY, type ToyKind } from './toy-kind.ts';
import { type WorkWorld, createWorkWorld } from './toy-work.ts';

const WHO = { name: 'anna', reason: 'a trial' };
const DONE: WorkOutcome = { kind: 'done' };
const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop'))));

describe.each(['postgres', 'redis'] as const)('work of any kind on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  let world: WorkWorld;
  beforeEach(async (context) => {
    if (store === 'redis' && !redisIsAvailable()) return context.skip();
    world = await createWorkWorld(store);
  });
  afterEach(async () => world?.close());

  test('is done once it is committed and published, with its payload, and what it writes goes along', async () => {
    const { db } = world.test.app.database;
    const seen: string[] = [];
    await world.startWorkers(async ({ payload, attempt, fenced }) => {
      seen.push(`${payload.name} ${payload.text} ${attempt}`);
      await fenced((tx) =>
        tx.execute(sql`insert into system_events (kind, subject, message) values ('toy', 'a', 'b')`),
      );
      return {
        kind: 'done',
        note: 'played',
        async write(tx) {
          await tx.execute(sql`delete from system_events where kind = 'toy'`);
        },
      };
    });
    await expect(
      db.transaction(async (tx) => {
        await enqueueWork(tx, TOY, { name: 'taken back' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await world.ask('car', { text: 'red' });
    expect(await world.until('car', 'completed')).toMatchObject({
      note: 'played',
      retry_count: 0,
      claimed_by: null,
    });
    expect(seen).toEqual(['car red 1']);
    expect(await world.item('taken back')).toBeUndefined();
  });

  test('of one subject is one item while it is open, and opens again with the new payload when it has ended', async () => {
    const texts: string[] = [];
    await world.ask('car', { text: 'one', dueInMs: 3_600_000 });
    await world.ask('car', { text: 'two' });
    expect(await world.item('car')).toMatchObject({ payload: { text: 'one' }, revision: 1 });
    await world.acts.cancel({ kind: 'toy' }, WHO);
    await world.startWorkers(async ({ payload }) => {
      texts.push(payload.text);
      return DONE;
    });
    await world.ask('car', { text: 'three' });
    expect(await world.until('car', 'completed')).toMatchObject({ revision: 3 });
    expect(texts).toEqual(['three']);
  });

  test('waits with its reason without burning an attempt, is tried again after a failure, and is given up in the end', async () => {
    const attempts: number[] = [];
    await world.startWorkers(async ({ attempt, isLastAttempt }) => {
      attempts.push(attempt);
      if (attempts.length === 1)
        return { kind: 'snooze', delayMs: 50, reason: 'no_wind', detail: 'the kite waits' };
      throw new Error(isLastAttempt ? 'torn' : 'tangled');
    });
    await world.ask('kite');
    expect(await world.until('kite', 'failed')).toMatchObject({
      error_message: 'torn',
      error_type: 'handler_error',
      retry_count: 2,
      hold_reason: null,
    });
    expect(attempts).toEqual([1, 1, 2, 3]);
  });

  test('that takes too long is a failed attempt, whether or not its handler heeds the signal', async () => {
    const kinds = [{ ...TOY, attempts: 1, timeoutMs: 100 }];
    await world.startWorkers(
      ({ payload, signal }) => (payload.text === 'deaf' ? new Promise(() => undefined) : never(signal)),
      { kinds },
    );
    await world.ask('top', { kind: kinds[0] ?? TOY });
    await world.ask('drum', { kind: kinds[0] ?? TOY, text: 'deaf' });
    expect(await world.until('top', 'failed')).toMatchObject({ error_type: 'timeout' });
    expect(await world.until('drum', 'failed')).toMatchObject({ error_type: 'timeout' });
  });

  test('that has to wait for a provider waits without burning an attempt, and fails at once where no retry helps', async () => {
    let calls = 0;
    const refusal = (kind: 'quota_day' | 'plan') =>
      new ProviderError(`refused: ${kind}`, { kind, host: 'h', endpoint: '/e', retryAtMs: Date.now() + 50 });
    await world.startWorkers(async ({ payload, attempt }) => {
      calls += 1;
      if (payload.text === 'plan') throw refusal('plan');
      if (calls === 1) throw refusal('quota_day');
      return { kind: 'done', note: `attempt ${attempt}` };
    });
    await world.ask('waits');
    expect(await world.until('waits', 'completed')).toMatchObject({ retry_count: 0, note: 'attempt 1' });
    const history = await createWorkQueries({ db: world.test.app.database.db }).get(
      Number((await world.item('waits'))?.['id']),
    );
    expect(history?.history.map(({ event }) => event)).toEqual([
      'complete',
      'claim',
      'snooze',
      'claim',
      'enqueue',
    ]);
    expect(history?.history[2]?.detail).toContain('quota_day');
    await world.ask('never', { text: 'plan' });
    expect(await world.until('never', 'failed')).toMatchObject({ retry_count: 0, error_type: 'plan' });
  });

  test('asks providers as its class allows, whatever its handler asks for, and not at all without one', async () => {
    const seen: Record<string, unknown> = {};
    const classed: ToyKind = { ...TOY, name: 'classed-toy', quotaClass: 'correction' };
    await world.startWorkers(
      async ({ subject }) => {
        await Promise.resolve();
        seen[subject] = [priorityWithin('manual'), priorityWithin('backfill'), refusalOfWork()];
        return DONE;
      },
      { kinds: [TOY, classed] },
    );
    await world.ask('classed', { kind: classed });
    await world.ask('plain');
    await world.until('classed', 'completed');
    await world.until('plain', 'completed');
    expect(seen).toEqual({
      classed: ['correction', 'backfill', undefined],
      plain: ['manual', 'backfill', expect.stringContaining('toy')],
    });
  });

  test('that is more urgent goes first', async () => {
    const order: string[] = [];
    const kinds = [TOY, { ...TOY, name: 'urgent-toy', priority: 1 }];
    for (const name of ['a', 'b']) await world.ask(name);
    await world.ask('first', { kind: kinds[1] ?? TOY });
    await world.startWorkers(
      async ({ subject }) => {
        order.push(subject);
        return DONE;
      },
      { concurrency: 1, kinds },
    );
    await world.until('b', 'completed');
    expect(order).toEqual(['first', 'a', 'b']);
  });

  test('of one key runs one at a time, and of two keys side by side', async () => {
    let running = 0;
    const most = { ofKey: 0, inAll: 0 };
    const byKey = new Map<string, number>();
    let meet: () => void = () => undefined;
    const bothRun = new Promise<void>((resolve) => {
      meet = resolve;
    });
    await world.startWorkers(
      async ({ payload: { key = '' } }) => {
        running += 1;
        const ofKey = (byKey.get(key) ?? 0) + 1;
        byKey.set(key, ofKey);
        most.ofKey = Math.max(most.ofKey, ofKey);
        most.inAll = Math.max(most.inAll, running);
        if (byKey.size === 2) meet();
        await bothRun;
        byKey.set(key, ofKey - 1);
        running -= 1;
        return DONE;
      },
      { kinds: [KEYED_TOY] },
    );
    const kind = KEYED_TOY;
    for (const name of ['a1', 'a2', 'a3']) await world.ask(name, { kind, key: 'a' });
    await world.ask('b1', { kind, key: 'b' });
    for (const name of ['a1', 'a2', 'a3', 'b1']) await world.until(name, 'completed');
    expect(most).toEqual({ ofKey: 1, inAll: 2 });
  });

  test('is compared with the queue in both directions, and an emptied store is filled again', async () => {
    const { app } = world.test;
    const { reconciler } = app;
    await reconciler.run();
    const lost = await world.ask('lost', { dueInMs: 3_600_000 });
    const gone = await world.ask('gone', { dueInMs: 3_600_000 });
    const moved = await world.ask('moved', { dueInMs: 3_600_000 });
    expect(await app.store.removeJob('work', `work-${lost}-r1`)).toBe(true);
    await app.store.changeDelay('work', `work-${moved}-r1`, 60_000);
    await app.database.db.execute(sql`delete from work_items where id = ${gone}`);
    expect(await reconciler.run()).toMatchObject({
      drift: { missing: 1, orphaned: 1, mistimed: 1 },
      repaired: 3,
    });
    expect(await app.store.jobState('work', `work-${lost}-r1`)).toBe('delayed');
    expect(await app.store.jobState('work', `work-${gone}-r1`)).toBe('unknown');
    for (const queue of app.store.bullQueues()) await queue.obliterate({ force: true });
    expect(await reconciler.run()).toMatchObject({ drift: { missing: 2, orphaned: 0 }, repaired: 2 });
    expect(await reconciler.run()).toMatchObject({ drift: { missing: 0, orphaned: 0, mistimed: 0 } });
  });

  test('of a run that lost its claim writes nothing', async () => {
    let loss: unknown;
    let claimed: () => void = () => undefined;
    const isRunning = new Promise<void>((resolve) => {
      claimed = resolve;
    });
    let goOn: () => void = () => undefined;
    const isCancelled = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { stop } = await world.startWorkers(async ({ fenced }) => {
      claimed();
      await isCancelled;
      await fenced((tx) =>
        tx.execute(sql`insert into system_events (kind, subject, message) values ('toy', 'a', 'b')`),
      ).catch((error: unknown) => {
        loss = error;
      });
      return { kind: 'done', note: 'too late' };
    });
    const itemId = await world.ask('car');
    await isRunning;
    expect(await world.acts.retry({ ids: [itemId] }, WHO)).toMatchObject({
      changed: [],
      refused: [{ itemId }],
    });
    expect(await world.acts.cancel({ ids: [itemId] }, WHO)).toEqual({ changed: [itemId], refused: [] });
    goOn();
    await stop();
    expect(loss).toBeInstanceOf(ItemLostError);
    expect(await world.item('car')).toMatchObject({ status: 'cancelled', note: null });
  });

  test('that a stopping worker gives back burns no attempt', async () => {
    let begun: () => void = () => undefined;
    const isRunning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = await world.startWorkers(({ signal }) => {
      begun();
      return never(signal);
    });
    await world.ask('car');
    await isRunning;
    await first.stop();
    expect(await world.item('car')).toMatchObject({ status: 'pending', retry_count: 0, start_count: 0 });
    await world.startWorkers(async () => DONE);
    await world.until('car', 'completed');
  });

  test('that takes its worker with it again and again is set aside, and can be retried', async () => {
    const { db } = world.test.app.database;
    const itemId = await world.ask('bomb', { dueInMs: 3_600_000 });
    await db.execute(sql`
      insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                     state, started_at, last_seen_at)
      values ('gone', 'host', 1, '0', '{}', 1, '{}', 'running', now(), now())`);
    await db.execute(sql`
      update work_items set status = 'running', claimed_by = 'gone', start_count = ${world.test.app.config.seeding.maxLostStarts},
                            lease_expires_at = now() - interval '1 second' where id = ${itemId}`);
    await world.startWorkers(async () => DONE);
    await world.test.app.store.changeDelay('work', `work-${itemId}-r1`, 0);
    expect(await world.until('bomb', 'failed')).toMatchObject({ error_type: 'poison' });
    expect(await world.acts.retry({ kind: 'toy', status: 'failed' }, WHO)).toEqual({
      changed: [itemId],
      refused: [],
    });
    await world.until('bomb', 'completed');
  });

  test('is retried, cancelled and done once more in bulk, and what is refused says why', async () => {
    await world.startWorkers(async ({ payload }) =>
      payload.text === 'bad' ? { kind: 'fail', errorType: 'broken', message: 'broken' } : DONE,
    );
    const good = await world.ask('good');
    const bad = await world.ask('bad', { text: 'bad' });
    const later = await world.ask('later', { dueInMs: 3_600_000 });
    await world.until('good', 'completed');
    await world.until('bad', 'failed');
    expect(await world.acts.cancel({ kind: 'toy' }, WHO)).toMatchObject({
      changed: [bad, later],
      refused: [{ itemId: good, reason: expect.stringContaining('completed') as string }],
    });
    expect(await world.acts.retry({ kind: 'toy' }, WHO)).toMatchObject({
      changed: [bad, later],
      refused: [{ itemId: good, reason: expect.stringContaining('requeue') as string }],
    });
    await world.until('later', 'completed');
    expect(await world.acts.requeue({ ids: [good] }, WHO)).toMatchObject({ changed: [good] });
    expect(await world.until('good', 'completed')).toMatchObject({ revision: 2 });
    const queries = createWorkQueries({ db: world.test.app.database.db });
    expect((await queries.list({ kind: 'toy' })).items).toHaveLength(3);
    expect(await queries.get(good)).toMatchObject({ kind: 'toy', subject: 'good', status: 'completed' });
  });
});
