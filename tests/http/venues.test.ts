import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../cli/run-here.ts';
import { type TestServer, call, startTestServer } from './http-support.ts';

describe('venues', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
    const games = [
      {
        date: '2027-03-06',
        home_team: 'Bulls',
        away_team: 'Knicks',
        venue: 'Old Ground',
        venue_city: 'North',
      },
      { date: '2027-03-07', home_team: 'Suns', away_team: 'Jazz', venue: 'Old Ground', venue_city: 'South' },
      { date: '2027-03-08', home_team: 'Kings', away_team: 'Jazz', venue: 'Old Ground' },
      { date: '2027-03-09', home_team: 'Celtics', away_team: 'Jazz', venue: 'TD Garden' },
    ];
    const body = { sport: 'NBA', season: 2026, past: 'all', games };
    expect(await api('/admin/games', { body })).toMatchObject({
      body: { games_added: 4, warnings: [expect.stringContaining('venues questions')] },
    });
  });
  afterAll(() => test.close());

  const api = (path: string, options: Parameters<typeof call>[1] = {}) => call(`${test.url}${path}`, options);
  const idOf = async (name: string, city: string | null = null): Promise<number> => {
    const { body } = await api('/admin/venues');
    const items = body.items as { id: number; name: string; city: string | null }[];
    return items.find((venue) => venue.name === name && venue.city === city)?.id ?? 0;
  };
  const gameAt = async (home: string) => {
    const { rows } = await test.app.database.db.execute(
      sql`select game.id, game.venue_id from games as game join teams as home on home.id = game.home_team_id
          where home.nickname = ${home} or home.name like ${`%${home}`}`,
    );
    return rows[0] as { id: number; venue_id: number | null };
  };
  const cli = async (...args: string[]) => {
    const { exitCode, stdout } = await runHere([...args, '--json'], test.environment);
    return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
  };

  it('ask which place words mean, and one answer places the games that wait', async () => {
    const [north, south] = [await idOf('Old Ground', 'North'), await idOf('Old Ground', 'South')];
    const { document } = await cli('venues', 'questions');
    expect(document).toMatchObject({
      items: [
        {
          words: 'Old Ground',
          league: 'NBA',
          games: 1,
          home_teams: ['Sacramento Kings'],
          candidates: [{ id: north }, { id: south }],
          answers: [
            expect.stringContaining('venues alias add'),
            expect.stringContaining('venues alias add'),
            expect.stringContaining('--distinct'),
          ],
        },
      ],
    });
    const page = String((await api('/venues')).body);
    expect(page).toContain('Which venue is meant?');
    const answer = { venue: south, alias: 'Old Ground', league: 'NBA' };
    expect(await api('/admin/venues/aliases', { body: answer })).toMatchObject({
      status: 200,
      body: { is_new: true, games_placed: 1 },
    });
    expect((await gameAt('Kings')).venue_id).toBe(south);
    // A taught name does not take games from where their home team plays under it.
    expect((await gameAt('Bulls')).venue_id).toBe(north);
    expect((await api('/admin/venues/questions')).body).toEqual({ items: [] });
  });

  it('are renamed, and the games and the former name go with them', async () => {
    const renamed = await cli('venues', 'rename', '--venue', 'TD Garden', '--name', 'Boston Garden');
    expect(renamed).toMatchObject({ exitCode: 0, document: { is_new: true, name: 'Boston Garden' } });
    const { id } = await gameAt('Celtics');
    expect((await api(`/admin/games/${id}`)).body).toMatchObject({
      venue: 'Boston Garden',
      venue_city: null,
    });
    const facts = ['--venue', 'td garden', '--city', 'Boston', '--timezone', 'America/New_York'];
    const corrected = await cli('venues', 'update', ...facts, '--latitude', '42.37', '--longitude', '-71.06');
    expect(corrected).toMatchObject({
      document: {
        city: 'Boston',
        timezone: 'America/New_York',
        latitude: 42.37,
        aliases: [{ alias: 'TD Garden' }],
      },
    });
    expect(String((await api(`/games/${id}`)).body)).toContain('Boston Garden, Boston');
    expect(await cli('query', 'games', '--sport', 'NBA', '--date', '2027-03-09')).toMatchObject({
      document: { items: [{ venue: 'Boston Garden', venue_city: 'Boston' }] },
    });
  });

  it('are merged and split again, with exactly the games that moved', async () => {
    const [north, south] = [await idOf('Old Ground', 'North'), await idOf('Old Ground', 'South')];
    expect(await cli('venues', 'merge', String(north), '--into', String(south))).toMatchObject({
      document: { id: south, games: 3, merged: [{ id: north }] },
    });
    expect(await cli('venues', 'merge', String(north), '--into', 'Boston Garden')).toMatchObject({
      exitCode: 1,
    });
    // What is named so from then on is the place that stays.
    const games = [
      { date: '2027-04-01', home_team: 'Nets', away_team: 'Jazz', venue: 'old ground', venue_city: 'North' },
    ];
    await api('/admin/games', { body: { sport: 'NBA', season: 2026, past: 'all', games } });
    expect((await gameAt('Nets')).venue_id).toBe(south);
    expect(await cli('venues', 'split', String(north))).toMatchObject({ document: { id: north, games: 1 } });
    expect((await gameAt('Bulls')).venue_id).toBe(north);
    expect((await gameAt('Suns')).venue_id).toBe(south);
  });

  it('are added once, and a name that may be a known one is asked about', async () => {
    const wembley = { name: 'Wembley Stadium', city: 'London', country: 'England' };
    expect(await api('/admin/venues', { body: wembley })).toMatchObject({
      status: 200,
      body: { is_new: true },
    });
    expect(await api('/admin/venues', { body: { ...wembley, name: 'WEMBLEY STADIUM' } })).toMatchObject({
      body: { is_new: false },
    });
    const near = { name: 'Wembly Stadium', city: 'London' };
    expect(await api('/admin/venues', { body: near })).toMatchObject({
      status: 409,
      body: { remedy: expect.stringContaining('--distinct') },
    });
    expect(await api('/admin/venues', { body: { ...near, distinct: true } })).toMatchObject({ status: 200 });
    expect(await api('/admin/venues', { body: { ...wembley, city: 'Cardiff' } })).toMatchObject({
      body: { is_new: true },
    });
  });

  it('are refused with the reason and never by a failure', async () => {
    const status = async (path: string, body: object) => (await api(`/admin/venues${path}`, { body })).status;
    expect(await status('', { name: '()' })).toBe(400);
    expect(await status('', { name: 'Sea\u0000Park' })).toBe(400);
    expect(await status('', { name: 'Sea Park', latitude: 10 })).toBe(400);
    expect(await status('', { name: 'Sea Park', timezone: 'Mars/Olympus' })).toBe(400);
    expect(await status('/update', { venue: 'Nowhere Park', city: 'Porto' })).toBe(404);
    expect(await status('/update', { venue: 'Wembley Stadium', city: 'Porto' })).toBe(409);
    expect(await status('/aliases', { venue: 99_999, alias: 'Park' })).toBe(404);
    expect(await status('/aliases', { venue: 'Boston Garden', alias: 'Park', league: 'Nowhere' })).toBe(404);
    expect(await status('/merge', { from: 'Boston Garden', into: 'Boston Garden' })).toBe(400);
    expect(await status('/split', { venue: await idOf('Boston Garden', 'Boston') })).toBe(409);
    expect((await api('/admin/venues/99999')).status).toBe(404);
  });

  it('tie ids at providers like teams and players', async () => {
    const venue = await idOf('Boston Garden', 'Boston');
    const args = ['--sport', 'NBA', '--type', 'venue', '--provider', 'espn', '--external-id', '1824'];
    expect(await cli('ids', 'link', ...args, '--entity', String(venue))).toMatchObject({
      document: { is_new: true },
    });
    expect((await api(`/admin/venues/${venue}`)).body).toMatchObject({
      ids: [{ provider: 'espn', sport: 'NBA', external_id: '1824' }],
    });
  });

  it('are corrected on their page', async () => {
    const page = String((await api('/venues?q=boston')).body);
    expect(page).toContain('home of Boston Celtics');
    expect(page).not.toContain('Old Ground');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const post = async (path: string, fields: Record<string, string>) => {
      const body = new URLSearchParams({ csrf, back: '/venues', ...fields });
      const text = await (await fetch(`${test.url}${path}`, { method: 'POST', body })).text();
      return /class="notice [^>]*>([^<]*)</.exec(text)?.[1] ?? text;
    };
    expect(await post('/venues/add', { name: 'Hill Park', city: 'Leeds' })).toContain('Hill Park, Leeds');
    const id = await idOf('Hill Park', 'Leeds');
    expect(await post(`/venues/${id}/update`, { name: 'Hill Park', city: 'York' })).toContain(
      'Hill Park, York',
    );
    expect(await post(`/venues/${id}/merge`, { into: 'Boston Garden' })).toContain('Boston Garden');
    expect(await post(`/venues/${id}/split`, {})).toContain('of its own again');
  });
});
