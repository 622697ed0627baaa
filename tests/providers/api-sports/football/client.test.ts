import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../src/domain/provider-error.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { silentLogger } from '../../../../src/platform/logger.ts';
import { apiSportsApi } from '../../../../src/providers/api-sports/api-sports-api.ts';
import {
  createFootballClient,
  type FootballClient,
} from '../../../../src/providers/api-sports/football/client.ts';
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

const KICK_OFF = Date.parse('2026-01-10T15:00:00Z');
const HOUR_MS = 3_600_000;

let clock: ManualClock;
let provider: SimulatedProvider;
let client: FootballClient;
let cleanUps: (() => unknown)[];

beforeEach(async () => {
  clock = createManualClock(KICK_OFF + 4 * HOUR_MS);
  provider = createSimulatedProvider({
    sport: 'FOOTBALL',
    seed: 7,
    clock,
    logger: silentLogger(),
    plan: 'pro',
    games: [
      { home: 'Inter', away: 'AC Milan', startMs: KICK_OFF },
      { home: 'Lecce', away: 'Torino', startMs: KICK_OFF },
      { home: 'Arsenal', away: 'Wolves', startMs: KICK_OFF },
      { home: 'Como', away: 'Lazio', startMs: KICK_OFF + 3 * HOUR_MS },
    ],
  });
  const { url } = await provider.start();
  const httpClient = createHttpClient();
  const breakers = createBreakerRegistry({ clock: systemClock() });
  cleanUps = [() => breakers.shutdown(), () => httpClient.close(), () => provider.stop()];
  const pipeline = createProviderPipeline({
    httpClient,
    ledger: createMemoryLedger(clock, { perSecond: 1_000, perMinute: 1_000, perDay: 7_500 }),
    breakers,
    clock,
    random: () => 0,
    logger: silentLogger(),
    onCall: () => undefined,
  });
  client = createFootballClient({
    leagueIds: () => Promise.resolve(new Set(['39', '61', '78', '135', '140', '253'])),
    pipeline,
    api: apiSportsApi({ baseUrl: url, apiKey: 'simulated-key' }),
    clock,
  });
});
afterEach(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

const calls = (): number => provider.stats().total;
const context = (signal: AbortSignal = new AbortController().signal): CallContext => ({
  signal,
  priority: 'first_pass',
  runId: 'run',
});
const isFinal = () => true;

/** Lets the batch window pass as soon as somebody waits in it. */
async function afterWindow<T>(waiting: Promise<T>): Promise<T> {
  await clock.untilSleeping();
  clock.advance(500);
  return waiting;
}

describe('the football client', () => {
  it('shares one slate call among all who ask for a day, of all our leagues', async () => {
    const slates = await Promise.all([
      client.gamesOn('2026-01-10', context()),
      client.gamesOn('2026-01-10', context()),
    ]);
    expect(slates[0]).toBe(slates[1]);
    expect(slates[0]?.map((game) => game.providerLeagueId)).toEqual(['135', '135', '39', '135']);
    expect(calls()).toBe(1);
    const league = { providerLeagueId: '39', season: 2025 };
    expect(await client.gamesOn('2026-01-10', context(), { league })).toHaveLength(1);
    expect((await client.seasonGames('135', 2025, context())).games).toHaveLength(3);
    expect(calls()).toBe(3);
  });

  it('asks for several matches with one call and gives each its own', async () => {
    const ids = ['1400002', '1400000', '1400001'];
    const boxScores = await afterWindow(Promise.all(ids.map((id) => client.boxScore(id, context()))));
    expect(boxScores.map((boxScore) => boxScore?.game.providerGameId)).toEqual(ids);
    expect(boxScores.map((boxScore) => boxScore?.playerLines.length)).toEqual([40, 40, 40]);
    expect(calls()).toBe(1);
    expect(await client.boxScore('1400001', context())).toBe(boxScores[2]);
    expect(calls()).toBe(1);
  });

  it('takes finished matches of the same day along, and asks anew for one that was no good', async () => {
    await client.gamesOn('2026-01-10', context());
    await afterWindow(client.boxScore('1400000', context()));
    clock.advance(60_000);
    expect((await client.boxScore('1400002', context(), { isEnough: isFinal }))?.game.home.name).toBe(
      'Arsenal',
    );
    expect(calls()).toBe(2);
    await client.forgetBoxScore('1400002');
    await afterWindow(client.boxScore('1400002', context(), { isEnough: isFinal }));
    expect(calls()).toBe(3);
  });

  it('says undefined for a match that the provider does not have', async () => {
    const [here, gone] = await afterWindow(
      Promise.all([client.boxScore('1400000', context()), client.boxScore('9', context())]),
    );
    expect(here).toBeDefined();
    expect(gone).toBeUndefined();
  });

  it.each([
    ['an answer about other matches', { wrongGameRate: 1 }, 'mismatch'],
    ['a broken body', { malformedRate: 1, malformedKinds: ['truncated' as const] }, 'malformed'],
    ['trouble at the provider', { faultRate: 1, faultKinds: ['http500' as const] }, 'unavailable'],
    ['a spent quota', { perDay: 0 }, 'quota_day'],
  ])('tells %s to every caller with the same error', async (_what, dials, kind) => {
    provider.setDials(dials);
    const outcomes = await afterWindow(
      Promise.allSettled(['1400000', '1400001'].map((id) => client.boxScore(id, context()))),
    );
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
    expect(reasons[0]).toBeInstanceOf(ProviderError);
    expect(reasons[0]).toMatchObject({ facts: { kind, endpoint: '/fixtures' } });
    expect(reasons[1]).toBe(reasons[0]);
  });

  it('gives up one caller’s wait without ending the call of the others', async () => {
    const stop = new AbortController();
    const first = client.boxScore('1400000', context(stop.signal));
    const second = client.boxScore('1400001', context());
    await clock.untilSleeping();
    stop.abort(new Error('stopping'));
    await expect(first).rejects.toMatchObject({ facts: { kind: 'aborted' } });
    clock.advance(500);
    expect((await second)?.game.providerGameId).toBe('1400001');
    expect(calls()).toBe(1);
  });
});
