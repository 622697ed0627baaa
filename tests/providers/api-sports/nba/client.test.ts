import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../src/platform/clock.ts';
import { silentLogger } from '../../../../src/platform/logger.ts';
import { readAccountStatus } from '../../../../src/providers/api-sports/account.ts';
import { apiSportsApi } from '../../../../src/providers/api-sports/api-sports-api.ts';
import { createNbaClient, type NbaClient } from '../../../../src/providers/api-sports/nba/client.ts';
import { createBreakerRegistry } from '../../../../src/providers/client/breaker-registry.ts';
import { createHttpClient } from '../../../../src/providers/client/http-client.ts';
import { createProviderPipeline } from '../../../../src/providers/client/pipeline.ts';
import { hostOf } from '../../../../src/providers/client/provider-api.ts';
import type { CallContext, ProviderPipeline } from '../../../../src/providers/client/provider-call.ts';
import type { QuotaLedger, QuotaLimits } from '../../../../src/providers/client/quota-ledger.ts';
import {
  createSimulatedProvider,
  type SimulatedProvider,
} from '../../../../simulator/provider/simulated-provider.ts';
import { createManualClock, type ManualClock } from '../../client/manual-clock.ts';
import { createMemoryLedger } from '../../client/memory-ledger.ts';

const KEY = 'simulated-key-0123456789';
const TIP_OFF = Date.parse('2026-01-16T03:00:00Z');
const HOUR_MS = 3_600_000;
const ROOMY: QuotaLimits = { perSecond: 1_000, perMinute: 1_000, perDay: 7_500 };

let clock: ManualClock;
let provider: SimulatedProvider;
let baseUrl: string;
let cleanUps: (() => unknown)[];

beforeEach(async () => {
  clock = createManualClock(TIP_OFF + 4 * HOUR_MS);
  provider = createSimulatedProvider({
    seed: 7,
    clock,
    logger: silentLogger(),
    plan: 'pro',
    key: KEY,
    games: [
      { home: 'GSW', away: 'LAL', startMs: TIP_OFF, id: 14_000 },
      { home: 'BOS', away: 'MIA', startMs: TIP_OFF + 2 * HOUR_MS, id: 14_001 },
    ],
  });
  ({ url: baseUrl } = await provider.start());
  cleanUps = [() => provider.stop()];
});
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

type Worker = { client: NbaClient; pipeline: ProviderPipeline; ledger: QuotaLedger };

function worker(ledgerOf?: QuotaLedger, workerClock: Clock = clock): Worker {
  const ledger = ledgerOf ?? createMemoryLedger(clock, ROOMY);
  const httpClient = createHttpClient();
  const breakers = createBreakerRegistry({ clock: systemClock() });
  cleanUps.push(
    () => httpClient.close(),
    () => breakers.shutdown(),
  );
  const pipeline = createProviderPipeline({
    httpClient,
    ledger,
    breakers,
    clock: workerClock,
    random: () => 0.5,
    logger: silentLogger(),
    onCall: () => undefined,
  });
  const client = createNbaClient({ pipeline, api: api(), clock: workerClock });
  return { client, pipeline, ledger };
}

function api(apiKey = KEY) {
  return apiSportsApi({ baseUrl, apiKey });
}

function context(changes: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run', ...changes };
}

function calls(endpoint: string): number {
  return provider.stats().byEndpoint[endpoint]?.total ?? 0;
}

