import { describe, expect, it } from 'vitest';
import { ProviderError, type ProviderErrorKind } from '../../../src/domain/provider-error.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { CallContext, ProviderPipeline } from '../../../src/providers/client/provider-call.ts';
import { espnApi } from '../../../src/providers/espn/espn-api.ts';
import { createEspnClient } from '../../../src/providers/espn/espn-client.ts';
import type { EspnSport } from '../../../src/providers/espn/espn-leagues.ts';

const DAY = '2026-01-15';

function event(id: string): object {
  const side = (homeAway: string, team: string) => ({
    homeAway,
    team: { id: team, displayName: `Team ${team}`, abbreviation: 'T' },
    score: '1',
  });
  const type = { name: 'STATUS_FULL_TIME', state: 'post', completed: true, description: 'Full Time' };
  return {
    id,
    date: `${DAY}T20:00Z`,
    season: { year: 2025, type: 1 },
    competitions: [{ competitors: [side('home', '1'), side('away', '2')], status: { period: 2, type } }],
  };
}

/** A client whose host has one game in each league and fails for some; with the leagues that were asked for. */
function open({
  sport = 'FOOTBALL',
  failing = {},
}: {
  sport?: EspnSport;
  failing?: Record<string, ProviderErrorKind>;
}) {
  const asked: string[] = [];
  const pipeline: ProviderPipeline = {
    call({ endpoint, parse }) {
      const league = endpoint.split('/').at(-2) ?? '';
      asked.push(league);
      const kind = failing[league];
      if (kind) return Promise.reject(new ProviderError(kind, { kind, host: 'espn.test', endpoint }));
      const parsed = parse({ response: { events: [event(`4${asked.length}`)] }, parameters: {} });
      if (!parsed.ok) throw new Error(parsed.problem);
      return Promise.resolve({ value: parsed.value, body: '', requestId: 'r' });
    },
  };
  const client = createEspnClient({
    pipeline,
    clock: systemClock(),
    coalescer: undefined,
    freshMs: () => 1_000,
    api: espnApi({ baseUrl: 'http://espn.test' }),
    sport,
  });
  return { client, asked };
}

function context(league?: string): CallContext {
  const signal = new AbortController().signal;
  return {
    signal,
    priority: 'manual',
    runId: 'seed/FOOTBALL/1',
    ...(league === undefined ? {} : { league }),
  };
}

describe('games of a day at ESPN', () => {
  it.each<[EspnSport, string, string[]]>([
    ['FOOTBALL', 'Serie A', ['ita.1']],
    ['FOOTBALL', 'MLS', ['usa.1']],
    ['FOOTBALL', 'Eredivisie', []],
    ['FOOTBALL', 'constructor', []],
    ['NBA', 'NBA', ['nba']],
    ['NBA', 'EuroLeague', []],
  ])('are asked for of the league alone: %s, %s', async (sport, league, leagues) => {
    const { client, asked } = open({ sport });
    expect(await client.gamesOn(DAY, context(league))).toHaveLength(leagues.length);
    expect(asked).toEqual(leagues);
  });

  it('are those of every league where none is named, and no more than are enough', async () => {
    const all = open({});
    expect(await all.client.gamesOn(DAY, context())).toHaveLength(6);
    const some = open({});
    const isEnough = (games: readonly object[]): boolean => games.length === 2;
    expect(await some.client.gamesOn(DAY, context(), { isEnough })).toHaveLength(2);
    expect(some.asked).toEqual(all.asked.slice(0, 2));
  });

  it('are enough although a league fails, and fail as it did where they are not', async () => {
    const failing = { 'eng.1': 'unavailable' } as const;
    const isEnough = (games: readonly object[]): boolean => games.length > 0;
    expect(await open({ failing }).client.gamesOn(DAY, context(), { isEnough })).toHaveLength(1);
    await expect(open({ failing }).client.gamesOn(DAY, context())).rejects.toMatchObject({
      facts: { kind: 'unavailable' },
    });
    const own = open({ failing: { 'eng.1': 'aborted' } });
    await expect(own.client.gamesOn(DAY, context(), { isEnough })).rejects.toThrow('aborted');
    expect(own.asked).toEqual(['eng.1']);
  });
});
