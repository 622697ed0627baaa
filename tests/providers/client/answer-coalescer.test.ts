import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import type { CoalescedRequest } from '../../../src/providers/client/answer-coalescer.ts';
import { createPostgresCoalescer } from '../../../src/providers/client/answer-coalescer-postgres.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';

const never = new AbortController().signal;

describe('answers shared between processes', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 8 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => pool.query('truncate shared_answers'));

  const coalescer = (claimMs = 10_000) =>
    createPostgresCoalescer({ pool, clock: systemClock(), stepMs: 10, claimMs });

  /** A request whose calls are noted; every key is answered in kind. */
  function request(keys: readonly string[], more: Partial<CoalescedRequest> = {}) {
    const calls: (readonly string[])[] = [];
    const full: CoalescedRequest = {
      keys,
      maxKeys: 20,
      rank: 1,
      keptMs: 60_000,
      isUsable: () => true,
      ask: async (asked) => {
        calls.push(asked);
        return new Map(asked.map((key) => [key, `answer ${key}`]));
      },
      signal: never,
      ...more,
    };
    return { calls, full };
  }

  it('asks once for what many processes want at the same time', async () => {
    let answer = (): void => undefined;
    const gate = new Promise<void>((resolve) => (answer = resolve));
    let calls = 0;
    const ask = async (): Promise<Map<string, string>> => {
      calls += 1;
      await gate;
      return new Map([['slate', 'games']]);
    };
    const waiting = [1, 2, 3, 4].map(() => coalescer().obtain(request(['slate'], { ask }).full));
    await expect.poll(() => calls).toBe(1);
    answer();
    for (const got of await Promise.all(waiting)) expect(got.get('slate')?.text).toBe('games');
    expect(calls).toBe(1);
  });

  it('shares out keys so that nobody asks for what another is asking for, and fills up with siblings', async () => {
    const first = request(['a', 'b'], { siblings: ['c', 'd', 'e'], maxKeys: 4 });
    await coalescer().obtain(first.full);
    expect(first.calls).toEqual([['a', 'b', 'c', 'd']]);
    const second = request(['c', 'e'], { siblings: ['a', 'b', 'd', 'f'] });
    const got = await coalescer().obtain(second.full);
    expect(second.calls).toEqual([['e', 'f']]);
    expect(got.get('c')?.text).toBe('answer c');
  });

  it('does not hand out what is not good enough, and asks again for it', async () => {
    await coalescer().obtain(request(['a']).full);
    const picky = request(['a'], { isUsable: () => false });
    const got = await coalescer().obtain({ ...picky.full, isUsable: (_key, { ageMs }) => ageMs < 0 });
    expect(picky.calls).toEqual([['a']]);
    expect(got.get('a')?.text).toBe('answer a');
  });

  it('remembers that the provider does not have a key', async () => {
    const nothing = request(['gone'], { ask: async () => new Map() });
    expect(await coalescer().obtain(nothing.full)).toEqual(new Map());
    const again = request(['gone']);
    expect(await coalescer().obtain(again.full)).toEqual(new Map());
    expect(again.calls).toEqual([]);
  });

  it('lets others ask at once when a call fails, and after the claim when its process dies', async () => {
    const failing = request(['a'], { ask: () => Promise.reject(new Error('HTTP 500')) });
    await expect(coalescer().obtain(failing.full)).rejects.toThrow('HTTP 500');
    const next = request(['a']);
    await coalescer().obtain(next.full);
    expect(next.calls).toHaveLength(1);

    // It claims and never comes back.
    const sleep = () => new Promise<void>(() => undefined);
    const dead = createPostgresCoalescer({ pool, clock: { ...systemClock(), sleep }, claimMs: 150 }).obtain(
      request(['b'], { ask: () => new Promise(() => undefined) }).full,
    );
    dead.catch(() => undefined);
    await expect
      .poll(async () => (await pool.query(`select 1 from shared_answers where key = 'b'`)).rowCount)
      .toBe(1);
    const heir = request(['b']);
    expect((await coalescer().obtain(heir.full)).get('b')?.text).toBe('answer b');
    expect(heir.calls).toHaveLength(1);
  });

  it('holds a claim for as long as the call takes', async () => {
    const answer = Promise.withResolvers<Map<string, string>>();
    const slow = coalescer(1_500).obtain(request(['a'], { ask: () => answer.promise }).full);
    const claimedUntil = async (): Promise<number> => {
      const { rows } = await pool.query<{ until: Date }>('select claimed_until as until from shared_answers');
      return rows[0]?.until.getTime() ?? 0;
    };
    await expect.poll(claimedUntil).toBeGreaterThan(0);
    const first = await claimedUntil();
    const next = request(['a']);
    const waiting = coalescer(1_500).obtain(next.full);
    await expect.poll(claimedUntil, { timeout: 20_000 }).toBeGreaterThan(first + 1_000);
    answer.resolve(new Map([['a', 'late']]));
    expect((await waiting).get('a')?.text).toBe('late');
    expect((await slow).get('a')?.text).toBe('late');
    expect(next.calls).toEqual([]);
  });

  it('lets a more urgent caller not wait for a less urgent one', async () => {
    void coalescer().obtain(request(['a'], { rank: 3, ask: () => new Promise(() => undefined) }).full);
    await expect.poll(async () => (await pool.query('select 1 from shared_answers')).rowCount).toBe(1);
    const urgent = request(['a'], { rank: 1 });
    await coalescer().obtain(urgent.full);
    expect(urgent.calls).toHaveLength(1);
  });

  it('forgets what was no good, and sweeps away what is old', async () => {
    await coalescer().obtain(request(['a'], { keptMs: 1 }).full);
    await coalescer().forget('a');
    const again = request(['b']);
    await expect
      .poll(async () => {
        await coalescer().obtain(request([`other ${Math.random()}`]).full);
        return (await pool.query(`select 1 from shared_answers where key = 'a'`)).rowCount;
      })
      .toBe(0);
    await coalescer().obtain(again.full);
    expect(again.calls).toHaveLength(1);
  });

  it('gives up waiting when it is told to', async () => {
    void coalescer().obtain(request(['a'], { ask: () => new Promise(() => undefined) }).full);
    await expect.poll(async () => (await pool.query('select 1 from shared_answers')).rowCount).toBe(1);
    const abort = new AbortController();
    const waiting = coalescer().obtain(request(['a'], { signal: abort.signal }).full);
    abort.abort(new Error('the worker stops'));
    await expect(waiting).rejects.toThrow('the worker stops');
  });
});
