import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('keeping schedules right over HTTP', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
    const games = [
      { date: '2027-03-01', time: '19:30', home_team: 'Windy City Hoopers', away_team: 'Knicks' },
      { date: '2027-03-02', time: '19:30', home_team: 'Hobbits', away_team: 'Jazz' },
      { date: '2027-03-03', time: '19:30', home_team: 'Suns', away_team: 'Jazz' },
    ];
    const body = { sport: 'NBA', season: 2026, past: 'all', games };
    expect((await api('/admin/games', { body })).status).toBe(207);
  });
  afterAll(() => test.close());

  const api = (path: string, options: Parameters<typeof call>[1] = {}) => call(`${test.url}${path}`, options);

  it('teaches a name and retries the rows that wait', async () => {
    const alias = { sport: 'nba', team: 'Bulls', alias: 'Windy City Hoopers' };
    expect(await api('/admin/teams/aliases', { body: alias })).toMatchObject({
      status: 200,
      body: { team: 'Chicago Bulls', is_new: true, quarantined_readable: 1 },
    });
    const taken = await api('/admin/teams/aliases', { body: { ...alias, team: 'Suns' } });
    expect(taken).toMatchObject({ status: 409, body: { remedy: 'Known here: Chicago Bulls.' } });
    const resolved = await api('/admin/teams/resolve?sport=NBA&name=windy-city+hoopers');
    expect(resolved.body.answers).toMatchObject([{ league: 'NBA', ok: true, recognised_by: 'alias' }]);

    const retried = await api('/admin/quarantine/retry', { body: { sport: 'NBA', season: 2026 } });
    expect(retried).toMatchObject({ status: 207, body: { rows: 2, resolved: 1, games_added: 1 } });
    const { id } = retried.body.still_open[0];
    const discard = () => api(`/admin/quarantine/${id}/discard`, { body: { reason: 'an exhibition' } });
    expect((await discard()).status).toBe(200);
    expect((await discard()).status).toBe(409);
    expect((await api('/admin/quarantine/999999/discard', { method: 'POST' })).status).toBe(404);
    expect(await api('/admin/quarantine/retry', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { rows: 0 },
    });
  });

  it('lists teams by any part of a name', async () => {
    const { body } = await api('/admin/teams?sport=FOOTBALL&league=premier%20league&q=spurs');
    expect(body.items).toMatchObject([{ name: 'Tottenham Hotspur FC', league: 'Premier League' }]);
    expect((await api('/admin/teams/resolve?sport=NBA&league=Eredivisie&name=Ajax')).status).toBe(400);
  });

  it('lists imports and takes one back', async () => {
    const { body } = await api('/admin/imports?sport=NBA');
    expect(body.items).toHaveLength(2);
    const [newest, oldest] = body.items;
    expect(oldest).toMatchObject({
      source: 'POST /admin/games',
      result: { games_added: 1 },
      undone_at: null,
    });
    const undone = await api(`/admin/imports/${newest.id}/undo`, { body: { reason: 'a test' } });
    expect(undone).toMatchObject({ status: 200, body: { games_removed: 1, quarantine_reopened: 1 } });
    expect((await api(`/admin/imports/${newest.id}/undo`, { method: 'POST' })).status).toBe(409);
    expect((await api('/admin/imports/999999/undo', { method: 'POST' })).status).toBe(404);
    expect((await api('/admin/imports?sport=NBA')).body.items[0].undone_at).not.toBeNull();
  });

  it('is in the description of the API', async () => {
    const { body } = await api('/openapi.json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/admin/imports',
        '/admin/imports/{id}/undo',
        '/admin/quarantine/retry',
        '/admin/quarantine/{id}/discard',
        '/admin/teams',
        '/admin/teams/aliases',
      ]),
    );
  });
});
