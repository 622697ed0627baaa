import { eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobRuns, jobSchedules } from '../../../src/db/schema/job-schedules.ts';
import { createJobControl } from '../../../src/jobs/schedules/job-control.ts';
import { createJobLeases } from '../../../src/jobs/schedules/job-leases.ts';
import { readJobRuns } from '../../../src/jobs/schedules/job-runs.ts';
import type { RecurrentJobs } from '../../../src/jobs/schedules/recurrent-job.ts';
import { registerJobs } from '../../../src/jobs/schedules/register-jobs.ts';
import { claimDueJobs } from '../../../src/jobs/schedules/claim-due-jobs.ts';
import { claimJobByHand, renewRuns, settleRun } from '../../../src/jobs/schedules/schedule-rows.ts';
import type { Settlement } from '../../../src/jobs/schedules/settlement.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { pruneRecords } from '../../../src/monitoring/prune-records.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const JOB = { description: 'Does something.', runsOn: 'both', timeoutMs: 60_000 } as const;
const JOBS = {
  reconcile: { ...JOB, cadence: { everyMs: 60_000 } },
  backup: { ...JOB, cadence: { everyMs: 3_600_000 }, offBecause: 'no folder is set' },
  'deliver-alerts': { ...JOB, cadence: { everyMs: 5_000 } },
} as const satisfies RecurrentJobs;
const DONE: Settlement = { outcome: 'done', note: 'all well', error: null, nextDueMs: undefined };
const ANNA = { name: 'operator anna' };

let test: TestApp;
const db = () => test.app.database.db;
beforeEach(async () => {
  test = await createTestApp();
  await registerJobs(db(), JOBS, Date.now());
});
afterEach(() => test.close());

const claim = async (name: keyof typeof JOBS, holder = 'a process') =>
  (await claimDueJobs(db(), { names: [name], holder, ttlMs: 10_000 })).claims[0];

async function claimed(name: keyof typeof JOBS, holder?: string) {
  const run = await claim(name, holder);
  if (!run) throw new Error(`${name} was not claimed`);
  return run;
}

const change = (name: string, set: PgUpdateSetSource<typeof jobSchedules>) =>
  db().update(jobSchedules).set(set).where(eq(jobSchedules.name, name));
const makeDue = (name: string) => change(name, { nextDueAt: sql`now() - interval '1 second'` });
const endLease = (name: string) => change(name, { leaseExpiresAt: sql`now() - interval '1 second'` });
const rowOf = async (name: string) =>
  (await db().select().from(jobSchedules).where(eq(jobSchedules.name, name)))[0];

describe('the row of a recurrent job', () => {
  it('is claimed by nobody while the job is paused, unless somebody asks for a run', async () => {
    const control = createJobControl({ db: db() });
    await control.pause('reconcile', ANNA);
    await makeDue('reconcile');
    expect(await claim('reconcile')).toBeUndefined();
    await control.run('reconcile', ANNA);
    const run = await claimed('reconcile');
    expect(run.isRequested).toBe(true);
    await settleRun(db(), run, DONE);
    await makeDue('reconcile');
    expect(await claim('reconcile')).toBeUndefined();
    await control.resume('reconcile', ANNA);
    expect(await claim('reconcile')).toMatchObject({ isRequested: false });
  });

  it('is claimed by nobody before the job is due, or while another process has it', async () => {
    await claimed('reconcile');
    await makeDue('reconcile');
    expect(await claim('reconcile', 'another')).toBeUndefined();
    await endLease('reconcile');
    const second = await claimed('reconcile', 'another');
    expect(second).toMatchObject({ lostHolder: 'a process' });
    await settleRun(db(), second, { ...DONE, nextDueMs: Date.now() + 60_000 });
    expect(await claim('reconcile')).toBeUndefined();
  });

  it('is renewed and settled by the run that has it, and by none that had it before', async () => {
    const first = await claimed('reconcile');
    await endLease('reconcile');
    const second = await claimed('reconcile', 'another');
    const before = await rowOf('reconcile');
    expect([...(await renewRuns(db(), [first], 60_000))]).toEqual([]);
    expect(await settleRun(db(), first, { ...DONE, note: 'of the first' })).toBe(false);
    expect(await settleRun(db(), first, { ...DONE, outcome: 'released' })).toBe(false);
    expect(await rowOf('reconcile')).toEqual(before);
    expect([...(await renewRuns(db(), [second], 60_000))]).toEqual(['reconcile']);
    expect(await settleRun(db(), second, DONE)).toBe(true);
    expect(await rowOf('reconcile')).toMatchObject({ lastNote: 'all well', holder: null, runCount: 1 });
    // Settled is settled: the same run has the job no more.
    expect(await settleRun(db(), second, { ...DONE, note: 'again' })).toBe(false);
    expect([...(await renewRuns(db(), [second], 60_000))]).toEqual([]);
  });
});