describe('the NBA client against the simulated provider', () => {
  it('finds a game on its day in UTC, and its whole box score in two calls', async () => {
    const { client } = worker();
    const games = await client.gamesOn('2026-01-16', context());
    const game = games.find(({ home }) => home.code === 'GSW');
    expect(game).toMatchObject({
      providerGameId: '14000',
      startMs: TIP_OFF,
      status: 'completed',
      isStatusKnown: true,
      away: { code: 'LAL' },
    });
    if (!game) throw new Error('no game');
    const providerTeamIds = [game.home.providerTeamId, game.away.providerTeamId];
    const { rows: players } = await client.playerLines('14000', context(), { providerTeamIds });
    const { rows: teams } = await client.teamLines('14000', context(), { providerTeamIds });
    expect(new Set(players.map((line) => line.providerTeamId))).toEqual(new Set(providerTeamIds));
    for (const team of teams) {
      const own = players.filter((line) => line.providerTeamId === team.providerTeamId);
      expect(own.filter((line) => line.startPosition !== null)).toHaveLength(5);
      expect(own.reduce((sum, line) => sum + (line.points ?? 0), 0)).toBe(team.points);
      expect(own.reduce((sum, line) => sum + line.secondsPlayed, 0)).toBe(team.secondsPlayed);
      const isHome = team.providerTeamId === game.home.providerTeamId;
      expect(team.points).toBe(isHome ? game.homeScore : game.awayScore);
    }
    expect(provider.stats().total).toBe(3);
  });

  it('gives the same game by its id, and undefined for one that does not exist', async () => {
    const { client } = worker();
    const [slateGame] = await client.gamesOn('2026-01-16', context());
    expect(await client.gameById('14000', context())).toEqual(slateGame);
    expect(await client.gameById('999999', context())).toBeUndefined();
  });

  it('lists the season, the franchises and a roster', async () => {
    const { client } = worker();
    const season = await client.seasonGames(2025, context());
    expect(season.games.map(({ providerGameId }) => providerGameId)).toEqual(
      expect.arrayContaining(['14000', '14001']),
    );
    const teams = await client.teams(context());
    expect(teams).toHaveLength(30);
    const warriors = teams.find(({ code }) => code === 'GSW');
    const roster = await client.roster(warriors?.providerTeamId ?? '', 2025, context());
    expect(roster.length).toBeGreaterThan(10);
    expect(roster[0]).toMatchObject({ lastName: expect.stringMatching(/\w/) });
  });

  it('asks once for a slate however many games of it are due', async () => {
    const { client } = worker();
    provider.setDials({ latencyMs: 20 });
    await Promise.all(Array.from({ length: 10 }, () => client.gamesOn('2026-01-16', context())));
    await client.gamesOn('2026-01-16', context());
    expect(calls('/games')).toBe(1);
    clock.advance(20_001);
    await client.gamesOn('2026-01-16', context());
    expect(calls('/games')).toBe(2);
  });

  it('asks again for a game that was not final, and not for one that was', async () => {
    const { client } = worker();
    clock.advance(-30 * 60_000);
    const isFinal = (id: string) => ({
      isEnough: (games: Awaited<ReturnType<NbaClient['gamesOn']>>) =>
        games.some((game) => game.providerGameId === id && game.status === 'completed'),
    });
    const statusOf = async (id: string): Promise<string | undefined> => {
      const games = await client.gamesOn('2026-01-16', context(), isFinal(id));
      return games.find((game) => game.providerGameId === id)?.status;
    };
    expect(await statusOf('14001')).toBe('in_progress');
    clock.advance(60_000);
    expect(await statusOf('14000')).toBe('completed');
    expect(calls('/games')).toBe(1);
    expect(await statusOf('14001')).toBe('in_progress');
    expect(calls('/games')).toBe(2);
  });

  it('says why a call that was given up failed, and lets the others finish', async () => {
    const { client } = worker();
    provider.setDials({ latencyMs: 100 });
    const abort = new AbortController();
    const given = client.gamesOn('2026-01-16', context({ signal: abort.signal }));
    const kept = client.gamesOn('2026-01-16', context());
    abort.abort(new Error('shutting down'));
    await expect(given).rejects.toMatchObject({ facts: { kind: 'aborted' } });
    expect(await kept).toHaveLength(2);
    expect(calls('/games')).toBe(1);
  });

  it('has no lines for a game that has not begun', async () => {
    const { client } = worker();
    clock.advance(-5 * HOUR_MS);
    expect(await client.playerLines('14000', context())).toEqual({ rows: [], refused: [] });
    expect(await client.teamLines('14000', context())).toEqual({ rows: [], refused: [] });
  });

  it.each([
    [{ status: 'postponed' }, 'postponed'],
    [{ status: 'cancelled' }, 'cancelled'],
    [{ status: 'stuck' }, 'in_progress'],
  ] as const)('sees a game that is %j', async (dials, status) => {
    provider.setDials({ games: { '14000': dials } });
    expect(await worker().client.gameById('14000', context())).toMatchObject({ status, isStatusKnown: true });
  });

  it.each([
    [{ isKeyRevoked: true }, 'credential'],
    [{ perDay: 0 }, 'quota_day'],
    [{ rateLimitRate: 1, rateLimitStyle: 'http429' }, 'rate_limit'],
    [{ rateLimitRate: 1, rateLimitStyle: 'http200' }, 'rate_limit'],
    [{ faultRate: 1, faultKinds: ['http500'] }, 'unavailable'],
    [{ faultRate: 1, faultKinds: ['http499'] }, 'unavailable'],
    [{ faultRate: 1, faultKinds: ['html'] }, 'unavailable'],
    [{ faultRate: 1, faultKinds: ['reset'] }, 'unavailable'],
    [{ isDown: true }, 'unavailable'],
    [{ malformedRate: 1, malformedKinds: ['truncated'] }, 'malformed'],
    [{ malformedRate: 1, malformedKinds: ['wrong_types'] }, 'malformed'],
    [{ malformedRate: 1, malformedKinds: ['no_envelope'] }, 'unavailable'],
    [{ wrongGameRate: 1 }, 'mismatch'],
  ] as const)('tells %j from other trouble', async (dials, kind) => {
    provider.setDials(structuredClone(dials) as Parameters<SimulatedProvider['setDials']>[0]);
    const asked = worker().client.playerLines('14000', context());
    await expect(asked).rejects.toMatchObject({ facts: { kind, endpoint: '/players/statistics' } });
  });

  it('reads the account for free and believes its count', async () => {
    const { client, pipeline, ledger } = worker();
    await client.teams(context());
    await ledger.noteDailyUsage(hostOf(baseUrl), { used: 5_000, limit: 7_500 });
    const status = await readAccountStatus({ pipeline, ledger, api: api() }, context());
    expect(status).toEqual({ host: hostOf(baseUrl), plan: 'Pro', isActive: true, used: 1, limit: 7_500 });
    expect(await ledger.snapshot(hostOf(baseUrl))).toMatchObject({ day: { used: 1, limit: 7_500 } });
  });

  it('never exceeds a limit as the provider counts, with eight workers on one ledger', async () => {
    const real = systemClock();
    const strict = createSimulatedProvider({
      seed: 7,
      clock: real,
      logger: silentLogger(),
      key: KEY,
      dials: { plan: 'pro', perSecond: 6, perMinute: 30, perDay: 40, latencyMs: [0, 40] },
    });
    ({ url: baseUrl } = await strict.start());
    cleanUps.push(() => strict.stop());
    const ledger = createMemoryLedger(real, { perSecond: 6, perMinute: 30, perDay: 40 });
    const clients = Array.from({ length: 8 }, () => worker(ledger, real).client);
    const outcomes = await Promise.allSettled(
      [...clients, ...clients, ...clients, ...clients, ...clients].map((client) =>
        client.teams(context({ priority: 'manual' })),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(12);
    expect(strict.stats().limits).toMatchObject({
      overDay: 0,
      overCalendarMinute: 0,
      overSlidingMinute: 0,
      overSecond: 0,
      refused: 0,
    });
  });
});
