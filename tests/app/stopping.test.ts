import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { runCli } from '../cli/run-cli.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');
const CONTROL = 'src/app/control-main.ts';

describe('processes that are told to stop', () => {
  let world: SeedingWorld;
  const running: TestProcess[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) await one.crash();
    await world.close();
  });

  async function start(entry: 'workers/main.ts' | typeof CONTROL, extra: Record<string, string> = {}) {
    const environment = { ...world.test.environment, LOG_LEVEL: 'info', ...extra };
    const started = await startProcess(entry, { environment });
    running.push(started);
    return started;
  }
  const urlOf = (control: TestProcess): string =>
    String(control.log.find((line) => line.msg === 'control process is ready')?.['url']);

  it('control ends with 0 although a browser follows its live page, and takes itself off the list', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const control = await start(CONTROL);
    await world.until('(select count(*) from control_processes) = 1');
    const live = await fetch(`${urlOf(control)}/events`, { headers: { accept: 'text/event-stream' } });
    expect(live.status).toBe(200);
    control.signal('SIGTERM');
    expect(await control.exited).toEqual({ code: 0, signal: null });
    await world.until('not exists (select 1 from control_processes)', 0);
    await live.body?.cancel().catch(() => undefined);
  });

  it('a second signal ends a worker at once, in the middle of its games', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    world.provider.setDials({ isHanging: true });
    await world.ingestDue([['LAL', 'GSW']]);
    const worker = await start('workers/main.ts', { SHUTDOWN_DEADLINE_SECONDS: '600' });
    await world.until("(select status = 'running' from seeding_tasks)");
    worker.signal('SIGTERM');
    await expect.poll(() => worker.log.some((line) => line.msg === 'waiting for runs to finish')).toBe(true);
    // What comes within a second of the first is its echo: a terminal and npm may each deliver one Ctrl-C.
    const toldAgain = setInterval(() => worker.signal('SIGTERM'), 200);
    expect(await worker.exited).toEqual({ code: 143, signal: null });
    clearInterval(toldAgain);
  });

  it('scheduler stop ends every control process in order, and says that none is left', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const controls = [await start(CONTROL), await start(CONTROL)];
    await world.until('(select count(*) from control_processes) = 2');
    const status = await runCli(['scheduler', 'status', '--json'], { environment: world.test.environment });
    expect(JSON.parse(status.stdout)).toMatchObject({
      control_processes: [{ is_alive: true, state: 'running' }, { is_alive: true }],
    });
    const stopped = await runCli(['scheduler', 'stop', '--json'], { environment: world.test.environment });
    expect(stopped.exitCode).toBe(0);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ request: 'stop', still_running: [], started: [] });
    for (const control of controls) expect(await control.exited).toEqual({ code: 0, signal: null });
    const again = await runCli(['scheduler', 'stop'], { environment: world.test.environment });
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no control process') });
  });

  it('scheduler restart ends them with a code for the supervisor, and waits for their successors', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const control = await start(CONTROL);
    await world.until('(select count(*) from control_processes) = 1');
    const supervised = control.exited.then(async (end) => {
      await start(CONTROL);
      return end;
    });
    const restarted = await runCli(['scheduler', 'restart'], { environment: world.test.environment });
    expect(await supervised).toEqual({ code: 75, signal: null });
    expect(restarted).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/ended in order[^]*Started:/),
    });
  });

  it('scheduler restart says so when nothing starts the process anew', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await start(CONTROL);
    await world.until('(select count(*) from control_processes) = 1');
    const { exitCode, stdout } = await runCli(['scheduler', 'restart', '--wait', '5'], {
      environment: world.test.environment,
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('None was started anew');
  });

  it('a killed worker is found dead within seconds: by event, doctor, page and metrics', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const control = await start(CONTROL);
    const worker = await start('workers/main.ts');
    await world.until('(select count(*) from worker_heartbeats) = 1');
    await worker.crash();
    await world.until("exists (select 1 from system_events where kind = 'worker_died')");
    const doctor = await runCli(['doctor'], { environment: world.test.environment });
    expect(doctor.stdout).toMatch(new RegExp(`died in the last hour .*: ${worker.workerId}`));
    expect(await (await fetch(`${urlOf(control)}/metrics`)).text()).toContain('scoracle_workers_dead 1');
    expect(await (await fetch(`${urlOf(control)}/`)).text()).toMatch(/dead/);
    const [event] = await rowsOf<{ subject: string }>(
      world.app.database.db,
      sql`select subject from system_events where kind = 'worker_died'`,
    );
    expect(event?.subject).toBe(worker.workerId);
  });
});

describe('the simulated provider', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s although a call hangs', async (signal) => {
    const provider = spawn(NODE, ['simulator/main.ts', '--port', '0'], {
      cwd: PROJECT_ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: provider.stdout }));
    const { url } = JSON.parse(line ?? '{}') as { url: string };
    await fetch(`${url}/__simulator/dials`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ isHanging: true }),
    });
    const hanging = fetch(`${url}/games`).catch(() => undefined);
    const exited = new Promise((resolve) => provider.once('exit', resolve));
    provider.kill(signal);
    expect(await exited).toBe(0);
    await hanging;
  });
});

function once(lines: ReturnType<typeof createInterface>): Promise<string[]> {
  return new Promise((resolve) => lines.once('line', (line) => resolve([line])));
}
