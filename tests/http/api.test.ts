import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServices } from '../../src/http/http-services.ts';
import { limitedBody } from '../../src/http/limited-body.ts';
import { call, startTestServer, type TestServer } from './http-support.ts';

let test: TestServer;
const games = [
  { date: '2026-01-15', time: '22:00', home_team: 'Golden State Warriors', away_team: 'Los Angeles Lakers' },
  { date: '2026-01-16', time: '19:00', home_team: 'Chicago Bulls', away_team: 'New York Knicks' },
];
const season = { sport: 'NBA', season: 2025, past: 'all' };

beforeAll(async () => {
  test = await startTestServer();
});

afterAll(() => test.close());

function api(path: string, options: Parameters<typeof call>[1] = {}) {
  return call(`${test.url}${path}`, options);
}

describe('POST /admin/games', () => {
  it('compares only in a dry run', async () => {
    const { status, body } = await api('/admin/games', { body: { ...season, games, dry_run: true } });
    expect(status).toBe(202);
    expect(body).toMatchObject({ dry_run: true, games_added: 2 });
    expect((await api('/admin/games')).body.items).toEqual([]);
  });

  it('takes games in, queues their tasks, and changes nothing the second time', async () => {
    const first = await api('/admin/games', { body: { ...season, games } });
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      rows: 2,
      games_added: 2,
      tasks_created: 2,
      tasks_enqueued: 2,
      quarantined: [],
    });
    const second = await api('/admin/games', { body: { ...season, games } });
    expect(second.body).toMatchObject({ games_added: 0, games_unchanged: 2, tasks_created: 0 });
  });

  it('answers 207 when some rows went to quarantine, and 422 under strict', async () => {
    const mixed = [
      ...games,
      { date: '2026-13-45', time: '19:00', home_team: 'Miami Heat', away_team: 'Chicago Bulls' },
    ];
    const { status, body } = await api('/admin/games', { body: { ...season, games: mixed } });
    expect(status).toBe(207);
    expect(body.quarantined).toHaveLength(1);
    expect(body.quarantined[0].remedy).not.toBe('');
    const strict = await api('/admin/games', { body: { ...season, games: mixed, strict: true } });
    expect(strict.status).toBe(422);
    expect(strict.body.errors).toHaveLength(1);
    expect((await api('/admin/quarantine')).body.items).toHaveLength(1);
  });

  it('asks once what has two readings, and takes the answer in either request', async () => {
    const dated = ['3/11/2026', '3/13/2026', '3/15/2026'].map((date) => ({
      date,
      time: '19:00',
      home_team: 'Miami Heat',
      away_team: 'Chicago Bulls',
    }));
    const asked = await api('/admin/games', { body: { ...season, games: dated } });
    expect(asked.status).toBe(207);
    expect(asked.body.questions).toMatchObject([
      { code: 'day_or_month_first', rows: 3, answers: [{ value: 'MM/dd/yyyy', fits: 3 }, { fits: 0 }] },
    ]);
    const [{ field, value }] = asked.body.questions[0].answers;
    const { reason, answers } = (await api('/admin/quarantine')).body.items[0];
    expect([reason, answers[0].value]).toEqual(['day_or_month_first', value]);
    const strict = await api('/admin/games', { body: { ...season, games: dated, strict: true } });
    expect(strict.body.errors[0].remedy).toContain(value);
    const retried = await api('/admin/quarantine/retry', {
      body: { sport: 'NBA', reason: 'day_or_month_first', [field]: value },
    });
    expect(retried).toMatchObject({ status: 200, body: { rows: 3, resolved: 3, questions: [] } });
    const sent = await api('/admin/games', { body: { ...season, games: dated, [field]: value } });
    expect(sent).toMatchObject({ status: 202, body: { games_unchanged: 3, questions: [] } });
  });

  it('names every wrong field of a request and says how to mend it', async () => {
    const { status, headers, body } = await api('/admin/games', {
      body: { sport: 'CRICKET', season: '2025-26', games: 'none', dryrun: true },
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:scoracle:problem:invalid_request', status: 400 });
    expect(body.errors.map((error: { field: string }) => error.field).toSorted()).toEqual([
      'dryrun',
      'games',
      'season',
      'sport',
    ]);
    const ofSeason = body.errors.find((error: { field: string }) => error.field === 'season');
    expect(ofSeason).toMatchObject({
      pointer: '#/season',
      remedy: expect.stringContaining('2025.'),
    });
  });

  it('refuses what is not JSON, what is too large and what cannot be a schedule', async () => {
    const malformed = await api('/admin/games', { body: '{"sport": "NBA",' });
    expect([malformed.status, malformed.body.type]).toEqual([400, 'urn:scoracle:problem:malformed_json']);
    const text = await api('/admin/games', { body: 'hello', headers: { 'Content-Type': 'text/plain' } });
    expect(text.status).toBe(415);
    const large = await api('/admin/games', { body: JSON.stringify({ pad: 'x'.repeat(11 * 1024 * 1024) }) });
    expect([large.status, large.body.title]).toEqual([413, 'The body is too large']);
    const empty = await api('/admin/games', { body: { ...season, games: [] } });
    expect([empty.status, empty.body.errors[0].field]).toEqual([400, 'games']);
    const elsewhere = await api('/admin/games', { body: { ...season, games, league: 'Premier League' } });
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.body.remedy).toBeTruthy();
  });
});

