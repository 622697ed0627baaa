import { describe, expect, it } from 'vitest';
import type { SimulatedProviderDialsPatch } from '../../../simulator/provider/dials.ts';
import { GAME_ID, get as getUrl, KEY, TIP_OFF_MS, withProvider } from './support.ts';

const HOUR_MS = 3_600_000;

describe('the dials of a game', () => {
  it.each([
    ['postponed', 4, 'Postponed'],
    ['cancelled', 6, 'Canceled'],
    ['delayed', 5, 'Delayed'],
    ['stuck', 2, 'Live'],
  ] as const)('%s makes the status %i %s for ever', async (status, short, long) => {
    await withProvider({ dials: { games: { [GAME_ID]: { status } } } }, async ({ get, clock }) => {
      clock.setMs(TIP_OFF_MS + 30 * 24 * HOUR_MS);
      const [game] = (await get(`/games?id=${GAME_ID}`)).body.response;
      expect(game.status).toMatchObject({ short, long });
      const { results } = (await get(`/players/statistics?game=${GAME_ID}`)).body;
      expect(results > 0).toBe(status === 'stuck');
      expect((await get('/games?id=14001')).body.response[0].status.short).toBe(3);
    });
  });

  it('keep a game live until the moment given, and no longer', async () => {
    const notFinalUntilMs = TIP_OFF_MS + 5 * HOUR_MS;
    await withProvider({ dials: { games: { [GAME_ID]: { notFinalUntilMs } } } }, async ({ get, clock }) => {
      const status = async () => (await get(`/games?id=${GAME_ID}`)).body.response[0].status.short;
      clock.setMs(notFinalUntilMs - 1);
      expect(await status()).toBe(2);
      clock.setMs(notFinalUntilMs);
      expect(await status()).toBe(3);
    });
  });

  it('play a postponed game under its id on the new date', async () => {
    await withProvider(
      { dials: { games: { [GAME_ID]: { status: 'postponed' } } } },
      async ({ get, provider, clock }) => {
        const startMs = TIP_OFF_MS + 48 * HOUR_MS;
        provider.setDials({ games: { [GAME_ID]: { status: null, startMs } } });
        const game = async () => (await get(`/games?id=${GAME_ID}`)).body.response[0];
        expect(await game()).toMatchObject({
          date: { start: '2026-01-18T03:00:00.000Z' },
          status: { short: 1 },
        });
        expect((await get('/games?date=2026-01-18')).body.results).toBe(1);
        clock.setMs(startMs + 4 * HOUR_MS);
        expect(await game()).toMatchObject({ status: { short: 3 } });
      },
    );
  });
});

