import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedProviderDialsPatch } from '../../../simulator/provider/dials.ts';
import { createSimulatedProvider } from '../../../simulator/provider/simulated-provider.ts';
import type { League } from '../../../src/domain/league.ts';
import type { NbaPlayerLine } from '../../../src/domain/nba-lines.ts';
import type { CallContext } from '../../../src/providers/client/provider-call.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import { createTestApp } from '../../support/test-app.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { type ProviderWorld, createProviderWorld } from '../conformance/provider-world.ts';

const LIVE_BOX = '/static/json/liveData/boxscore';
const V3_BOX = '/stats/boxscoretraditionalv3';
const SCHEDULE = '/static/json/staticData/scheduleLeagueV2.json';
const NBA = REFERENCE_LEAGUES.find(({ name }) => name === 'NBA') as League;
const SUMMARY = '/stats/boxscoresummaryv3';

function context(): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' };
}

describe("the league's own hosts", () => {
  let world: ProviderWorld;
  let opened: ReturnType<ProviderWorld['open']>;
  beforeAll(async () => {
    world = await createProviderWorld('nba-stats', 'NBA', { NBA_STATS_TIMEOUT_SECONDS: '2' });
  });
  afterAll(() => world?.close());
  afterEach(async () => {
    await opened.close();
    world.calm();
    const well = { faultRate: 0, malformedRate: 0 };
    world.server.setDials({ endpoints: { [LIVE_BOX]: well, [SUMMARY]: well, [SCHEDULE]: well } });
  });

  function ports(dials: SimulatedProviderDialsPatch = {}) {
    world.server.setDials(dials);
    opened = world.open();
    const { boxScore, officials, liveScore, schedule } = opened.ports;
    if (!boxScore || !('playerLines' in boxScore) || !officials || !liveScore || !schedule)
      throw new Error('no ports');
    return { boxScore, officials, liveScore, schedule };
  }
  type BoxScore = ReturnType<typeof ports>['boxScore'];
  async function playedOf(boxScore: BoxScore): Promise<unknown[]> {
    const { rows } = await boxScore.playerLines(id(), context());
    return rows
      .filter((line): line is NbaPlayerLine => 'secondsPlayed' in line && line.secondsPlayed > 0)
      .map(({ player, points, secondsPlayed }) => [player.providerPlayerId, points, secondsPlayed]);
  }
  const calls = (): Record<string, number> =>
    Object.fromEntries(
      Object.entries(world.server.stats().byEndpoint).map(([path, { total }]) => [path, total]),
    );
  const id = (): string => world.ids[0] ?? '';
  const game = () => ({ providerGameId: id(), startMs: world.startMs });

  it('read a box score from cdn.nba.com alone', async () => {
    const { boxScore } = ports();
    expect((await boxScore.playerLines(id(), context())).rows.length).toBeGreaterThan(20);
    expect((await boxScore.teamLines(id(), context())).rows).toHaveLength(2);
    expect(calls()).toEqual({ [LIVE_BOX]: 2 });
  });

  it.each(['http500', 'timeout'] as const)(
    'read it from stats.nba.com where cdn.nba.com fails (%s), with the same figures',
    async (fault) => {
      const { boxScore } = ports();
      const ofCdn = await playedOf(boxScore);
      await opened.close();
      const other = ports({ endpoints: { [LIVE_BOX]: { faultRate: 1 } }, faultKinds: [fault] });
      expect(await playedOf(other.boxScore)).toEqual(ofCdn);
      expect(calls()).toMatchObject({ [V3_BOX]: 1 });
    },
  );

  it('name three officials, also where the summary is out of order', async () => {
    const { officials } = ports();
    const first = await officials.officialsOf(game(), context());
    expect(first.map(({ assignment }) => assignment)).toEqual(['OFFICIAL1', 'OFFICIAL2', 'OFFICIAL3']);
    await opened.close();
    const { officials: again } = ports({
      endpoints: { [SUMMARY]: { malformedRate: 1 } },
      malformedKinds: ['truncated'],
    });
    expect(await again.officialsOf(game(), context())).toEqual(first);
  });

  it('are asked for live scores at cdn.nba.com alone', async () => {
    const { liveScore } = ports();
    await liveScore.gamesOn(new Date(world.startMs).toISOString().slice(0, 10), context());
    expect(calls()).toEqual({ '/static/json/liveData/scoreboard/todaysScoreboard_00.json': 1 });
  });

  it('find a game of the schedule by its id before it has a box score, and none that nobody has', async () => {
    const startMs = world.startMs + 48 * 3_600_000;
    world.server.addGames([{ home: 'DAL', away: 'HOU', startMs }]);
    const added = world.server.games().find((game) => game.startMs === startMs)?.writtenId ?? '';
    const { boxScore } = ports();
    expect(await boxScore.gameById(added, context())).toMatchObject({ status: 'scheduled', startMs });
    expect(await boxScore.gameById('0022599999', context())).toBeUndefined();
  });

  it('read another season, and that of now where its file fails, from stats.nba.com', async () => {
    const startMs = world.startMs - 400 * 24 * 3_600_000;
    world.server.addGames([{ home: 'DEN', away: 'UTA', startMs }]);
    const listing = world.server.games();
    const past = listing.find((game) => game.startMs === startMs)?.season ?? 0;
    const now = listing.find(({ writtenId }) => writtenId === id())?.season ?? 0;
    const broken = { endpoints: { [SCHEDULE]: { faultRate: 1 } }, faultKinds: ['http500' as const] };
    const starts = async (season: number) =>
      (await ports().schedule.seasonGames(NBA, season, context())).games.map((game) => game.startMs);
    expect(await starts(past)).toEqual([startMs]);
    await opened.close();
    world.server.setDials(broken);
    expect(await starts(now)).toContain(world.startMs);
    expect(calls()).toMatchObject({ '/stats/scheduleleaguev2': 2 });
  });

  it('answer nobody without the headers of a browser', async () => {
    const response = await fetch(`${urlOf(world)}${V3_BOX}?GameID=${id()}`);
    expect(response.status).toBe(403);
    opened = world.open();
  });
});

