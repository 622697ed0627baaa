import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { GAME_ID, get, KEY, TIP_OFF_MS, withProvider } from './support.ts';

const MINUTE_MS = 60_000;

describe('the request gate', () => {
  it('refuses a call without a key or with a wrong one, with HTTP 200', async () => {
    await withProvider({}, async ({ get }) => {
      for (const headers of [{} as Record<string, string>, { 'x-apisports-key': 'other' }]) {
        const { status, body } = await get(`/games?id=${GAME_ID}`, headers);
        expect(status).toBe(200);
        expect(body.errors.token).toMatch(/^Error\/Missing application key/);
        expect(body.response).toEqual([]);
      }
    });
  });

  it('accepts the headers that fetch adds by itself, and answers compressed', async () => {
    await withProvider({}, async ({ url }) => {
      const response = await fetch(`${url}/games/statistics?id=${GAME_ID}`, {
        headers: { 'x-apisports-key': KEY },
      });
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(await response.json()).toMatchObject({ get: 'games/statistics', errors: [], results: 2 });
    });
  });

  it.each(['content-type', 'authorization', 'x-request-id', 'cookie', 'origin', 'referer', 'traceparent'])(
    'refuses the extra header %s',
    async (name) => {
      await withProvider({}, async ({ get, provider }) => {
        const { body } = await get(`/games?id=${GAME_ID}`, {
          'x-apisports-key': KEY,
          [name]: 'application/json',
        });
        expect(body.errors.headers).toContain(name);
        expect(provider.stats()).toMatchObject({ byOutcome: { headers: 1 }, quota: { usedToday: 0 } });
      });
    },
  );

  it('takes GET only', async () => {
    await withProvider({}, async ({ url }) => {
      const response = await fetch(`${url}/leagues`, {
        method: 'DELETE',
        headers: { 'x-apisports-key': KEY },
      });
      expect(await response.json()).toMatchObject({ errors: { method: expect.stringContaining('GET') } });
    });
  });

  it('says in its own words that a path does not exist', async () => {
    await withProvider({}, async ({ get }) => {
      for (const path of ['/odds', '/constructor', '/games/h2h']) {
        const { body } = await get(path);
        expect(body.errors).toEqual({ endpoint: 'This endpoint do not exist.' });
      }
    });
  });
});

describe('the parameters', () => {
  it.each([
    ['/games', { required: 'At least one parameter is required.' }],
    ['/games?date=2026-02-30', { date: 'The Date field must contain a valid date' }],
    ['/games?page=1', { page: 'The Page field do not exist.' }],
    ['/games?id=abc', { id: 'The Id field must contain an integer.' }],
    ['/standings?league=standard', { season: 'The Season field is required.' }],
    ['/players/statistics?id=1700', { season: 'The Season field is required.' }],
    ['/players?team=17', { season: 'The Season field is required.' }],
  ])('%s is refused', async (path, errors) => {
    await withProvider({}, async ({ get }) => {
      const { status, body } = await get(path);
      expect(status).toBe(200);
      expect(body.errors).toEqual(errors);
    });
  });

  it('are echoed as strings, and as an empty list when there are none', async () => {
    await withProvider({}, async ({ get }) => {
      expect((await get(`/games?id=${GAME_ID}`)).body.parameters).toEqual({ id: '14000' });
      expect((await get('/leagues')).body.parameters).toEqual([]);
    });
  });
});

