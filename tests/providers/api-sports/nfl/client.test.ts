import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/platform/clock.ts';
import { silentLogger } from '../../../../src/platform/logger.ts';
import { apiSportsApi } from '../../../../src/providers/api-sports/api-sports-api.ts';
import { createNflClient, type NflClient } from '../../../../src/providers/api-sports/nfl/client.ts';
import { createBreakerRegistry } from '../../../../src/providers/client/breaker-registry.ts';
import { createHttpClient } from '../../../../src/providers/client/http-client.ts';
import { createProviderPipeline } from '../../../../src/providers/client/pipeline.ts';
import type { CallContext } from '../../../../src/providers/client/provider-call.ts';
import {
  createSimulatedProvider,
  type SimulatedProvider,
} from '../../../../simulator/provider/simulated-provider.ts';
import { createManualClock, type ManualClock } from '../../client/manual-clock.ts';
import { createMemoryLedger } from '../../client/memory-ledger.ts';

const KEY = 'simulated-key-0123456789';
const HOUR_MS = 3_600_000;
/** A Sunday night in Kansas City: Monday in UTC. */
const KICK_OFF = Date.parse('2026-01-12T01:20:00Z');

let clock: ManualClock;
let provider: SimulatedProvider;
let client: NflClient;
let cleanUps: (() => unknown)[];

beforeEach(async () => {
  clock = createManualClock(KICK_OFF + 5 * HOUR_MS);
  provider = createSimulatedProvider({
    sport: 'NFL',
    seed: 7,
    clock,
    logger: silentLogger(),
    plan: 'pro',
    key: KEY,
    games: [
      { home: 'KC', away: 'BUF', startMs: KICK_OFF },
      { home: 'DET', away: 'PHI', startMs: KICK_OFF },
    ],
  });
  const { url } = await provider.start();
  const httpClient = createHttpClient();
  const breakers = createBreakerRegistry({ clock: systemClock() });
  cleanUps = [() => provider.stop(), () => httpClient.close(), () => breakers.shutdown()];
  const pipeline = createProviderPipeline({
    httpClient,
    ledger: createMemoryLedger(clock, { perSecond: 1_000, perMinute: 1_000, perDay: 7_500 }),
    breakers,
    clock,
    random: () => 0.5,
    logger: silentLogger(),
    onCall: () => undefined,
  });
  client = createNflClient({ pipeline, api: apiSportsApi({ baseUrl: url, apiKey: KEY }), clock });
});
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

function context(): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' };
}

function calls(endpoint: string): number {
  return provider.stats().byEndpoint[endpoint]?.total ?? 0;
}

describe('the NFL client against the simulated provider', () => {
  it('finds a night game on its day in UTC, and its whole box score in two calls', async () => {
    const games = await client.gamesOn('2026-01-12', context());
    const game = games.find(({ home }) => home.code === 'KC');
    expect(game).toMatchObject({ startMs: KICK_OFF, status: 'completed', away: { name: 'Buffalo Bills' } });
    if (!game) throw new Error('no game');
    const providerTeamIds = [game.home.providerTeamId, game.away.providerTeamId];
    const { rows: players } = await client.playerLines(game.providerGameId, context(), { providerTeamIds });
    const { rows: teams } = await client.teamLines(game.providerGameId, context(), { providerTeamIds });
    expect(new Set(players.map((line) => line.providerTeamId))).toEqual(new Set(providerTeamIds));
    expect(teams.map((line) => line.providerTeamId).sort()).toEqual([...providerTeamIds].sort());
    expect(provider.stats().total).toBe(3);
  });

  it('asks once for a slate however many games of it are due', async () => {
    provider.setDials({ latencyMs: 20 });
    await Promise.all(Array.from({ length: 10 }, () => client.gamesOn('2026-01-12', context())));
    expect(calls('/games')).toBe(1);
  });

  it('gives a game by its id, and undefined for one that does not exist', async () => {
    expect(await client.gameById('18001', context())).toMatchObject({ home: { name: 'Detroit Lions' } });
    expect(await client.gameById('999999', context())).toBeUndefined();
  });

  it('lists the season, the 32 franchises and a roster', async () => {
    expect((await client.seasonGames(2025, context())).games).toHaveLength(2);
    const teams = await client.teams(2025, context());
    expect(teams).toHaveLength(32);
    const chiefs = teams.find(({ code }) => code === 'KC');
    const roster = await client.roster(chiefs?.providerTeamId ?? '', 2025, context());
    expect(roster).toHaveLength(53);
    expect(roster[0]).toMatchObject({ position: 'QB', jersey: expect.any(Number) });
  });

  it('has no lines for a game that has not begun', async () => {
    clock.advance(-6 * HOUR_MS);
    expect(await client.playerLines('18000', context())).toEqual({ rows: [], refused: [] });
    expect(await client.teamLines('18000', context())).toEqual({ rows: [], refused: [] });
  });

  it.each([
    [{ malformedRate: 1, malformedKinds: ['wrong_types'] }, 'malformed'],
    [{ malformedRate: 1, malformedKinds: ['truncated'] }, 'malformed'],
    [{ wrongGameRate: 1 }, 'mismatch'],
    [{ perDay: 0 }, 'quota_day'],
  ] as const)('tells %j from other trouble', async (dials, kind) => {
    provider.setDials(structuredClone(dials) as Parameters<SimulatedProvider['setDials']>[0]);
    const expected = { providerTeamIds: ['17', '20'] };
    await expect(client.playerLines('18000', context(), expected)).rejects.toMatchObject({ facts: { kind } });
    await expect(client.teamLines('18000', context(), expected)).rejects.toMatchObject({ facts: { kind } });
  });
});
