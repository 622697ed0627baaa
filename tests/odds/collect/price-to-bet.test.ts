import { afterEach, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { liveSources } from '../../../src/app/live-sources.ts';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { games } from '../../../src/db/schema/games.ts';
import { oddsEvents } from '../../../src/db/schema/odds.ts';
import { followClosingLines } from '../../../src/odds/closing/follow-closing-lines.ts';
import { snapshotNow } from '../../../src/odds/collect/snapshot-now.ts';
import { settle, settledAs } from '../../../src/odds/maths/settle.ts';
import { readClosing, readMovement } from '../../../src/odds/read/odds-queries.ts';
import { selectGamesToSeed } from '../../../src/seeding/games-to-seed.ts';
import { updateResults } from '../../../src/seeding/results/update-results.ts';
import { type World, createWorld } from './collection-world.ts';

let world: World;
afterEach(() => world?.close());

it('a football match has its draw from the first price to the settled bet', async () => {
  world = await createWorld(
    { ODDS_REGIONS: 'uk,eu' },
    {
      sport: 'FOOTBALL',
      leagueName: 'Premier League',
      pairs: [
        ['Chelsea', 'Arsenal'],
        ['Liverpool', 'Everton'],
      ],
    },
  );
  const { db } = world.app.database;
  const deps = oddsCollection(world.app, world.providers);
  for (const minutes of [300, 12]) {
    world.goTo(minutes);
    const asked = { leagues: ['Premier League'], markets: undefined, actor: 'test' };
    const [look] = await snapshotNow(deps, { ...asked, signal: new AbortController().signal });
    expect(look).toMatchObject({ ok: true, events: 2, refused: 0 });
  }
  const events = await db.select().from(oddsEvents);
  expect(events.map(({ gameId, question }) => [gameId !== null, question])).toEqual([
    [true, null],
    [true, null],
  ]);

  // The database's own clock says when a game is over.
  await moveBack(db);
  await db.update(games).set({ homeScore: 1, awayScore: 1 });
  const gameId = events[0]?.gameId ?? 0;
  await followClosingLines(db);
  const { items } = await readClosing(db, { gameId });
  const winner = items.filter(({ market }) => market === 'h2h');
  expect(winner.map(({ outcome }) => outcome).toSorted()).toEqual(['away', 'draw', 'home']);
  const fair = winner.map((row) => row.fair_probability ?? 0);
  expect(fair.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
  expect(Math.min(...fair)).toBeGreaterThan(0.02);
  expect(winner.every(({ hold }) => (hold ?? -1) >= 0)).toBe(true);
  expect(winner.every(({ age_minutes: age }) => (age ?? 99) <= 12)).toBe(true);

  const sides = winner.map(({ outcome }) => outcome);
  const returns = winner.map(({ outcome, close_price: price }) => {
    const market = settledAs('h2h', sides);
    const settled = settle({ market, pick: outcome, point: null, price: price ?? 0 }, { home: 1, away: 1 });
    return [outcome, settled.ok && settled.result];
  });
  expect(Object.fromEntries(returns)).toEqual({ home: 'loss', away: 'loss', draw: 'win' });
  const spread = items.find(({ market, outcome }) => market === 'spreads' && outcome === 'home');
  const movement = await readMovement(db, gameId, { market: 'h2h', keyNumbersOf: () => [] });
  expect(movement?.markets[0]?.series.some(({ outcome }) => outcome === 'draw')).toBe(true);
  expect((spread?.close_point ?? 0.1) * 4).toBe(Math.round((spread?.close_point ?? 0.1) * 4));
});

const HOUR_MS = 3_600_000;

/** A game at night, and two of the same sides on a day: of sports that have results and no box scores. */
const NIGHTS = [
  { sport: 'NHL', pairs: [['TOR', 'BOS']] },
  {
    sport: 'MLB',
    startMs: Date.parse('2027-06-16T17:10:00Z'),
    pairs: [
      ['NYY', 'BOS'],
      ['NYY', 'BOS', 5],
    ],
  },
] as const;

it.each(NIGHTS)(
  'games of the $sport have their odds from the planned poll to the settled bet',
  async (night) => {
    world = await createWorld({}, { ...night, hasResults: true });
    const { app, providers, startMs } = world;
    const { db } = app.database;
    world.goTo(30 * 60);
    await world.run();
    const planned = await world.polls();
    expect(planned.length).toBeGreaterThan(5);
    expect(planned.every(({ status }) => status === 'planned')).toBe(true);
    const lastOf = (start: number) =>
      planned.findLast(({ plannedAt }) => plannedAt.getTime() < start)?.plannedAt.getTime() ?? 0;
    for (const [, , hoursLater = 0] of night.pairs as readonly (readonly [string, string, number?])[]) {
      const start = startMs + hoursLater * HOUR_MS;
      for (const at of [planned[0]?.plannedAt.getTime() ?? 0, lastOf(start)]) {
        world.goTo((startMs - at) / 60_000);
        await world.run();
      }
    }
    const events = await db.select().from(oddsEvents).orderBy(oddsEvents.startsAt);
    expect(new Set(events.map(({ gameId }) => gameId))).toEqual(
      new Set((await db.select().from(games)).map(({ id }) => id)),
    );
    // The scoreboard has odds as well: each source has an event of its own for each game.
    expect(events.map(({ question }) => question)).toEqual(night.pairs.flatMap(() => [null, null]));
    expect((await world.polls()).filter(({ status }) => status === 'done').length).toBeGreaterThan(1);

    // The results by the scoreboard, long after the start; then the database's own clock says that the games are over.
    world.goTo(-12 * 60);
    const deps = { db, sources: liveSources(app, providers), runCalls: providers.usage, clock: app.clock };
    const ofAll = {
      games: await selectGamesToSeed(db, sql`true`),
      priority: 'manual',
      actor: 'test',
    } as const;
    const signal = new AbortController().signal;
    expect(await updateResults({ ...deps, logger: app.logger }, { ...ofAll, signal })).toMatchObject({
      settled: night.pairs.length,
      failed: 0,
    });
    await moveBack(db);
    await followClosingLines(db);
    const ended = await db.select().from(games).orderBy(games.gameDatetime);
    for (const { id, status, homeScore, awayScore, gameNumber } of ended) {
      expect(status).toBe('completed');
      expect(gameNumber).toBe(ended.findIndex((one) => one.id === id) + 1);
      const { items } = await readClosing(db, { gameId: id });
      expect([...new Set(items.map(({ market }) => market))].toSorted()).toEqual([
        'h2h',
        'spreads',
        'totals',
      ]);
      expect(
        items.every(({ age_minutes: age, close_price: price }) => (age ?? 99) <= 60 && price !== null),
      ).toBe(true);
      const score = { home: homeScore ?? 0, away: awayScore ?? 0 };
      const won = items.map(({ market, outcome, close_point: point, close_price: price }) => {
        const bet = { market: market as 'h2h', pick: outcome, point, price: price ?? 0 };
        const settled = settle(bet, score);
        return settled.ok && settled.result === 'win' ? `${market} ${outcome}` : '';
      });
      // Nobody ends level: one side of the moneyline wins.
      expect(won.filter((one) => one.startsWith('h2h'))).toEqual([
        `h2h ${score.home > score.away ? 'home' : 'away'}`,
      ]);
    }
  },
);

/** Everything that was captured, and the games, ten years earlier. */
async function moveBack(db: World['app']['database']['db']): Promise<void> {
  await db.execute(sql`update odds_changes set captured_at = captured_at - interval '10 years'`);
  await db.execute(
    sql`update odds_current set captured_at = captured_at - interval '10 years', last_seen_at = last_seen_at - interval '10 years'`,
  );
  await db.execute(sql`update odds_sightings set captured_at = captured_at - interval '10 years'`);
  await db.execute(
    sql`update odds_events set first_seen_at = first_seen_at - interval '10 years', last_seen_at = last_seen_at - interval '10 years'`,
  );
  await db.update(games).set({ gameDatetime: sql`${games.gameDatetime} - interval '10 years'` });
}