describe('/games', () => {
  it('takes date as a UTC day', async () => {
    await withProvider({}, async ({ get }) => {
      expect((await get('/games?date=2026-01-16')).body.results).toBe(2);
      expect((await get('/games?date=2026-01-15')).body).toMatchObject({
        errors: [],
        results: 0,
        response: [],
      });
    });
  });

  it('finds games by season and league, by team, and alone by id', async () => {
    await withProvider({}, async ({ get }) => {
      expect((await get('/games?season=2025&league=standard')).body.results).toBe(2);
      expect((await get('/games?season=2025&league=vegas')).body.results).toBe(0);
      expect((await get('/games?team=17&season=2025')).body.response).toHaveLength(1);
      expect((await get('/games?id=14001')).body.response[0].teams.home.code).toBe('BOS');
    });
  });

  it('goes from not started through live to finished as the clock moves', async () => {
    await withProvider({ dials: { minutesToFinal: 100 } }, async ({ get, clock }) => {
      const game = async () => (await get(`/games?id=${GAME_ID}`)).body.response[0];
      const lines = async () => (await get(`/players/statistics?game=${GAME_ID}`)).body.response;

      clock.setMs(TIP_OFF_MS - 1);
      expect(await game()).toMatchObject({
        status: { short: 1, long: 'Not Started', clock: null },
        scores: { home: { points: null, linescore: ['', '', '', ''] } },
      });
      expect(await lines()).toEqual([]);
      expect((await get(`/games/statistics?id=${GAME_ID}`)).body.results).toBe(0);

      clock.setMs(TIP_OFF_MS + 60 * MINUTE_MS);
      const live = await game();
      expect(live).toMatchObject({ status: { short: 2, long: 'Live' }, periods: { current: 3, total: 4 } });
      expect(live.status.clock).toMatch(/^\d+:\d\d$/);
      expect(live.scores.home.linescore).toHaveLength(3);
      const liveSum = live.scores.home.linescore.map(Number).reduce((a: number, b: number) => a + b, 0);
      expect(live.scores.home.points).toBe(liveSum);
      expect((await get('/games?live=all')).body.results).toBe(1);
      const livePoints = (await lines()).reduce(
        (total: number, line: { points: number }) => total + line.points,
        0,
      );

      clock.setMs(TIP_OFF_MS + 100 * MINUTE_MS);
      const final = await game();
      expect(final).toMatchObject({ status: { short: 3, long: 'Finished' }, periods: { current: 4 } });
      const finalLines = await lines();
      const finalPoints = finalLines.reduce(
        (total: number, line: { points: number }) => total + line.points,
        0,
      );
      expect(finalPoints).toBe(final.scores.home.points + final.scores.visitors.points);
      expect(livePoints).toBeGreaterThan(0);
      expect(livePoints).toBeLessThan(finalPoints);
      expect((await get('/games?live=all')).body.results).toBe(0);
    });
  });

  it('takes about 135 minutes for a game when nobody says otherwise', async () => {
    await withProvider({}, async ({ provider }) => {
      for (const { startMs, finalMs } of provider.games()) {
        const minutes = ((finalMs ?? 0) - startMs) / MINUTE_MS;
        expect(minutes).toBeGreaterThanOrEqual(118);
        expect(minutes).toBeLessThanOrEqual(216);
      }
    });
  });
});

describe('/teams', () => {
  it('lists guests and All-Star teams beside the thirty franchises', async () => {
    await withProvider({}, async ({ get }) => {
      const { response } = (await get('/teams')).body;
      type Team = { nbaFranchise: boolean; allStar: boolean };
      expect(response.filter((team: Team) => team.nbaFranchise && !team.allStar)).toHaveLength(30);
      expect(response.length).toBeGreaterThan(30);
      expect((await get('/teams?code=lal')).body.response).toMatchObject([
        { id: 17, name: 'Los Angeles Lakers' },
      ]);
    });
  });
});

describe('the server', () => {
  it('frees its port at once although connections are kept alive and calls hang', async () => {
    await withProvider({}, async ({ get, url, provider }) => {
      await get('/leagues');
      provider.setDials({ isHanging: true });
      const hanging = get('/leagues').then(
        () => 'answered',
        (error: Error) => error.message,
      );
      await expect.poll(() => provider.stats().total).toBe(2);
      await provider.stop();
      expect(await hanging).toMatch(/socket|closed|terminated|other side/i);
      await expect(fetch(url)).rejects.toThrow('fetch failed');
      await provider.stop();
    });
  });

  it('answers a slash at the end of a path as without', async () => {
    await withProvider({}, async ({ url }) => {
      expect((await get(`${url}/games/?id=${GAME_ID}`)).body.results).toBe(1);
    });
  });
});
