import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OddsSnapshot } from '../../../src/domain/odds.ts';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import type { Sport } from '../../../src/domain/sport.ts';
import type { CallContext } from '../../../src/providers/client/provider-call.ts';
import type { OddsPort } from '../../../src/providers/ports.ts';
import { REFERENCE_LEAGUES } from '../../../src/reference/built-in/leagues.ts';
import type { SimulatedProviderDialsPatch } from '../../../simulator/provider/dials.ts';
import { SIMULATED_PROVIDERS, simulatedSport } from '../../../simulator/provider/sports.ts';
import { createTestApp } from '../../support/test-app.ts';
import { KEY, type ProviderWorld, createProviderWorld } from './provider-world.ts';

const HOUR_MS = 3_600_000;

/** Every provider that has odds passes these tests against its simulated server. */
const ALL = Object.entries(SIMULATED_PROVIDERS).flatMap(([name, sports]) =>
  Object.keys(sports).map((sport) => [name, sport as Sport] as const),
);
const { app, close } = await createTestApp();
const WITH_ODDS = ALL.filter(([name, sport]) =>
  app.registry.ableTo('odds', sport).some(({ definition }) => definition.name === name),
);
await close();

it('some provider has odds', () => {
  expect(WITH_ODDS.length).toBeGreaterThan(0);
});