describe('the history of a recurrent job', () => {
  const runsOf = async (job: string) =>
    (await readJobRuns(db(), { job, limit: 100 })).map(({ outcome, note, error, holder }) => [
      outcome,
      note ?? error,
      holder,
    ]);
  async function runOnce(name: keyof typeof JOBS, settlement: Settlement): Promise<void> {
    await makeDue(name);
    await settleRun(db(), await claimed(name), settlement);
  }
  const failed: Settlement = { ...DONE, outcome: 'failed', note: null, error: 'no disk' };

  it('has every run of a job that comes once a minute or less, with its times', async () => {
    await runOnce('reconcile', DONE);
    await runOnce('reconcile', DONE);
    await runOnce('reconcile', failed);
    expect(await runsOf('reconcile')).toEqual([
      ['failed', 'no disk', 'a process'],
      ['done', 'all well', 'a process'],
      ['done', 'all well', 'a process'],
    ]);
    const [run] = await readJobRuns(db(), { job: 'reconcile', limit: 1 });
    expect(run?.lateness_ms).toBeGreaterThanOrEqual(1_000);
    expect(run?.duration_ms).toBeGreaterThanOrEqual(0);
    expect(run?.finished_at.getTime()).toBeGreaterThanOrEqual(run?.started_at.getTime() ?? Infinity);
  });

  it('has of a job that comes more often what differs from the run before, and what somebody asked for', async () => {
    for (const settlement of [DONE, DONE, failed, failed, DONE, { ...DONE, note: '3 sent' }])
      await runOnce('deliver-alerts', settlement);
    await createJobControl({ db: db() }).run('deliver-alerts', ANNA);
    await runOnce('deliver-alerts', { ...DONE, note: '3 sent' });
    await runOnce('deliver-alerts', { ...DONE, note: '3 sent' });
    expect((await runsOf('deliver-alerts')).map(([outcome, words]) => `${outcome} ${words}`)).toEqual([
      'done 3 sent',
      'done 3 sent',
      'done all well',
      'failed no disk',
      'done all well',
    ]);
    expect(await rowOf('deliver-alerts')).toMatchObject({ runCount: 8 });
  });

  it('names the process that vanished in a run, and none that gave its run back', async () => {
    await settleRun(db(), await claimed('reconcile', 'one that stops'), { ...DONE, outcome: 'released' });
    await claimed('reconcile', 'one that dies');
    await endLease('reconcile');
    await settleRun(db(), await claimed('reconcile', 'the next'), DONE);
    expect(await runsOf('reconcile')).toEqual([
      ['done', 'all well', 'the next'],
      ['lost', expect.stringContaining('one that dies'), 'one that dies'],
    ]);
  });

  it('ends after a month, and after some hundred runs', async () => {
    await db().execute(sql`
      insert into ${jobRuns} (job, fence, started_at, finished_at, outcome, is_requested)
      select 'reconcile', number, now(), now(), 'done', false from generate_series(1, 503) as number
      union all select 'backup', number, now() - interval '31 days', now(), 'done', false from generate_series(1, 2) as number
      union all select 'backup', 3, now() - interval '29 days', now(), 'done', false`);
    await pruneRecords(db(), AbortSignal.timeout(60_000));
    const kept = await readJobRuns(db(), { job: 'reconcile', limit: 1_000 });
    expect(kept).toHaveLength(500);
    expect(kept.at(-1)?.id).toBe((kept[0]?.id ?? 0) - 499);
    expect(await readJobRuns(db(), { job: 'backup', limit: 10 })).toHaveLength(1);
  });
});

