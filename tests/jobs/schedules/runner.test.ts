import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobSchedules } from '../../../src/db/schema/job-schedules.ts';
import { type JobControl, createJobControl } from '../../../src/jobs/schedules/job-control.ts';
import type { JobStatus } from '../../../src/jobs/schedules/job-status.ts';
import type { RecurrentJob, RunJob } from '../../../src/jobs/schedules/recurrent-job.ts';
import { type JobRunner, createJobRunner } from '../../../src/jobs/schedules/runner.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { compileCache } from '../../support/compile-cache.ts';
import { PROJECT_ROOT, type TestApp, createTestApp } from '../../support/test-app.ts';

const HOURLY: RecurrentJob = {
  description: 'Does something.',
  runsOn: 'both',
  cadence: { everyMs: 3_600_000 },
  timeoutMs: 60_000,
};
const ANNA = { name: 'operator anna' };

let test: TestApp;
let control: JobControl;
const runners: JobRunner[] = [];

beforeEach(async () => {
  test = await createTestApp();
  control = createJobControl({ db: test.app.database.db });
});

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await test.close();
});

/** A process with these jobs, each with its work. */
async function startRunner(
  jobs: Record<string, { job?: Partial<RecurrentJob>; run?: RunJob }>,
  { leaseMs = 1_500, holder = 'test' } = {},
): Promise<JobRunner> {
  const { clock, database, tracer } = test.app;
  const names = Object.keys(jobs);
  const runner = createJobRunner({
    db: database.db,
    jobs: Object.fromEntries(names.map((name) => [name, { ...HOURLY, ...jobs[name]?.job }])),
    work: Object.fromEntries(names.map((name) => [name, jobs[name]?.run ?? (async () => ({ note: 'ok' }))])),
    holder,
    clock,
    logger: silentLogger(),
    tracer,
    pollMs: 50,
    leaseMs,
  });
  runners.push(runner);
  await runner.start();
  return runner;
}

