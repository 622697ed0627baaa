import { afterEach, describe, expect, it } from 'vitest';
import { type LogLine, type TestProcess, startProcess } from '../support/processes.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type TraceReceiver, startTraceReceiver } from '../support/trace-receiver.ts';

const SECRETS = {
  key: 'a-key-that-nobody-must-see-0123',
  adminToken: 'an-admin-token-that-nobody-must-see',
  readerToken: 'a-reader-token-that-nobody-must-see',
  receiverToken: 'a-receiver-token-that-nobody-must-see',
  slackPath: 'a-slack-path-that-nobody-must-see',
  mailPassword: 'a-mail-password-that-nobody-must-see',
  wrongToken: 'a-wrong-token-that-nobody-must-see',
} as const;

const REQUEST_ID = 'asked-by-the-log-test';

let world: SeedingWorld | undefined;
let receiver: TraceReceiver | undefined;
const running: TestProcess[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.crash();
  await world?.close();
  await receiver?.close();
  world = undefined;
  receiver = undefined;
});

async function start(
  entry: 'workers/main.ts' | 'src/app/control-main.ts',
  environment: Record<string, string>,
): Promise<TestProcess> {
  const started = await startProcess(entry, { environment });
  running.push(started);
  return started;
}

async function told(one: TestProcess, isIt: (line: LogLine) => boolean): Promise<LogLine> {
  await expect.poll(() => one.log.some(isIt)).toBe(true);
  return one.log.find(isIt) ?? one.log[0] ?? { level: 0, msg: '' };
}

/** A schedule of one game whose window is open. */
function dueGame(): { csv: string; seasonYear: number; startMs: number } {
  const start = new Date(Math.floor((Date.now() - 4 * 3_600_000 - 5_000) / 1_000) * 1_000);
  const [date = '', time = ''] = start.toISOString().split(/[T.]/);
  const csv = `date,time,home_team,away_team,timezone,league\n${date},${time},GSW,LAL,UTC,NBA\n`;
  const year = start.getUTCFullYear();
  return { csv, seasonYear: start.getUTCMonth() >= 6 ? year : year - 1, startMs: start.getTime() };
}

describe('the logs of a request, its job and its provider calls', () => {
  it('carry the ids of all of them from process to process, one trace, and nothing secret', async () => {
    receiver = await startTraceReceiver();
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { API_SPORTS_KEY: SECRETS.key },
    });
    const environment = {
      ...world.test.environment,
      LOG_LEVEL: 'trace',
      ADMIN_TOKEN: SECRETS.adminToken,
      READER_TOKEN: SECRETS.readerToken,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${SECRETS.receiverToken}`,
      SLACK_WEBHOOK_URL: `http://127.0.0.1:9/${SECRETS.slackPath}`,
      SMTP_URL: `smtp://somebody:${SECRETS.mailPassword}@127.0.0.1:9`,
      ALERT_EMAIL: 'somebody@example.org',
    };
    const control = await start('src/app/control-main.ts', environment);
    const worker = await start('workers/main.ts', environment);
    const { csv, seasonYear, startMs } = dueGame();
    world.provider.addGames([{ away: 'LAL', home: 'GSW', startMs }]);

    const refused = await fetch(`${control.url}/admin/tasks`, {
      headers: { authorization: `Bearer ${SECRETS.wrongToken}` },
    });
    expect(refused.status).toBe(401);
    const answer = await fetch(`${control.url}/admin/schedules?sport=nba&season=${seasonYear}&past=all`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRETS.adminToken}`,
        'content-type': 'text/csv',
        'x-request-id': REQUEST_ID,
      },
      body: csv,
    });
    expect(answer.headers.get('x-request-id')).toBe(REQUEST_ID);
    expect(answer.status).toBeLessThan(300);
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);

    const ingested = await told(control, (line) => line.msg === 'schedule ingested');
    expect(ingested['requestId']).toBe(REQUEST_ID);
    const call = await told(worker, (line) => line.msg === 'provider call' && line['taskId'] !== null);
    expect(call).toMatchObject({
      requestId: REQUEST_ID,
      traceId: ingested['traceId'],
      taskId: expect.anything(),
      gameId: expect.anything(),
      jobId: expect.any(String),
      jobKind: 'seed-game',
      attempt: 1,
      fence: 1,
      callId: expect.any(String),
      outcome: 'ok',
    });
    const line = await told(worker, (one) => one.msg === 'task claimed');
    expect(line).toMatchObject({ requestId: REQUEST_ID, taskId: 1, gameId: 1, attempt: 1 });

    for (const one of running) one.signal('SIGTERM');
    for (const one of running) expect(await one.exited).toEqual({ code: 0, signal: null });
    const services = receiver.spans().filter(({ traceId }) => traceId === ingested['traceId']);
    expect(new Set(services.map(({ service }) => service))).toEqual(
      new Set(['scoracle-control', 'scoracle-worker']),
    );
    const everything = running.map(({ log }) => JSON.stringify(log)).join('\n');
    expect(everything.length).toBeGreaterThan(1_000);
    const databasePassword = new URL(world.test.databaseUrl).password;
    for (const secret of [...Object.values(SECRETS), databasePassword].filter((word) => word !== '')) {
      expect(everything).not.toContain(secret);
      expect(receiver.bodies()).not.toContain(secret);
    }
  });
});

describe('SIGUSR2', () => {
  it('turns details on in a running worker, and off again', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const worker = await start('workers/main.ts', { ...world.test.environment, LOG_LEVEL: 'info' });
    const claims = (): number => worker.log.filter(({ msg }) => msg === 'task claimed').length;
    worker.signal('SIGUSR2');
    await told(worker, ({ msg }) => msg.startsWith('log level: debug'));
    await world.ingestDue([['LAL', 'GSW']]);
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);
    await told(worker, ({ msg }) => msg === 'task claimed');
    expect(claims()).toBe(1);

    worker.signal('SIGUSR2');
    await told(worker, ({ msg }) => msg.startsWith('log level: as before'));
    await world.ingestDue([['BOS', 'NYK']]);
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 2`);
    worker.signal('SIGTERM');
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    expect(claims()).toBe(1);
  });
});