describe('POST /admin/schedules', () => {
  const csv = 'date,time,home_team,away_team\n2026-02-01,19:30,Boston Celtics,Miami Heat\n';
  const post = (path: string, body: string, type: string) =>
    api(path, { method: 'POST', body, headers: { 'Content-Type': type } });

  it('streams a CSV file to the parser', async () => {
    const { status, body } = await post('/admin/schedules?sport=nba&season=2025&past=all', csv, 'text/csv');
    expect(status).toBe(202);
    expect(body).toMatchObject({ rows: 1, games_added: 1 });
  });

  it('takes JSON, flags in the address, and says what is wrong with a file', async () => {
    const json = JSON.stringify({ sport: 'NBA', season: 2025, games });
    const dry = await post(
      '/admin/schedules?sport=NBA&season=2025&dry_run&past=all',
      json,
      'application/json',
    );
    expect([dry.status, dry.body.dry_run]).toEqual([202, true]);
    const columnless = await post('/admin/schedules?sport=NBA&season=2025', 'a,b\n1,2\n', 'text/csv');
    expect([columnless.status, columnless.body.type]).toEqual([
      422,
      'urn:scoracle:problem:unusable_schedule',
    ]);
    expect(columnless.body.remedy).toBeTruthy();
    expect((await post('/admin/schedules?sport=NBA&season=2025', csv, 'application/pdf')).status).toBe(415);
    expect((await post('/admin/schedules?season=2025', csv, 'text/csv')).body.errors[0].field).toBe('sport');
  });

  it('refuses a body that says it is too large, without waiting for it', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${test.url}/admin/schedules?sport=NBA&season=2025`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/csv', 'Content-Length': String(200 * 1024 * 1024) },
      });
      request.once('error', reject);
      request.once('response', (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.write('date,time');
    });
    expect(status).toBe(413);
  });

  it('stops in the middle of a body that turns out too large', async () => {
    const body = Readable.from([Buffer.alloc(600_000), Buffer.alloc(600_000), Buffer.alloc(600_000)]);
    const received: number[] = [];
    const reading = (async () => {
      for await (const chunk of limitedBody(body, 1024 * 1024)) received.push(chunk.length);
    })();
    await expect(reading).rejects.toMatchObject({ status: 413 });
    expect(received).toEqual([600_000]);
    expect(body.destroyed).toBe(false);
  });
});

describe('games and tasks', () => {
  it('searches, pages and shows single ones', async () => {
    const found = await api('/admin/games?q=LAL%20%40%20GSW&sport=nba');
    expect(found.body.items).toHaveLength(1);
    const game = found.body.items[0];
    expect((await api(`/admin/games/${game.id}`)).body.tasks[0].label).toBe('LAL @ GSW 2026-01-15');
    const timeline = (await api(`/admin/games/${game.id}/timeline`)).body;
    expect(timeline.next[0]).toMatch(/^next: due since .* free worker$/);
    const first = (await api('/admin/tasks?limit=1')).body;
    const second = (await api(`/admin/tasks?limit=1&cursor=${first.next_cursor}`)).body;
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect((await api('/admin/tasks?cursor=nonsense')).body.errors[0].field).toBe('cursor');
    expect((await api('/admin/tasks?status=sleeping')).status).toBe(400);
    expect((await api('/admin/games/999999')).status).toBe(404);
    expect((await api('/admin/games/abc')).status).toBe(400);
  });

  it('cancels, reschedules and retries, and refuses what makes no sense', async () => {
    const [task] = (await api('/admin/tasks?q=knicks')).body.items;
    const path = `/admin/tasks/${task.id}`;
    const moved = await api(`${path}/reschedule`, {
      body: { at: '2030-01-01T00:00:00+01:00', reason: 'snow' },
    });
    expect(moved.body.message).toContain('2029-12-31T23:00:00.000Z');
    expect((await api(`${path}/reschedule`, { body: { at: 'tomorrow' } })).body.errors[0].field).toBe('at');
    expect((await api(`${path}/cancel`, { method: 'POST' })).status).toBe(200);
    expect((await api(`${path}/cancel`, { method: 'POST' })).status).toBe(409);
    expect((await api(`${path}/retry`, { body: { reason: 'played after all' } })).body).toMatchObject({
      task_id: task.id,
    });
    expect((await api('/admin/tasks/999999/retry', { method: 'POST' })).status).toBe(404);
    const events = (await api(`/admin/games/${task.game_id}/timeline`)).body.entries;
    expect(events.at(-1)).toMatchObject({
      kind: 'retried',
      message: expect.stringContaining('played after all'),
    });
    expect((await api(`/admin/games/${task.game_id}/seed`, { method: 'POST' })).status).toBe(200);
  });

  it('acts on everything that matches, after counting it in a dry run', async () => {
    const filter = { sport: 'NBA', date: '2026-01-15' };
    const dry = await api('/admin/tasks/bulk', { body: { action: 'cancel', filter, dry_run: true } });
    expect(dry.body).toMatchObject({ matched: 1, done: 0, remaining: 1 });
    const done = await api('/admin/tasks/bulk', { body: { action: 'cancel', filter } });
    expect(done.body).toMatchObject({ matched: 1, done: 1, refused: [], remaining: 0 });
    const again = await api('/admin/tasks/bulk', {
      body: { action: 'cancel', filter: { ...filter, status: 'cancelled' } },
    });
    expect(again.body).toMatchObject({ matched: 1, done: 0 });
    expect(again.body.refused).toHaveLength(1);
    expect((await api('/admin/tasks/bulk', { body: { action: 'cancel', filter: {} } })).status).toBe(400);
    const untimed = await api('/admin/tasks/bulk', { body: { action: 'reschedule', filter } });
    expect(untimed.body.errors[0].field).toBe('at');
  });
});

describe('operations', () => {
  it('pauses and resumes a sport, and the queue follows', async () => {
    const paused = await api('/admin/scheduler/pause', { body: { sport: 'nba', reason: 'maintenance' } });
    expect(paused.body.sports.find((one: { sport: string }) => one.sport === 'NBA')).toMatchObject({
      paused: true,
      reason: 'operator: maintenance',
    });
    expect((await test.app.store.counts('seeding-nba')).isPaused).toBe(true);
    const resumed = await api('/admin/scheduler/resume', { method: 'POST' });
    expect(resumed.body.sports.every((one: { paused: boolean }) => !one.paused)).toBe(true);
    expect((await test.app.store.counts('seeding-nba')).isPaused).toBe(false);
    expect((await api('/admin/scheduler')).body.queues).toHaveLength(5);
  });

  it('reconciles on demand and tells usage', async () => {
    const [job] = (await api('/admin/tasks?status=pending')).body.items;
    await test.app.store.removeJob('seeding-nba', `game-${job.game_id}-${job.pass}-r${job.revision}`);
    const dry = await api('/admin/reconcile', { body: { dry_run: true } });
    expect(dry.body).toMatchObject({ ran: true, dry_run: true, drift: { missing: 1 }, repaired: 0 });
    const real = await api('/admin/reconcile', { body: { reason: 'a job is missing' } });
    expect(real.body).toMatchObject({ repaired: 1 });
    const { events } = await createHttpServices(test.app).readOverview();
    expect(events.slice(0, 2).map(({ message }) => message)).toEqual([
      expect.stringMatching(/operator \(a job is missing\): 1 .*1 mended/),
      expect.stringMatching(/compared .*by operator: 1 .*none mended/),
    ]);
    const usage = (await api('/admin/usage?days=3')).body;
    expect(usage.providers[0].quota.day).toMatchObject({ used: 0, limit: 100 });
  });
});

describe('errors and description', () => {
  it('answers unknown routes with 404 and wrong methods with 405', async () => {
    expect((await api('/admin/nothing')).body.type).toBe('urn:scoracle:problem:not_found');
    const wrong = await api('/admin/games/1', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await api('/admin/tasks/%E0%A4%A')).status).toBe(400);
    expect((await api('/admin/tasks?nonsense=1')).body.errors[0]).toMatchObject({ field: 'nonsense' });
  });

  it('gives every answer an id and never a stack trace', async () => {
    const { headers, body } = await api('/admin/nothing', { headers: { 'X-Request-Id': 'mine-1' } });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(body.instance).toBe('urn:scoracle:request:mine-1');
    expect(JSON.stringify(body)).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it('describes every route of the API from the schemas that validate it', async () => {
    const { body } = await api('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    for (const path of [
      '/admin/games',
      '/admin/games/{id}/timeline',
      '/admin/games/{id}/seed',
      '/admin/schedules',
      '/admin/tasks/bulk',
      '/admin/tasks/{id}/reschedule',
      '/admin/scheduler/pause',
      '/admin/usage',
      '/livez',
      '/metrics',
    ]) {
      expect(body.paths).toHaveProperty([path]);
    }
    const schema = body.paths['/admin/games'].post.requestBody.content['application/json'].schema;
    expect(schema.required).toEqual(['sport', 'season', 'games']);
    expect(schema.properties.sport.enum).toEqual(['NBA', 'NFL', 'FOOTBALL', 'NHL', 'MLB']);
    const ids = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (path) => Object.values(path).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes it as the OpenAPI Initiative’s own schema of version 3.1 asks', async () => {
    const { body } = await api('/openapi.json');
    const { paths, ...rest } = body;
    const validator = new Validator();
    expect(await validator.validate(body)).toEqual({ valid: true });
    // Every reference leads somewhere: resolving fails otherwise.
    expect(Object.keys(validator.resolveRefs() as typeof body)).toContain('paths');
    expect((await new Validator().validate({ ...rest, paths: { health: paths['/health'] } })).valid).toBe(
      false,
    );
  });

  it('serves health, readiness, liveness and metrics', async () => {
    const alive = await api('/livez');
    expect(alive.status).toBe(200);
    // Longer than proxies and clients keep a connection that is idle.
    expect(alive.headers.get('keep-alive')).toBe('timeout=65');
    expect((await api('/readyz')).body.ready).toBe(true);
    expect((await api('/health')).body.status).toBe('degraded');
    expect((await api('/health/detailed')).body.checks.map((check: { name: string }) => check.name)).toEqual(
      expect.arrayContaining(['database', 'migrations', 'queue', 'clock', 'workers', 'providers', 'tonight']),
    );
    const metrics = await api('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.body).toContain('scoracle_tasks{');
  });
});