/** Resolves when a signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

const status = async (name: string): Promise<JobStatus> => {
  const job = await control.find(name);
  if (!job) throw new Error(`no row for ${name}`);
  return job;
};

const change = (name: string, set: Partial<typeof jobSchedules.$inferInsert>) =>
  test.app.database.db.update(jobSchedules).set(set).where(eq(jobSchedules.name, name));

const makeDue = (name: string, since = '1 second') =>
  test.app.database.db
    .update(jobSchedules)
    .set({ nextDueAt: sql`now() - ${since}::interval` })
    .where(eq(jobSchedules.name, name));

describe('recurrent jobs', () => {
  it('run at once when they are new, and once for all processes', async () => {
    let runs = 0;
    const job = { run: async () => ({ note: `run ${(runs += 1)}` }) };
    await Promise.all([startRunner({ job }), startRunner({ job }), startRunner({ job })]);
    await expect.poll(async () => (await control.find('job'))?.runs).toBe(1);
    expect(await status('job')).toMatchObject({
      state: 'waiting',
      last_outcome: 'done',
      last_note: 'run 1',
      lateness_ms: 0,
      cadence: 'every 60 min',
    });
    const { next_due_at: nextDueAt, last_started_at: startedAt } = await status('job');
    expect((nextDueAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)).toBe(3_600_000);
  });

  it('make up once for what was missed while no process was there', async () => {
    let runs = 0;
    await startRunner({ job: { run: async () => ({ note: `run ${(runs += 1)}` }) } });
    await expect.poll(async () => (await status('job')).runs).toBe(1);
    await makeDue('job', '3 days');
    await expect.poll(async () => (await status('job')).runs).toBe(2);
    const { last_lateness_ms: latenessMs, next_due_at: nextDueAt } = await status('job');
    expect(latenessMs).toBeGreaterThan(2.9 * 86_400_000);
    expect(nextDueAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    expect(runs).toBe(2);
  });

  it('do not wait for one another', async () => {
    const seen: string[] = [];
    await startRunner({
      slow: { run: ({ signal }) => untilAborted(signal) },
      quick: {
        job: { cadence: { everyMs: 50 } },
        async run() {
          seen.push('quick');
          return { note: '' };
        },
      },
    });
    await expect.poll(() => seen.length).toBeGreaterThan(3);
    expect(await status('slow')).toMatchObject({ state: 'running', runs: 0 });
  });

  it('keep their lease however long they take', async () => {
    let starts = 0;
    const slow: RunJob = async ({ signal }) => {
      starts += 1;
      return untilAborted(signal);
    };
    await startRunner({ slow: { run: slow } }, { leaseMs: 1_200 });
    await startRunner({ slow: { run: slow } }, { leaseMs: 1_200 });
    await expect.poll(() => starts).toBe(1);
    const { fence } = await row('slow');
    const since = Date.now();
    await expect
      .poll(async () => (await row('slow')).leaseExpiresAt?.getTime(), { timeout: 10_000 })
      .toBeGreaterThan(since + 2_000);
    expect(await row('slow')).toMatchObject({ fence });
    expect(starts).toBe(1);
  });

  it('are ended when their time is over, and come again', async () => {
    await startRunner({ slow: { job: { timeoutMs: 100 }, run: ({ signal }) => untilAborted(signal) } });
    await expect.poll(async () => (await status('slow')).last_outcome).toBe('timed_out');
    expect(await status('slow')).toMatchObject({ runs: 1, failures: 1, failures_in_a_row: 1 });
  });

  it('that fail say why, are tried again sooner, and are known as failing', async () => {
    let isWell = false;
    await startRunner({
      job: {
        job: { retryAfterMs: 60_000 },
        async run() {
          if (!isWell) throw new Error('the disk is full');
          return { note: 'ok' };
        },
      },
    });
    await expect.poll(async () => (await status('job')).last_outcome).toBe('failed');
    const failed = await status('job');
    // Rare jobs are failing with their first failure.
    expect(failed).toMatchObject({ state: 'failing', last_error: 'the disk is full', failures_in_a_row: 1 });
    expect(failed.problem).toContain('the disk is full');
    expect(failed.next_due_at?.getTime()).toBeLessThan(Date.now() + 120_000);
    isWell = true;
    await makeDue('job');
    await expect.poll(async () => (await status('job')).last_outcome).toBe('done');
    expect(await status('job')).toMatchObject({ state: 'waiting', failures_in_a_row: 0, failures: 1 });
  });

  it('are late when no process takes them', async () => {
    await startRunner({ job: {} });
    await expect.poll(async () => (await status('job')).runs).toBe(1);
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await change('job', { lateAfterMs: 60_000 });
    await makeDue('job', '90 seconds');
    expect(await status('job')).toMatchObject({ state: 'late' });
    expect((await status('job')).lateness_ms).toBeGreaterThanOrEqual(90_000);
    await control.pause('job', ANNA);
    expect(await status('job')).toMatchObject({ state: 'paused', lateness_ms: 0 });
  });

  it('that are switched off do not run, and nobody can ask for them', async () => {
    let runs = 0;
    await startRunner({
      job: { job: { offBecause: 'NOBODY_WANTS_IT is on' }, run: async () => ({ note: `${(runs += 1)}` }) },
      other: {},
    });
    await expect.poll(async () => (await control.find('other'))?.runs).toBe(1);
    expect(await status('job')).toMatchObject({ state: 'off', next_due_at: null });
    expect(await control.run('job', ANNA)).toMatchObject({ ok: false, reason: 'conflict' });
    // Neither act says of it that it runs or comes.
    for (const order of [await control.pause('job', ANNA), await control.resume('job', ANNA)]) {
      expect(order).toMatchObject({ ok: true, job: { state: 'off' } });
      expect(order.message).toContain('switched off: NOBODY_WANTS_IT is on');
    }
    expect(runs).toBe(0);
  });

  it('take on another cadence without waiting for the end of the old one', async () => {
    await startRunner({ job: { job: { cadence: { everyMs: 86_400_000 } } } });
    await expect.poll(async () => (await status('job')).runs).toBe(1);
    await startRunner({ job: { job: { cadence: { everyMs: 60_000 } } } });
    await expect.poll(async () => (await status('job')).cadence).toBe('every 60 s');
    expect((await status('job')).next_due_at?.getTime()).toBeLessThan(Date.now() + 61_000);
    await startRunner({ job: { job: { cadence: { cron: '0 4 * * *', timeZone: 'Europe/Berlin' } } } });
    await expect.poll(async () => (await status('job')).cadence).toBe('daily at 04:00 (Europe/Berlin)');
    expect((await status('job')).next_due_at?.getUTCMinutes()).toBe(0);
  });

  it('are let go by a process that stops, and taken up by another at once', async () => {
    const first = await startRunner(
      { slow: { run: ({ signal }) => untilAborted(signal) } },
      { leaseMs: 600_000 },
    );
    await expect.poll(async () => (await status('slow')).state).toBe('running');
    await first.stop();
    expect(await row('slow')).toMatchObject({ holder: null, failuresInARow: 0, runCount: 0 });
    await startRunner({ slow: {} });
    await expect.poll(async () => (await status('slow')).last_outcome).toBe('done');
  });
});

describe('what somebody asks of a recurrent job', () => {
  it('a run at once, whoever runs it, leaves its cadence alone and is on record', async () => {
    const asked: boolean[] = [];
    await startRunner({
      job: {
        async run({ isRequested }) {
          asked.push(isRequested);
          return { note: '' };
        },
      },
    });
    await expect.poll(async () => (await status('job')).runs).toBe(1);
    expect(await control.run('job', { ...ANNA, reason: 'to see' })).toMatchObject({ ok: true });
    await expect.poll(async () => (await status('job')).runs).toBe(2);
    expect(asked).toEqual([false, true]);
    expect(await status('job')).toMatchObject({ requested_at: null, requested_by: null });
    const events = await test.app.database.db.execute(sql`select kind, subject, message from system_events`);
    expect(events.rows).toEqual([
      {
        kind: 'job_requested',
        subject: 'job',
        message: expect.stringMatching(/operator anna \(to see\).*\bjob\b/),
      },
    ]);
  });

  it('a run of a paused job works and says that it stays paused', async () => {
    await startRunner({ job: {} });
    await expect.poll(async () => (await status('job')).runs).toBe(1);
    expect(await control.pause('job', { ...ANNA, reason: 'too loud' })).toMatchObject({ ok: true });
    const again = await control.pause('job', { name: 'operator bert', reason: 'another' });
    expect(again).toMatchObject({ ok: true });
    expect(again.message).toMatch(/already.*operator anna: too loud/);
    await makeDue('job');
    const order = await control.run('job', ANNA);
    expect(order.message).toContain('It stays paused');
    await expect.poll(async () => (await status('job')).runs).toBe(2);
    expect(await status('job')).toMatchObject({
      state: 'paused',
      paused_by: 'operator anna',
      pause_reason: 'too loud',
    });
    await makeDue('job');
    expect(await control.resume('job', ANNA)).toMatchObject({ ok: true });
    await expect.poll(async () => (await status('job')).runs).toBe(3);
    const goesOn = await control.resume('job', ANNA);
    expect(goesOn).toMatchObject({ ok: true, job: { paused_by: null, pause_reason: null } });
    expect(goesOn.message).toContain('not paused');
  });

  it('a run while one is on its way comes right after it', async () => {
    let end: () => void = () => undefined;
    const runs: number[] = [];
    await startRunner({
      job: {
        async run() {
          runs.push(runs.length);
          if (runs.length === 1) await new Promise<void>((resolve) => (end = resolve));
          return { note: '' };
        },
      },
    });
    await expect.poll(() => runs.length).toBe(1);
    expect((await control.run('job', ANNA)).message).toContain('runs right now');
    end();
    await expect.poll(async () => (await status('job')).runs).toBe(2);
    expect(await status('job')).toMatchObject({ requested_at: null });
  });

  it('a job that does not exist is not found', async () => {
    for (const act of ['run', 'pause', 'resume'] as const)
      expect(await control[act]('nonsense', ANNA)).toMatchObject({ ok: false, reason: 'not_found' });
  });
});

describe('a process that runs a job', () => {
  async function startChild() {
    const child = spawn(
      path.join(PROJECT_ROOT, 'node_modules/.bin/node'),
      ['tests/jobs/schedules/job-runner-user.ts'],
      {
        cwd: PROJECT_ROOT,
        env: { PATH: process.env['PATH'], ...compileCache(), ...test.environment },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect(await lines.next()).toMatchObject({ value: 'running' });
    return { child, nextLine: async () => String((await lines.next()).value) };
  }

  it('and is killed in it is replaced once its lease is over, and the loss is on record', async () => {
    const { child } = await startChild();
    child.kill('SIGKILL');
    expect(await status('slow')).toMatchObject({ state: 'running' });
    await startRunner({ slow: { run: async () => ({ note: 'of the other' }) } });
    await expect.poll(async () => (await status('slow')).last_note).toBe('of the other');
    expect(await status('slow')).toMatchObject({ failures: 1, failures_in_a_row: 0, last_outcome: 'done' });
    expect(await row('slow')).toMatchObject({ fence: 2 });
  });

  it('and freezes in it is replaced, and counts no more when it wakes', async () => {
    const { child, nextLine } = await startChild();
    try {
      child.kill('SIGSTOP');
      await startRunner({
        slow: { job: { cadence: { everyMs: 3_600_000 } }, run: async () => ({ note: 'of the other' }) },
      });
      await expect.poll(async () => (await status('slow')).last_note).toBe('of the other');
      child.kill('SIGCONT');
      expect(await nextLine()).toBe('JobTakenOverError');
      child.stdin.write('stop\n');
      await new Promise((resolve) => child.once('exit', resolve));
      expect(await status('slow')).toMatchObject({ last_note: 'of the other', runs: 1 });
    } finally {
      child.kill('SIGKILL');
    }
  });
});

async function row(name: string): Promise<typeof jobSchedules.$inferSelect> {
  const [found] = await test.app.database.db.select().from(jobSchedules).where(eq(jobSchedules.name, name));
  if (!found) throw new Error(`no row for ${name}`);
  return found;
}
