import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('answers about rows that contradict a known game, over HTTP', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());

  const post = (games: readonly object[], more: object = {}) =>
    call(`${test.url}/admin/games`, { body: { sport: 'NBA', season: 2026, past: 'all', games, ...more } });
  const KNOWN = { date: '2027-03-01', time: '19:30', home_team: 'Bulls', away_team: 'Knicks' };
  const EXCHANGED = { ...KNOWN, home_team: 'Knicks', away_team: 'Bulls' };

  it('are offered with field and value, refused when nobody knows them, and taken with their reason', async () => {
    expect((await post([KNOWN])).status).toBe(202);
    const asked = await post([EXCHANGED]);
    expect(asked.status).toBe(207);
    expect(asked.body.questions).toMatchObject([
      { code: 'sides_swapped', answers: [{ field: 'accept', value: 'exchanged-sides' }] },
    ]);
    const unknown = await call(`${test.url}/admin/quarantine/retry`, { body: { accept: 'whatever' } });
    expect(unknown.status).toBe(400);
    const answered = await call(`${test.url}/admin/quarantine/retry`, {
      body: { accept: 'second-meeting,exchanged-sides', accept_reason: 'the arenas were exchanged' },
    });
    expect(answered.body).toMatchObject({ resolved: 1, games_added: 0, still_open: [] });
    const again = await post([EXCHANGED]);
    expect(again).toMatchObject({ status: 202, body: { games_unchanged: 1, questions: [] } });
  });
});