it('has the results of the other simulated provider of the same games', async () => {
  const games = [{ home: 'BOS', away: 'MIA', startMs: Date.now() - 12 * 3_600_000 }];
  const make = (provider: string) =>
    createSimulatedProvider({
      sport: 'NBA',
      provider,
      seed: 3,
      clock: systemClock(),
      logger: silentLogger(),
      games,
    });
  const [one, other] = [make('api-sports'), make('nba-stats')];
  const [first] = one.games();
  const [second] = other.games();
  expect(second).toMatchObject({ id: first?.id, finalMs: first?.finalMs, homeCode: 'BOS' });
  expect(second?.writtenId).toMatch(/^002\d{2}14000$/);
});

it('is asked by nobody until its switch is set', async () => {
  const { app, close } = await createTestApp({ environment: NO_PROVIDER });
  const named = app.registry.named('nba-stats');
  expect(named?.offBecause).toContain('NBA_STATS_ENABLED');
  expect(app.registry.sourcesOf('box-score', 'NBA').map(({ definition }) => definition.name)).toEqual([
    'api-sports',
  ]);
  expect(app.registry.hosts.filter(({ provider }) => provider === named)).toEqual([]);
  await close();
});

it('is asked last, and known at both of its hosts, once it is on', async () => {
  const { app, close } = await createTestApp({
    environment: {
      ...NO_PROVIDER,
      API_SPORTS_KEY: 'a-key-of-a-test',
      NBA_STATS_ENABLED: 'true',
      NBA_STATS_URL: 'http://127.0.0.1:9/stats-host',
      NBA_CDN_URL: 'http://127.0.0.1:9/cdn-host',
    },
  });
  expect(
    app.registry
      .sourcesOf('box-score', 'NBA')
      .map(({ definition }) => definition.name)
      .at(-1),
  ).toBe('nba-stats');
  const hosts = app.registry.hosts.filter(({ provider }) => provider.definition.name === 'nba-stats');
  expect(hosts.map(({ host, leads }) => [host, leads])).toEqual([
    ['127.0.0.1:9/cdn-host', []],
    ['127.0.0.1:9/stats-host', []],
  ]);
  expect(app.registry.atHost('127.0.0.1:9/stats-host')?.provider.definition.name).toBe('nba-stats');
  await close();
});

function urlOf({ app }: ProviderWorld): string {
  return app.config.nbaStats.statsUrl;
}