describe('the dials of the whole provider', () => {
  it('down cuts the connection without an answer', async () => {
    await withProvider({ dials: { isDown: true } }, async ({ get, provider }) => {
      await expect(get('/leagues')).rejects.toThrow(/socket|ECONNRESET/);
      provider.setDials({ isDown: false });
      expect((await get('/leagues')).status).toBe(200);
      expect(provider.stats().byOutcome).toEqual({ down: 1, ok: 1 });
    });
  });

  it('hanging never answers, until the caller gives up', async () => {
    await withProvider({ dials: { isHanging: true } }, async ({ url, provider }) => {
      const abort = new AbortController();
      const call = fetch(`${url}/leagues`, { headers: { 'x-apisports-key': KEY }, signal: abort.signal });
      await expect.poll(() => provider.stats().total).toBe(1);
      abort.abort(new Error('given up'));
      await expect(call).rejects.toThrow('given up');
      await expect.poll(() => provider.stats().byOutcome).toEqual({ hang: 1 });
    });
  });

  it('a revoked key is refused', async () => {
    await withProvider({ dials: { isKeyRevoked: true } }, async ({ get }) => {
      expect((await get('/leagues')).body.errors).toHaveProperty('token');
      expect((await get('/status')).body.errors).toHaveProperty('token');
    });
  });

  it('latency delays the answer', async () => {
    await withProvider({ dials: { endpoints: { '/leagues': { latencyMs: [80, 90] } } } }, async ({ get }) => {
      const begunMs = performance.now();
      await get('/leagues');
      expect(performance.now() - begunMs).toBeGreaterThanOrEqual(75);
    });
  });

  it.each([
    ['http500', 500, /Something went wrong while fetching details/],
    ['http499', 499, /Something went wrong while fetching details/],
    ['html', 502, /<!DOCTYPE html>/],
    ['http404', 404, /Not found/],
    ['http204', 204, /^$/],
    ['own_bug', 200, /This is on our side/],
  ] as const)('a fault of kind %s answers HTTP %i', async (kind, status, text) => {
    await withProvider({ dials: { faultRate: 1, faultKinds: [kind] } }, async ({ get }) => {
      expect(await get('/leagues')).toMatchObject({ status, text: expect.stringMatching(text) });
    });
  });

  it('a fault of kind reset or timeout gives no answer', async () => {
    await withProvider({ dials: { faultRate: 1, faultKinds: ['reset'] } }, async ({ get, provider, url }) => {
      await expect(get('/leagues')).rejects.toThrow(/socket|ECONNRESET/);
      provider.setDials({ faultKinds: ['timeout'] });
      const call = fetch(`${url}/leagues`, {
        headers: { 'x-apisports-key': KEY },
        signal: AbortSignal.timeout(100),
      });
      await expect(call).rejects.toThrow(/timeout/);
    });
  });

  it('a fault rate of a third hits about a third of the calls, the same ones for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const statuses: number[] = [];
      const dials = { faultRate: 0.33, faultKinds: ['http500' as const] };
      await withProvider({ seed, dials }, async ({ get }) => {
        for (let call = 0; call < 120; call += 1) statuses.push((await get('/leagues')).status);
      });
      return statuses;
    };
    const statuses = await run(5);
    const faults = statuses.filter((status) => status === 500).length;
    expect(faults).toBeGreaterThan(24);
    expect(faults).toBeLessThan(60);
    expect(await run(5)).toEqual(statuses);
    expect(await run(6)).not.toEqual(statuses);
  });

  it('a refusal rate refuses calls that are within the limits, and counts no violation', async () => {
    await withProvider({ dials: { rateLimitRate: 1 } }, async ({ get, provider }) => {
      expect((await get('/leagues')).status).toBe(429);
      expect((await get('/leagues')).body.errors).toHaveProperty('rateLimit');
      expect(provider.stats()).toMatchObject({
        byOutcome: { rate_limit_injected: 2 },
        limits: { refused: 0 },
      });
    });
  });

  it.each([
    ['truncated', false, /^\{"get":"games\/".*[^}]$/],
    ['html', false, /<html>/],
    ['empty_body', false, /^$/],
    ['no_envelope', true, /^\{"message":"Something went wrong/],
    ['wrong_types', true, /"response":\[\{"id":null,"league":"standard","season":"n\/a"/],
  ] as const)('a malformed body of kind %s comes with HTTP 200', async (kind, isJson, pattern) => {
    await withProvider({ dials: { malformedRate: 1, malformedKinds: [kind] } }, async ({ get }) => {
      const { status, text, body } = await get(`/games?id=${GAME_ID}`);
      expect(status).toBe(200);
      expect(text).toMatch(pattern);
      expect(body !== undefined).toBe(isJson);
    });
  });

  it('an empty rate on one endpoint empties that one only, at the usual price', async () => {
    const endpoints = { '/players/statistics': { emptyRate: 1 } };
    await withProvider({ dials: { endpoints } }, async ({ get, provider }) => {
      expect((await get(`/players/statistics?game=${GAME_ID}`)).body).toMatchObject({
        errors: [],
        response: [],
      });
      expect((await get(`/games/statistics?id=${GAME_ID}`)).body.results).toBe(2);
      expect(provider.stats()).toMatchObject({
        quota: { usedToday: 2 },
        byOutcome: { empty_injected: 1, ok: 1 },
      });
    });
  });

  it('a wrong-game rate answers with another game under the parameters that were asked', async () => {
    await withProvider({ dials: { wrongGameRate: 1 } }, async ({ get }) => {
      const game = (await get(`/games?id=${GAME_ID}`)).body;
      expect(game.parameters).toEqual({ id: String(GAME_ID) });
      expect(game.response[0].id).not.toBe(GAME_ID);
      const [line] = (await get(`/players/statistics?game=${GAME_ID}`)).body.response;
      expect(line.game.id).not.toBe(GAME_ID);
    });
  });

  it('corrections change a few lines once, some hours after the end, and the points never', async () => {
    const dials = { correctionAfterHours: 24, correctionRate: 1, minutesToFinal: 120 };
    await withProvider({ dials }, async ({ get, clock }) => {
      type Line = { player: { id: number }; points: number; assists: number; totReb: number };
      const lines = async (): Promise<Line[]> =>
        (await get(`/players/statistics?game=${GAME_ID}`)).body.response;
      const correctedMs = TIP_OFF_MS + 26 * HOUR_MS;
      clock.setMs(correctedMs - 1);
      const before = await lines();
      clock.setMs(correctedMs);
      const after = await lines();
      clock.setMs(correctedMs + 72 * HOUR_MS);
      expect(await lines()).toEqual(after);

      const changed = after.filter((line, index) => JSON.stringify(line) !== JSON.stringify(before[index]));
      expect(changed.length).toBeGreaterThanOrEqual(2);
      expect(changed.length).toBeLessThanOrEqual(5);
      expect(after.map((line) => line.points)).toEqual(before.map((line) => line.points));
      const assists = (all: Line[]) => all.reduce((total, line) => total + (line.assists ?? 0), 0);
      expect(assists(after)).toBe(assists(before));
    });
  });

  it('a correction rate of zero or no hours changes nothing', async () => {
    for (const dials of [{ correctionAfterHours: 24, correctionRate: 0 }, { correctionRate: 1 }]) {
      await withProvider({ dials }, async ({ get, clock }) => {
        const before = await get(`/players/statistics?game=${GAME_ID}`);
        clock.advanceMs(1_000 * HOUR_MS);
        expect((await get(`/players/statistics?game=${GAME_ID}`)).text).toBe(before.text);
      });
    }
  });
});

describe('turning dials', () => {
  it('refuses a wrong dial with its name and leaves the others as they were', async () => {
    await withProvider({}, async ({ provider }) => {
      expect(() => provider.setDials({ faultRate: 2 })).toThrow(/faultRate/);
      expect(() => provider.setDials({ speed: 1 } as SimulatedProviderDialsPatch)).toThrow(/speed/);
      expect(provider.dials().faultRate).toBe(0);
    });
  });

  it('merges games and endpoints by key', async () => {
    await withProvider({}, async ({ provider }) => {
      provider.setDials({ games: { 14000: { status: 'stuck' } }, endpoints: { '/games': { emptyRate: 1 } } });
      provider.setDials({ games: { 14001: { status: 'delayed' }, 14000: { startMs: 5 } } });
      expect(provider.dials().games).toEqual({
        14000: { status: 'stuck', startMs: 5 },
        14001: { status: 'delayed' },
      });
      expect(provider.dials().endpoints).toEqual({ '/games': { emptyRate: 1 } });
    });
  });
});

describe('the control routes', () => {
  const post = (url: string, body: unknown): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('turn dials, add games, show counts and forget them', async () => {
    await withProvider({}, async ({ url, get }) => {
      const control = `${url}/__simulator`;
      const added = await post(`${control}/games`, [
        { home: 'MIA', away: 'Bulls', startMs: TIP_OFF_MS, id: 99 },
      ]);
      expect(await added.json()).toEqual({ ids: [99] });
      expect((await get('/games?id=99')).body.results).toBe(1);
      expect((await getUrl(`${control}/games`)).body).toContainEqual(
        expect.objectContaining({
          id: 99,
          homeCode: 'MIA',
          awayCode: 'CHI',
          status: 'Finished',
          season: 2025,
        }),
      );

      await post(`${control}/dials`, { emptyRate: 1 });
      expect((await get('/games?id=99')).body.results).toBe(0);
      expect((await getUrl(`${control}/dials`)).body.emptyRate).toBe(1);

      const stats = (await getUrl(`${control}/stats`)).body;
      expect(stats).toMatchObject({
        total: 2,
        byEndpoint: { '/games': { total: 2, byOutcome: { ok: 1, empty_injected: 1 } } },
      });
      await post(`${control}/reset`, {});
      expect((await getUrl(`${control}/stats`)).body).toMatchObject({ total: 0, quota: { usedToday: 0 } });
    });
  });

  it('say what is wrong with a request', async () => {
    await withProvider({}, async ({ url }) => {
      const control = `${url}/__simulator`;
      const wrongs: [string, unknown, RegExp][] = [
        ['dials', { faultRate: 'often' }, /faultRate/],
        ['games', [{ home: 'Nobody', away: 'LAL', startMs: 1 }], /"Nobody" is not an NBA team/],
        ['games', { home: 'LAL' }, /cannot be added/],
      ];
      for (const [route, body, message] of wrongs) {
        const response = await post(`${control}/${route}`, body);
        expect(response.status).toBe(400);
        expect(((await response.json()) as { error: string }).error).toMatch(message);
      }
      expect((await getUrl(`${control}/nothing`)).status).toBe(404);
    });
  });

  it('work while the provider is down, and adding a game again keeps its id', async () => {
    await withProvider({ dials: { isDown: true } }, async ({ url, provider }) => {
      expect((await getUrl(`${url}/__simulator/stats`)).status).toBe(200);
      const game = { home: 'Golden State Warriors', away: 'Los Angeles Lakers', startMs: TIP_OFF_MS };
      expect(provider.addGames([game])).toEqual([GAME_ID]);
      expect(provider.games()).toHaveLength(2);
    });
  });
});
