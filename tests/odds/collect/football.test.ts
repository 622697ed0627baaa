import { afterEach, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { oddsCollection } from '../../../src/app/odds-collection.ts';
import { games } from '../../../src/db/schema/games.ts';
import { oddsEvents } from '../../../src/db/schema/odds.ts';
import { followClosingLines } from '../../../src/odds/closing/follow-closing-lines.ts';
import { snapshotNow } from '../../../src/odds/collect/snapshot-now.ts';
import { settle, settledAs } from '../../../src/odds/maths/settle.ts';
import { readClosing, readMovement } from '../../../src/odds/read/odds-queries.ts';
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
  await db.execute(sql`update odds_changes set captured_at = captured_at - interval '10 years'`);
  await db.execute(
    sql`update odds_current set captured_at = captured_at - interval '10 years', last_seen_at = last_seen_at - interval '10 years'`,
  );
  await db.execute(sql`update odds_sightings set captured_at = captured_at - interval '10 years'`);
  await db.execute(
    sql`update odds_events set first_seen_at = first_seen_at - interval '10 years', last_seen_at = last_seen_at - interval '10 years'`,
  );
  await db
    .update(games)
    .set({ gameDatetime: sql`${games.gameDatetime} - interval '10 years'`, homeScore: 1, awayScore: 1 });
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