describe.each(WITH_ODDS)('odds of %s with %s', (name, sport) => {
  let world: ProviderWorld;
  let opened: ReturnType<ProviderWorld['open']>;
  let odds: OddsPort;
  const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 5 * HOUR_MS;
  const { league: leagueName, pairs } = simulatedSport(sport, name).example;
  const league = REFERENCE_LEAGUES.find((one) => one.name === leagueName);
  const request = { markets: ['h2h', 'spreads', 'totals'], regions: ['us'] };

  beforeAll(async () => {
    world = await createProviderWorld(name, sport);
    world.server.addGames(pairs.map(([away, home]) => ({ away, home, startMs })));
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    opened = world.open();
    if (!opened.ports.odds) throw new Error(`${name} opens no odds`);
    odds = opened.ports.odds;
  });
  afterEach(async () => {
    await opened.close();
    world.calm();
  });

  function leagueOf() {
    if (!league) throw new Error(`there is no league ${leagueName}`);
    return league;
  }
  const read = (): Promise<OddsSnapshot> => odds.odds(leagueOf(), request, context());
  const upcoming = async () =>
    (await odds.events(leagueOf(), context())).filter((event) => event.startMs === startMs);

  it('lists the events that are on offer, soonest first', async () => {
    const events = await odds.events(leagueOf(), context());
    expect(events.length).toBeGreaterThanOrEqual(pairs.length);
    expect((await upcoming()).length).toBe(pairs.length);
    const starts = events.map((event) => event.startMs);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    for (const { home, away } of events) expect(home).not.toBe(away);
  });

  it('has prices of several bookmakers in one convention', async () => {
    const { events, refused, capturedAtMs } = await read();
    expect(refused).toEqual([]);
    expect(Math.abs(capturedAtMs - Date.now())).toBeLessThan(60_000);
    const ofGames = events.filter((event) => event.startMs === startMs);
    expect(ofGames).toHaveLength(pairs.length);
    for (const { books } of ofGames) {
      expect(books.length).toBeGreaterThan(0);
      for (const { quotes } of books) holdsConvention(quotes);
    }
  });

  it('says the same of the same moment, and what a question costs', async () => {
    const [one, other] = [await read(), await read()];
    const ids = ({ events }: OddsSnapshot) => events.map(({ providerEventId }) => providerEventId);
    expect(ids(other)).toEqual(ids(one));
    const [now, past] = [false, true].map((isHistorical) => odds.creditsOf?.(request, { isHistorical }));
    if (now === undefined || past === undefined) return;
    expect([Number.isInteger(now), past >= now]).toEqual([true, true]);
  });

  it('has markets of single events, and takes those of no other', async () => {
    if (!odds.eventOdds) return;
    const [event] = await upcoming();
    const ask = (id: string) => odds.eventOdds?.(leagueOf(), id, request, context());
    const answer = await ask(event?.providerEventId ?? '');
    expect(answer?.events.map(({ providerEventId }) => providerEventId)).toEqual([event?.providerEventId]);
    expect((await ask('no-such-event'))?.events).toEqual([]);
    world.server.setDials({ wrongGameRate: 1 });
    await expect(ask(event?.providerEventId ?? '')).rejects.toMatchObject({ facts: { kind: 'mismatch' } });
  });

  it('says what was on offer earlier', async () => {
    if (!odds.oddsAt) return;
    const atMs = startMs - 3 * 24 * HOUR_MS;
    const past = await odds.oddsAt(leagueOf(), atMs, request, context());
    expect(past?.capturedAtMs).toBeLessThanOrEqual(atMs);
    expect(past?.events.filter((event) => event.startMs === startMs)).toHaveLength(pairs.length);
  });

  it('has nothing where nothing is on offer', async () => {
    world.server.setDials({ emptyRate: 1 });
    expect(await odds.events(leagueOf(), context())).toEqual([]);
    expect((await read()).events).toEqual([]);
  });

  it('makes no prices of rows that are not as they should be', async () => {
    world.server.setDials({ malformedRate: 1, malformedKinds: ['wrong_types'] });
    const answer = await read().catch((reason: unknown) => reason);
    if (answer instanceof ProviderError) expect(answer.facts.kind).toBe('malformed');
    else expect((answer as OddsSnapshot).events).toEqual([]);
  });

  it.each<[SimulatedProviderDialsPatch, string[]]>([
    [{ isKeyRevoked: true }, ['credential']],
    [{ perDay: 0 }, ['quota_day', 'rate_limit']],
    [{ creditsPerMonth: 0 }, ['quota_day']],
    [{ perSecond: 0 }, ['rate_limit']],
    [{ isDown: true }, ['unavailable']],
    [{ faultRate: 1, faultKinds: ['http500'] }, ['unavailable']],
    [{ malformedRate: 1, malformedKinds: ['truncated'] }, ['malformed']],
    [{ malformedRate: 1, malformedKinds: ['no_envelope'] }, ['malformed']],
  ])('tells %j by its kind, and the key to nobody', async (dials, kinds) => {
    const hasCredits = odds.creditsOf !== undefined;
    const hasKey = world.app.registry.named(name)?.definition.keyVariable !== undefined;
    if (('creditsPerMonth' in dials && !hasCredits) || ('isKeyRevoked' in dials && !hasKey)) return;
    world.server.setDials(dials);
    const error: unknown = await read().catch((reason: unknown) => reason);
    if (!(error instanceof ProviderError)) throw new Error('no ProviderError', { cause: error });
    expect(kinds).toContain(error.facts.kind);
    const told = [error.message, error.stack ?? '', JSON.stringify([error.facts, opened.records])];
    for (const secret of [KEY, encodeURIComponent(KEY)]) expect(told.join('\n')).not.toContain(secret);
  });
});

/** Prices above 1, one line for both sides of a spread, and none where a market has none. */
function holdsConvention(quotes: OddsSnapshot['events'][number]['books'][number]['quotes']): void {
  for (const { market, side, price, priceText, point } of quotes) {
    expect(price).toBeGreaterThan(1);
    expect(priceText).not.toBe('');
    if (market.startsWith('h2h')) expect(point).toBeNull();
    if (market === 'spreads') expect(['home', 'away']).toContain(side);
    if (market === 'totals')
      expect([typeof point, ['over', 'under'].includes(side)]).toEqual(['number', true]);
  }
  const lines = new Set(quotes.filter(({ market }) => market === 'spreads').map(({ point }) => point));
  expect(lines.size).toBeLessThanOrEqual(1);
}

function context(): CallContext {
  return { signal: new AbortController().signal, priority: 'first_pass', runId: 'run' };
}
