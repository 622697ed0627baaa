import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { League } from '../../../src/domain/league.ts';
import type { CallContext } from '../../../src/providers/client/provider-call.ts';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import { NO_PROVIDER } from '../../support/no-provider.ts';
import { createTestApp } from '../../support/test-app.ts';
import { type ProviderWorld, createProviderWorld } from '../conformance/provider-world.ts';

const HOUR_MS = 3_600_000;
const NBA = REFERENCE_LEAGUES.find(({ name }) => name === 'NBA') as League;

function context(): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' };
}

describe('Goalserve', () => {
  let world: ProviderWorld;
  let opened: ReturnType<ProviderWorld['open']>;
  beforeAll(async () => {
    world = await createProviderWorld('goalserve', 'NBA');
    const startMs = Date.now() + 26 * HOUR_MS;
    world.server.addGames([{ home: 'DAL', away: 'HOU', startMs }]);
  });
  afterAll(() => world?.close());
  afterEach(async () => {
    await opened.close();
    world.calm();
  });

  function ports() {
    opened = world.open();
    const { boxScore, odds } = opened.ports;
    if (!boxScore || !('playerLines' in boxScore) || !odds) throw new Error('no ports');
    return { boxScore, odds };
  }
  const calls = (): Record<string, number> =>
    Object.fromEntries(
      Object.entries(world.server.stats().byEndpoint).map(([path, { total }]) => [path, total]),
    );

  it("reads a day's box scores in the calls that found its games", async () => {
    const { boxScore } = ports();
    const day = new Date(world.startMs).toISOString().slice(0, 10);
    const games = await boxScore.gamesOn(day, context());
    const asked = calls();
    for (const { providerGameId, home, away } of games) {
      const expected = { providerTeamIds: [home.providerTeamId, away.providerTeamId] };
      const players = await boxScore.playerLines(providerGameId, context(), expected);
      const teams = await boxScore.teamLines(providerGameId, context(), expected);
      expect([players.rows.length > 19, teams.rows.length]).toEqual([true, 2]);
    }
    expect(games).toHaveLength(2);
    expect(calls()).toEqual(asked);
  });

  it('asks for prices once in ten seconds, whoever wants the events and the prices', async () => {
    world.server.setDials({ oddsPauseSeconds: 10 });
    const { odds } = ports();
    const before = calls()['/getodds/soccer'] ?? 0;
    const events = await odds.events(NBA, context());
    const all = await odds.odds(NBA, { markets: ['h2h', 'spreads'], regions: ['us'] }, context());
    const one = await odds.odds(NBA, { markets: ['h2h'], regions: ['us'] }, context());
    expect(events.length).toBeGreaterThan(0);
    expect(all.events.map(({ providerEventId }) => providerEventId)).toEqual(
      events.map(({ providerEventId }) => providerEventId),
    );
    const marketsOf = ({ events: some }: typeof all) =>
      new Set(some.flatMap(({ books }) => books.flatMap(({ quotes }) => quotes.map(({ market }) => market))));
    expect(marketsOf(all)).toEqual(new Set(['h2h', 'spreads']));
    expect(marketsOf(one)).toEqual(new Set(['h2h']));
    expect((calls()['/getodds/soccer'] ?? 0) - before).toBe(1);
  });

  it('finds the day of a game that it has not listed by the schedule', async () => {
    const { boxScore } = ports();
    const { rows } = await boxScore.teamLines(world.ids[0] ?? '', context());
    expect(rows).toHaveLength(2);
    expect(calls()).toMatchObject({ '/bsktbl/nba-shedule': 1 });
  });

  it('takes lines of no other teams than those that play', async () => {
    const { boxScore } = ports();
    const expected = { providerTeamIds: ['1', '2'] };
    await expect(boxScore.playerLines(world.ids[0] ?? '', context(), expected)).rejects.toMatchObject({
      facts: { kind: 'mismatch' },
    });
  });

  it('has prices of games to come, and counts the markets that it does not read in its log', async () => {
    const { odds } = ports();
    const events = await odds.events(NBA, context());
    expect(events).toMatchObject([{ home: 'Dallas Mavericks', away: 'Houston Rockets' }]);
    const request = { markets: ['h2h', 'spreads', 'totals'], regions: ['us'] };
    const snapshot = await odds.odds(NBA, request, context());
    const [book] = snapshot.events[0]?.books ?? [];
    expect(snapshot.events[0]?.books.map(({ book: key }) => key)).toEqual(['bwin', '10bet', 'marathon']);
    expect(book?.quotes.map(({ market, side }) => `${market} ${side}`)).toEqual([
      'h2h home',
      'h2h away',
      'spreads home',
      'spreads away',
      'totals over',
      'totals under',
    ]);
    const spreads = book?.quotes.filter(({ market }) => market === 'spreads') ?? [];
    expect(new Set(spreads.map(({ point }) => point)).size).toBe(1);
    expect(snapshot.refused).toEqual([]);
    expect(Math.abs(snapshot.capturedAtMs - Date.now())).toBeLessThan(HOUR_MS);
  });
});

it('is asked by nobody until its key is set', async () => {
  const { app, close } = await createTestApp({ environment: NO_PROVIDER });
  expect(app.registry.named('goalserve')?.offBecause).toContain('GOALSERVE_API_KEY');
  expect(app.registry.sourcesOf('odds', 'NBA').map(({ definition }) => definition.name)).not.toContain(
    'goalserve',
  );
  await close();
});