describe('a look for due jobs', () => {
  const NAMES = ['reconcile', 'backup'] as const;
  const look = () => claimDueJobs(db(), { names: [...NAMES], holder: 'a process', ttlMs: 10_000 });
  const dueIn = (name: (typeof NAMES)[number], seconds: number) =>
    change(name, { nextDueAt: sql`now() + ${seconds} * interval '1 second'`, requestedAt: null });

  it('tells when the next of the others may be taken, by their times, their leases and who asked for them', async () => {
    await dueIn('reconcile', 40);
    await dueIn('backup', 900);
    const next = async () => (await look()).nextInMs ?? Number.POSITIVE_INFINITY;
    const isNear = (ms: number) => expect.toSatisfy((given: number) => given > ms - 20_000 && given <= ms);
    expect(await next()).toEqual(isNear(40_000));

    await change('reconcile', { leaseExpiresAt: sql`now() + interval '2 minutes'`, holder: 'another' });
    expect(await next()).toEqual(isNear(120_000));
    await change('reconcile', { pausedAt: sql`now()`, leaseExpiresAt: null, holder: null });
    expect(await next()).toEqual(isNear(900_000));
    await change('backup', { pausedAt: sql`now()` });
    expect((await look()).nextInMs).toBeUndefined();

    await change('reconcile', { requestedAt: sql`now()` });
    expect(await look()).toMatchObject({ claims: [{ name: 'reconcile' }], nextInMs: undefined });
    await change('backup', { pausedAt: null });
    expect(await next()).toEqual(isNear(10_000));
  });
});

describe('a run by hand', () => {
  const leases = () =>
    createJobLeases({
      db: db(),
      jobs: JOBS,
      clock: test.app.clock,
      logger: silentLogger(),
      holder: 'cli host 1',
    });

  it('keeps the job from coming meanwhile, and is refused while it runs by itself', async () => {
    const { isRun } = await leases().run('reconcile', async () => {
      await makeDue('reconcile');
      expect(await claim('reconcile')).toBeUndefined();
      expect(await leases().run('reconcile', async () => 'never')).toEqual({
        isRun: false,
        holder: 'cli host 1',
      });
    });
    expect(isRun).toBe(true);
    const run = await claimed('reconcile', 'control host 2');
    expect(await leases().run('reconcile', async () => 'never')).toEqual({
      isRun: false,
      holder: 'control host 2',
    });
    await settleRun(db(), run, DONE);
    expect(await readJobRuns(db(), { job: 'reconcile', limit: 10 })).toMatchObject([
      { outcome: 'done', is_requested: false },
      { outcome: 'done', is_requested: true, holder: 'cli host 1' },
    ]);
  });

  it('works for a job that is switched off, paused or not known yet, and leaves its cadence alone', async () => {
    const before = await rowOf('backup');
    expect(await leases().run('backup', async () => 'made')).toEqual({ isRun: true, value: 'made' });
    expect(await rowOf('backup')).toMatchObject({
      nextDueAt: before?.nextDueAt,
      offBecause: before?.offBecause,
    });
    await db().delete(jobSchedules);
    expect(await leases().run('backup', async () => 'made')).toMatchObject({ isRun: true });
    expect(await rowOf('backup')).toMatchObject({ description: JOB.description, holder: null, runCount: 1 });
  });

  it('that fails says so in the history, and is no failure of the job', async () => {
    await expect(
      leases().run('backup', async () => {
        throw new Error('no such folder');
      }),
    ).rejects.toThrow('no such folder');
    expect(await rowOf('backup')).toMatchObject({ failuresInARow: 0, failureCount: 0, holder: null });
    expect(await readJobRuns(db(), { job: 'backup', limit: 1 })).toMatchObject([
      { outcome: 'failed', error: 'no such folder' },
    ]);
  });

  it('that lost its lease to another process is told before it writes', async () => {
    await expect(
      leases().run('reconcile', async (lease) => {
        await lease.assertHeld();
        await endLease('reconcile');
        await claimed('reconcile', 'another');
        await lease.assertHeld();
      }),
    ).rejects.toThrow('another process runs reconcile');
    expect(await rowOf('reconcile')).toMatchObject({ holder: 'another' });
  });
});

