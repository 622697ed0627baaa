import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { buildControl } from '../../src/app/build-control.ts';
import { loadControlParts } from '../../src/features/control-parts.ts';
import { createServiceGroup } from '../../src/platform/service.ts';
import { createSeedingWorld } from '../support/seeding-world.ts';
import { PROJECT_ROOT, createTestApp, redisIsAvailable } from '../support/test-app.ts';
import { type ReceivedSpan, type TraceReceiver, startTraceReceiver } from '../support/trace-receiver.ts';

const run = promisify(execFile);

/** Loads what a process loads, opens its tracer and prints how many modules of OpenTelemetry are there. */
const COUNT_LOADED = `
  import { createRequire } from 'node:module';
  await import('./src/app/build-app.ts');
  const { openTracer } = await import('./src/platform/tracing/open-tracer.ts');
  const { systemClock } = await import('./src/platform/clock.ts');
  const { silentLogger } = await import('./src/platform/logger.ts');
  const endpoint = process.argv[1] || undefined;
  const tracer = await openTracer({
    endpoint, headers: {}, serviceName: 'x', serviceVersion: '0', sampleRatio: 1,
    clock: systemClock(), logger: silentLogger(),
  });
  const { cache } = createRequire(import.meta.url);
  console.log(Object.keys(cache).filter((name) => /@opentelemetry|bullmq-otel/.test(name)).length);
  await tracer.close();
`;

const KEY = 'a-key-that-nobody-must-see-0123';
const ADMIN_TOKEN = 'an-admin-token-that-nobody-must-see';
const RECEIVER_TOKEN = 'a-receiver-token-that-only-headers-carry';

let receiver: TraceReceiver | undefined;

afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

function named(spans: readonly ReceivedSpan[], name: string | RegExp): ReceivedSpan[] {
  return spans.filter((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)));
}

function only(spans: readonly ReceivedSpan[], name: string | RegExp): ReceivedSpan {
  const [span, ...others] = named(spans, name);
  if (!span || others.length > 0)
    throw new Error(`${1 + others.length} spans ${name} in ${spans.map((one) => one.name).join(', ')}`);
  return span;
}

/** Names from a span up to the root of its trace. */
function lineage(spans: readonly ReceivedSpan[], span: ReceivedSpan): string[] {
  const names: string[] = [];
  for (
    let current: ReceivedSpan | undefined = span;
    current;
    current = spans.find(({ spanId }) => spanId === current?.parentSpanId)
  )
    names.push(current.name);
  return names;
}

describe.each([{ store: 'postgres' as const }, { store: 'redis' as const }])(
  'traces over $store',
  ({ store }) => {
    it.skipIf(store === 'redis' && !redisIsAvailable())(
      'lead from an ingest through the queue to the provider calls and the statements of its game',
      { timeout: 120_000 },
      async () => {
        receiver = await startTraceReceiver();
        const world = await createSeedingWorld({
          store,
          environment: {
            OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
            OTEL_EXPORTER_OTLP_HEADERS: `x-token=${RECEIVER_TOKEN}`,
            OTEL_SERVICE_NAME: 'scoracle-test',
            API_SPORTS_KEY: KEY,
            ADMIN_TOKEN,
          },
        });
        try {
          await world.startWorkers();
          await world.ingestDue([['LAL', 'GSW']]);
          await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);
        } finally {
          await world.close();
        }

        const spans = receiver.spans();
        const ingest = only(spans, 'schedule.ingest');
        const trace = spans.filter(({ traceId }) => traceId === ingest.traceId);
        for (const name of ['schedule.parse', 'schedule.apply', 'queue.publish'])
          expect(lineage(trace, only(trace, name))).toEqual([name, 'schedule.ingest']);
        const runs = named(trace, 'seeding.run');
        const run = runs.find(({ attributes }) => attributes['scoracle.result'] === 'completed');
        expect(run?.attributes).toMatchObject({
          'scoracle.game_id': 1,
          'scoracle.task_id': 1,
          'scoracle.attempt': 1,
          'scoracle.outcome': 'done',
        });
        const calls = named(trace, /^provider /);
        expect(calls.length).toBeGreaterThan(1);
        for (const call of calls) {
          expect(call.attributes).toMatchObject({
            'server.address': expect.stringMatching(/^127\.0\.0\.1:\d+$/),
            'http.response.status_code': 200,
            'scoracle.outcome': 'ok',
            'scoracle.game_id': '1',
          });
          expect(lineage(trace, call)).toEqual([
            call.name,
            'seeding.run',
            'process seeding-nba',
            'addBulk seeding-nba',
            'queue.publish',
            'schedule.ingest',
          ]);
        }
        const writes = named(trace, 'sql insert').filter((span) =>
          lineage(trace, span).includes('seeding.run'),
        );
        expect(writes.length).toBeGreaterThan(0);
        expect(String(writes[0]?.attributes['db.query.text'])).toMatch(/^\s*insert into/i);
        expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['scoracle-test']));
        expect(spans.filter(({ name }) => /^(getNextJob|moveStalled|startStalled)/.test(name))).toEqual([]);

        expect(receiver.headers()[0]?.['x-token']).toBe(RECEIVER_TOKEN);
        // The name of the file is a value of a statement; the others are secrets.
        for (const unseen of [KEY, ADMIN_TOKEN, RECEIVER_TOKEN, 'slate.csv'])
          expect(receiver.bodies()).not.toContain(unseen);
      },
    );
  },
);

