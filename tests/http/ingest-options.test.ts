import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startTestServer, type TestServer } from './http-support.ts';

describe('requests in words of people', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test?.close());

  async function ingest(query: Record<string, string>, body: string) {
    const response = await fetch(`${test.url}/admin/schedules?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body,
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  const FILE = 'Datum;Anstoß;Heim;Gast\n05.12.2026;15:30;FC Bayern München;VfB Stuttgart\n';
  const QUERY = { sport: 'FOOTBALL', league: 'Bundesliga', season: '2026' };

  it('let a file of a layout of its own in, with columns and date_format', async () => {
    const mapped = {
      ...QUERY,
      columns: 'date=Datum,time=Anstoß,home=Heim,away=Gast',
      date_format: 'dd.MM.yyyy',
    };
    const answer = await ingest(mapped, FILE);
    expect([answer.status, answer.body.games_added]).toEqual([202, 1]);
    const { body: games } = await call(`${test.url}/admin/games?sport=FOOTBALL`);
    expect(games.items[0]).toMatchObject({ tip_off: '2026-12-05T14:30:00.000Z' });
  });

  it('refuse a mapping that is none, and one that names no field', async () => {
    const nonsense = await ingest({ ...QUERY, columns: 'Datum' }, FILE);
    expect([nonsense.status, nonsense.body.errors[0].field]).toEqual([400, 'columns']);
    expect(nonsense.body.errors[0].remedy).toContain('home=HomeTeam');
    const twice = await ingest({ ...QUERY, columns: 'date=Datum,date=Anstoß,home=Heim,away=Gast' }, FILE);
    expect([twice.status, twice.body.errors[0].field]).toEqual([400, 'columns']);
    const unknown = await ingest({ ...QUERY, columns: 'wizard=Datum' }, FILE);
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([422, 'bad_option']);
  });

  it('say of each wrong field what was given and what is expected', async () => {
    const body = { sport: 7, season: 2026, games: 'none', sync: 'perhaps', past: 'tomorrow' };
    const { status, body: problem } = await call(`${test.url}/admin/games`, { body });
    expect(status).toBe(400);
    const details = Object.fromEntries(
      problem.errors.map((error: { field: string; detail: string }) => [error.field, error.detail]),
    );
    expect(details).toEqual({
      sport: expect.stringMatching(/NBA, NFL, FOOTBALL, NHL, MLB, not 7$/),
      games: expect.stringMatching(/list.*not "none"$/),
      sync: expect.stringMatching(/true or false, not "perhaps"$/),
      past: expect.stringMatching(/recent, all, none, not "tomorrow"$/),
    });
    const missing = await call(`${test.url}/admin/games`, { body: { season: 2026, games: [{}] } });
    expect(missing.body.errors).toEqual([
      { field: 'sport', pointer: '#/sport', detail: expect.stringMatching(/missing.*FOOTBALL/) },
    ]);
    const path = await call(`${test.url}/admin/tasks/many`);
    expect(path.body.errors[0].detail).toMatch(/whole number, not "many"$/);
    const limit = await call(`${test.url}/admin/tasks?limit=99999`);
    expect(limit.body.errors[0].detail).toMatch(/^must be at most \d+, not 99999$/);
    const sport = await call(`${test.url}/admin/tasks?sport=cricket`);
    expect(sport.body.errors[0].detail).toMatch(/NHL, MLB, not "CRICKET"$/);
    const reason = await call(`${test.url}/admin/tasks/1/retry`, { body: { reason: ' ' } });
    expect(reason.body.errors[0].detail).toBe('must not be empty');
  });
});
