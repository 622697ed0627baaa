import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('the league of a list', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test?.close());

  const ofLeague = (path: string, league: string) =>
    call(
      `${test.url}/admin/${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ league }).toString()}`,
    );

  const LISTS = ['games', 'runs', 'teams', 'leagues/seasons', 'season-stats?sport=FOOTBALL&season=2026'];

  it.each(LISTS)('of %s is one of its names, or refused with those that there are', async (path) => {
    for (const name of ['La Liga', 'la liga', 'LALIGA'])
      expect((await ofLeague(path, name)).status, name).toBe(200);
    const { status, body } = await ofLeague(path, 'Nowhere League');
    expect([status, body.errors[0].field]).toEqual([400, 'league']);
    expect(body.errors[0].remedy).toContain('La Liga');
  });

  it.each(['games?', 'runs?', 'tasks?games='])(
    'of the page /%s is told apart from what is none',
    async (path) => {
      const page = (league: string) => {
        const query = `league=${encodeURIComponent(league)}`;
        return fetch(`${test.url}/${path}${path.endsWith('=') ? encodeURIComponent(query) : query}`);
      };
      expect((await page('EPL')).status).toBe(200);
      expect((await page('Nowhere League')).status).toBe(400);
    },
  );

  it('is refused where many tasks are acted on, before anything is done', async () => {
    const body = { action: 'cancel', filter: { games: 'league=Nowhere League' } };
    const { status, body: problem } = await call(`${test.url}/admin/tasks/bulk`, { body });
    expect([status, problem.errors[0].field]).toEqual([400, 'league']);
  });

  it('means the same league by each of its names', async () => {
    const teams = async (name: string) => (await ofLeague('teams', name)).body.items;
    expect(await teams('laliga')).toEqual(await teams('La Liga'));
    expect(await teams('laliga')).not.toEqual([]);
  });

  it('is one of the sport that is named', async () => {
    const { status, body } = await ofLeague('games?sport=NFL', 'La Liga');
    expect([status, body.errors[0].field]).toEqual([400, 'league']);
    expect(body.errors[0].remedy).not.toContain('La Liga');
  });
});