describe('traces of requests', () => {
  it('name the route and the answer, hold the statements, and leave out what comes every few seconds', async () => {
    receiver = await startTraceReceiver();
    const world = await createSeedingWorld({
      store: 'postgres',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ADMIN_TOKEN },
    });
    try {
      const control = buildControl(world.app, await loadControlParts(), () => undefined);
      const services = createServiceGroup(control.services, world.app.logger);
      await services.start();
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'x-request-id': 'asked-by-a-test' };
      const answer = await fetch(`${control.url()}/admin/tasks?limit=5`, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-request-id')).toBe('asked-by-a-test');
      await fetch(`${control.url()}/livez`);
      await services.stop();
      await control.close();
    } finally {
      await world.close();
    }

    const spans = receiver.spans();
    const request = only(spans, 'GET /admin/tasks');
    expect(request.attributes).toMatchObject({
      'http.response.status_code': 200,
      'scoracle.request_id': 'asked-by-a-test',
    });
    const statements = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(statements.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^sql (select|with)$/));
    expect(spans.filter(({ attributes }) => attributes['url.path'] === '/livez')).toEqual([]);
    expect(receiver.bodies()).not.toContain(ADMIN_TOKEN);
  });
});

describe('jobs that are published together', () => {
  it('carry the trace of whoever published them, unless they are a hundred and more', async () => {
    receiver = await startTraceReceiver();
    const test = await createTestApp({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    const { store, tracer } = test.app;
    const publish = (from: number, count: number): Promise<string> =>
      tracer.span('a publication', {}, async ({ traceId }) => {
        const ids = Array.from({ length: count }, (_, index) => from + index);
        await store.addJobs(
          ids.map((id) => ({
            queueName: 'seeding-nba',
            jobId: `job-${id}`,
            kind: 'seed-game',
            payload: { taskId: id, gameId: id, revision: 1, label: 'x' },
            delayMs: 60_000,
            attempts: 1,
          })),
        );
        return traceId ?? '';
      });
    try {
      const queue = store.bullQueues().find(({ name }) => name === 'seeding-nba');
      const few = await publish(1, 99);
      const many = await publish(1_001, 100);
      expect(few).toMatch(/^[0-9a-f]{32}$/);
      expect((await queue?.getJob('job-99'))?.opts.telemetry?.metadata).toContain(few);
      const ofMany = await queue?.getJob('job-1001');
      expect(ofMany?.id).toBe('job-1001');
      expect(JSON.stringify(ofMany?.opts)).not.toContain(many);
    } finally {
      await test.close();
    }
  });
});

describe('without a receiver', () => {
  it('a game is seeded and the process ends as ever when nobody listens at the endpoint', async () => {
    const world = await createSeedingWorld({
      store: 'postgres',
      // Port 9 (discard) is closed everywhere.
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
    await world.startWorkers();
    await world.ingestDue([['LAL', 'GSW']]);
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);
    const startedAtMs = performance.now();
    await world.close();
    expect(performance.now() - startedAtMs).toBeLessThan(60_000);
  });

  it('a process without an endpoint loads nothing of OpenTelemetry, and one with an endpoint does', async () => {
    const loaded = async (endpoint: string): Promise<number> => {
      const { stdout } = await run(
        process.execPath,
        ['--input-type=module', '--eval', COUNT_LOADED, endpoint],
        { cwd: PROJECT_ROOT },
      );
      return Number(stdout);
    };
    expect(await loaded('')).toBe(0);
    expect(await loaded('http://127.0.0.1:9')).toBeGreaterThan(0);
  });
});
