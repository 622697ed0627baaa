import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { games } from '../../src/db/schema/games.ts';
import { oddsEvents } from '../../src/db/schema/odds.ts';
import { leagues } from '../../src/db/schema/reference.ts';
import type { OddsSnapshot, Quote } from '../../src/domain/odds.ts';
import { followClosingLines } from '../../src/odds/closing/follow-closing-lines.ts';
import { collectedLeagues } from '../../src/odds/collect/league-slates.ts';
import { takeEventSnapshot } from '../../src/odds/collect/take-snapshot.ts';
import type { OddsPort } from '../../src/providers/ports.ts';
import { readMovement, readClosing } from '../../src/odds/read/odds-queries.ts';
import { readGameOdds } from '../../src/odds/read/game-odds.ts';
import { ensureBookmakers } from '../../src/odds/store/bookmakers.ts';
import { compactSightings } from '../../src/odds/store/compact-sightings.ts';
import { notePulledMarkets } from '../../src/odds/store/pulled-markets.ts';
import { writeCaptures } from '../../src/odds/store/write-captures.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { ingestGames } from './odds-world.ts';

const START_MS = Date.parse('2025-11-04T00:30:00Z');
const MINUTE_MS = 60_000;

type Shown = Readonly<Record<string, readonly Quote[]>>;

function quote(market: string, side: Quote['side'], price: number, point: number | null = null): Quote {
  return { market, side, subject: null, price, priceText: String(price), point };
}

const moneyline = (home: number, away: number) => [quote('h2h', 'home', home), quote('h2h', 'away', away)];

const spread = (point: number, home = 1.9, away = 1.9) => [
  quote('spreads', 'home', home, point),
  quote('spreads', 'away', away, point),
];

const nothing = () => Promise.resolve();