/** The statements by which processes of the version before take, renew and give back a lease of `chore_leases`. */
const OLD = {
  acquire: (chore: string, holder: string) =>
    db().execute(sql`
      insert into chore_leases (name, holder, fence, expires_at) values (${chore}, ${holder}, 1, now() + interval '10 seconds')
      on conflict (name) do update
      set holder = excluded.holder, fence = chore_leases.fence + 1, expires_at = excluded.expires_at
      where chore_leases.expires_at <= now()
      returning fence`),
  release: (chore: string) =>
    db().execute(sql`update chore_leases set expires_at = now() where name = ${chore}`),
};

describe('processes of the version before, which know chore_leases only', () => {
  const mayRun = async (chore: string): Promise<boolean> =>
    (await OLD.acquire(chore, 'an old process')).rows.length === 1;

  it.each([
    ['reconcile', 'reconcile'],
    ['deliver-alerts', 'alerts'],
  ] as const)(
    'are kept from %s while a new process runs it, and the other way round',
    async (name, chore) => {
      const run = await claimed(name);
      expect(await mayRun(chore)).toBe(false);
      // A run that takes long stays the one: its renewals count for them too.
      await db().execute(sql`update chore_leases set expires_at = now() + interval '1 second'`);
      await renewRuns(db(), [run], 600_000);
      const { rows } = await db().execute(
        sql`select expires_at > now() + interval '9 minutes' as is_long from chore_leases where name = ${chore}`,
      );
      expect(rows).toEqual([{ is_long: true }]);
      await settleRun(db(), run, DONE);
      expect(await mayRun(chore)).toBe(true);
      await makeDue(name);
      const fence = (await rowOf(name))?.fence;
      expect(await claim(name)).toBeUndefined();
      expect(await claimJobByHand(db(), { name, holder: 'cli', ttlMs: 10_000 })).toBeUndefined();
      expect(await rowOf(name)).toMatchObject({ fence, holder: null, failureCount: 0 });
      await OLD.release(chore);
      expect(await claim(name)).toMatchObject({ lostHolder: null });
    },
  );

  it('take a job of theirs as before: its row, and then the lease', async () => {
    // What the control process of the version before does: it does not set guarded_fence.
    await change('reconcile', {
      holder: 'an old process',
      fence: sql`${jobSchedules.fence} + 1`,
      leaseExpiresAt: sql`now() + interval '10 seconds'`,
    });
    expect(await mayRun('reconcile')).toBe(true);
    await makeDue('reconcile');
    expect(await claim('reconcile')).toBeUndefined();
  });

  it('that died in a run are followed when their lease is over', async () => {
    await OLD.acquire('reconcile', 'a dead process');
    expect(await claim('reconcile')).toBeUndefined();
    await db().execute(sql`update chore_leases set expires_at = now() - interval '1 second'`);
    expect(await claim('reconcile')).toBeDefined();
  });
});