describe('captures of a game', () => {
  let test: TestApp;
  let gameId: number;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test, 'date,time,away,home\n2026-11-03,19:30,Miami Heat,Boston Celtics\n');
    const [game] = await db()
      .update(games)
      .set({ gameDatetime: new Date(START_MS) })
      .returning({ id: games.id });
    gameId = game?.id ?? 0;
  });
  afterEach(() => test.close());

  /** What a provider shows some minutes before the start, by book; of the game's event at that provider. */
  async function capture(
    provider: string,
    before: number,
    shown: Shown,
    beforeCommit = nothing,
    startMs = START_MS,
  ): Promise<void> {
    const [place] = await db()
      .select({ leagueId: leagues.id, sportId: leagues.sportId })
      .from(leagues)
      .where(eq(leagues.name, 'NBA'));
    if (place === undefined) throw new Error('there is no NBA');
    const books = Object.entries(shown).map(([book, quotes]) => ({
      book,
      title: book,
      updatedAtMs: {},
      quotes,
    }));
    const teams = { home: 'Boston Celtics', away: 'Miami Heat', homeTeamId: null, awayTeamId: null };
    const capturedAtMs = START_MS - before * MINUTE_MS;
    const event = { providerEventId: provider, startMs, ...teams, ...place, capturedAtMs, books };
    const bookIds = await ensureBookmakers(db(), books);
    await db().transaction(async (tx) => {
      await writeCaptures(tx, [event], { provider, runId: 'a-run' }, bookIds);
      await beforeCommit();
    });
    await db().update(oddsEvents).set({ gameId }).where(eq(oddsEvents.provider, provider));
  }

  async function seriesOf(market: string) {
    const movement = await readMovement(db(), gameId, { market, keyNumbersOf: () => [] });
    const found = movement?.markets.find((one) => one.market === market)?.series ?? [];
    return found.map(({ bookmaker, outcome, path }) => [
      bookmaker,
      outcome,
      ...path.map(({ price }) => price),
    ]);
  }

  async function close(market: string) {
    await followClosingLines(db());
    const { items } = await readClosing(db(), { gameId });
    return items.find((one) => one.market === market && one.outcome !== 'away');
  }

  it('of two providers who tell of one book are not mixed: the one with more captures counts', async () => {
    for (const before of [600, 400, 200, 20]) {
      await capture('first', before, { draftkings: moneyline(1.5, 2.7) });
      await capture('second', before - 10, { draftkings: moneyline(1.6, 2.4), bet365: moneyline(1.55, 2.5) });
    }
    await capture('second', 5, { draftkings: moneyline(1.62, 2.4), bet365: moneyline(1.55, 2.5) });
    expect(await seriesOf('h2h')).toEqual([
      ['draftkings', 'home', 1.6, 1.62],
      ['draftkings', 'away', 2.4],
      ['bet365', 'home', 1.55],
      ['bet365', 'away', 2.5],
    ]);
    expect(await close('h2h')).toMatchObject({ books: 2, age_minutes: 5 });
  });

  it('are of the provider who still tells of a book where the other one has stopped', async () => {
    for (const before of [900, 800, 700, 600])
      await capture('first', before, { draftkings: moneyline(1.5, 2.7) });
    for (const before of [400, 30]) await capture('second', before, { draftkings: moneyline(1.6, 2.4) });
    await capture('second', -30, { draftkings: moneyline(4, 1.2) });
    expect(await seriesOf('h2h')).toEqual([
      ['draftkings', 'home', 1.6],
      ['draftkings', 'away', 2.4],
    ]);
    expect(await close('h2h')).toMatchObject({ close_price: 1.6, age_minutes: 30 });
  });

  it('are in the close when it was computed before they could be read', async () => {
    const early = { draftkings: moneyline(1.5, 2.7) };
    await capture('first', 600, early);
    expect(await close('h2h')).toMatchObject({ close_price: 1.5, age_minutes: 600 });
    await capture('first', 500, early);
    await capture('first', 10, { draftkings: moneyline(1.6, 2.4) }, async () => {
      // Computes what was captured 500 minutes before the start, or leaves it to whoever comes after the writer.
      await followClosingLines(db());
    });
    expect(await close('h2h')).toMatchObject({ close_price: 1.6, age_minutes: 10 });
  });

  it('count for the markets that they showed: a look at another one makes no close young', async () => {
    const both = { draftkings: [...moneyline(1.5, 2.7), ...spread(-3)] };
    await capture('first', 600, both);
    await capture('first', 300, both);
    await capture('first', 10, { draftkings: moneyline(1.5, 2.7) });
    expect(await close('h2h')).toMatchObject({ age_minutes: 10 });
    expect(await close('spreads')).toMatchObject({ age_minutes: 300, is_stale: true });
  });

  it('show that every book has pulled a market, where a look asked for it and found none', async () => {
    const both = { draftkings: [...moneyline(1.5, 2.7), ...spread(-3)], fanduel: spread(-3.5) };
    await capture('first', 300, both);
    await capture('first', 200, both);
    const [event] = await db().select({ sportId: oddsEvents.sportId }).from(oddsEvents);
    const pull = (before: number, markets: readonly string[]) =>
      db().transaction((tx) =>
        notePulledMarkets(tx, {
          provider: 'first',
          sportId: event?.sportId ?? 0,
          eventIds: ['first', 'unknown'],
          markets,
          capturedAtMs: START_MS - before * MINUTE_MS,
        }),
      );
    const goneOf = async (market: string) => {
      const movement = await readMovement(db(), gameId, { market, keyNumbersOf: () => [] });
      return movement?.markets.flatMap(({ series }) => series.map((one) => one.gone_since)) ?? [];
    };
    await capture('first', 100, { draftkings: moneyline(1.5, 2.7) });
    // One that asked for the moneyline alone says nothing of spreads.
    expect(await pull(100, ['h2h'])).toBe(0);
    expect((await goneOf('spreads')).every((at) => at === null)).toBe(true);
    expect(await pull(100, ['h2h', 'spreads'])).toBe(1);
    const at = new Date(START_MS - 100 * MINUTE_MS);
    expect(await goneOf('spreads')).toEqual([at, at, at, at]);
    expect((await goneOf('h2h')).every((since) => since === null)).toBe(true);
    await capture('first', 10, both);
    expect((await goneOf('spreads')).every((since) => since === null)).toBe(true);
    expect(await close('spreads')).toMatchObject({ age_minutes: 10, books: 2 });
  });

  it('show nothing pulled of an event that the answer lacks or that has begun, and all of one without a price', async () => {
    const both = { draftkings: spread(-3), fanduel: spread(-3.5) };
    await capture('first', 300, both);
    await capture('first', 200, both);
    const [league] = await collectedLeagues(db(), { sports: ['NBA'], names: ['nba'] });
    if (league === undefined) throw new Error('there is no NBA');
    const event = { providerEventId: 'first', home: 'Boston Celtics', away: 'Miami Heat', books: [] };
    const goneAfter = async (before: number, events: OddsSnapshot['events']) => {
      const capturedAtMs = START_MS - before * MINUTE_MS;
      const port = { eventOdds: async () => ({ capturedAtMs, events, refused: [] }) };
      const asked = { name: 'first', port: port as unknown as OddsPort, league, providerEventId: 'first' };
      const request = { markets: ['spreads'], regions: ['us'] };
      const context = {
        priority: 'first_pass',
        runId: 'a-run',
        signal: AbortSignal.timeout(60_000),
      } as const;
      await takeEventSnapshot({ db: db(), clock: { nowMs: () => capturedAtMs } }, asked, request, context);
      const movement = await readMovement(db(), gameId, { market: 'spreads', keyNumbersOf: () => [] });
      return movement?.markets.flatMap(({ series }) => series.filter((one) => one.gone_since !== null))
        .length;
    };
    expect(await goneAfter(100, [])).toBe(0);
    expect(await goneAfter(90, [{ ...event, startMs: START_MS - 95 * MINUTE_MS }])).toBe(0);
    expect(await goneAfter(80, [{ ...event, startMs: START_MS }])).toBe(4);
  });

  it('leave out a book that the newest one lacks', async () => {
    await capture('first', 3_000, { betmgm: spread(-9), draftkings: spread(-3) });
    await capture('first', 60, { draftkings: spread(-3), fanduel: spread(-4) });
    await capture('first', 10, { draftkings: spread(-3), fanduel: spread(-3) });
    expect(await close('spreads')).toMatchObject({ books: 2, close_point: -3, age_minutes: 10 });
  });

  it('have the same lines and movement once sightings of old ones are cut down', async () => {
    // One book stands all the time, one goes before the last look, one moves with it, and one market ends early.
    const still = [...moneyline(1.5, 2.7), ...spread(-3)];
    for (const [index, before] of [2_000, 900, 600, 300, 60, 10].entries()) {
      const moving = [...moneyline(1.6 + index / 100, 2.4), ...spread(-3 - index / 2)];
      await capture('first', before, {
        draftkings: before > 50 ? still : moneyline(1.5, 2.7),
        fanduel: before > 50 ? moving : moving.slice(0, 2),
        ...(before > 20 ? { betmgm: still } : {}),
      });
    }
    await capture('first', -30, { draftkings: moneyline(3, 1.4), fanduel: moneyline(1.65, 2.4) });
    const told = async () => {
      await db().execute(sql`insert into closing_lines_due select ${gameId}, now() on conflict do nothing`);
      await followClosingLines(db());
      const { items } = await readClosing(db(), { gameId });
      const odds = await readGameOdds(db(), gameId, 'spreads');
      const movement = await readMovement(db(), gameId, { keyNumbersOf: () => [3, 7] });
      return JSON.stringify([items, odds, movement]);
    };
    const kept = async () =>
      (
        await rowsOf<{ kept: number }>(
          db(),
          sql`select sum(cardinality(series_ids))::int as kept from odds_sightings`,
        )
      )[0]?.kept ?? 0;
    const [before, many] = [await told(), await kept()];
    const { signal } = new AbortController();
    expect(await compactSightings(db(), 36_500, signal)).toBe(0);
    expect(await compactSightings(db(), 2, signal)).toBe(1);
    expect(await kept()).toBeLessThan(many / 2);
    expect(await told()).toBe(before);
    expect(await compactSightings(db(), 2, signal)).toBe(0);
  });

  it('keep the lines of a book apart that stand side by side', async () => {
    const lines = { draftkings: [...spread(-3, 1.9, 1.95), ...spread(-7, 3.4, 1.3)] };
    await capture('first', 60, lines);
    await capture('first', 10, lines);
    expect(await seriesOf('spreads')).toHaveLength(4);
    expect(await close('spreads')).toMatchObject({ close_point: -3, close_price: 1.9 });
  });

  it('are in play by the start that stood when they were taken, one that went and came back too', async () => {
    const other = START_MS + 120 * MINUTE_MS;
    await capture('first', 600, { draftkings: moneyline(1.5, 2.7) });
    await capture('first', 500, { draftkings: moneyline(1.6, 2.5) }, nothing, other);
    await capture('first', 400, { draftkings: moneyline(1.7, 2.4) });
    await capture('first', 300, { draftkings: moneyline(1.8, 2.2) });
    const rows = await rowsOf<{ start: Date }>(
      db(),
      sql`select commence_time as start from odds_history where outcome = 'home' order by captured_at`,
    );
    expect(rows.map(({ start }) => new Date(start).getTime())).toEqual([START_MS, other, START_MS, START_MS]);
  });
});
