import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookQuotes, OddsSnapshot, Quote } from '../../../src/domain/odds.ts';
import { collectedLeagues } from '../../../src/odds/collect/league-slates.ts';
import { takeSnapshot } from '../../../src/odds/collect/take-snapshot.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { changesOf, ingestGames } from '../odds-world.ts';

const AT = '2026-11-01T10:00:00.000Z';
const HOME: Quote = { market: 'h2h', side: 'home', subject: null, price: 1.8, priceText: '1.8', point: null };

function bookOf(book: string, quotes: readonly Quote[], title = book): BookQuotes {
  return { book, title, updatedAtMs: {}, quotes };
}

function eventOf(providerEventId: string, books: readonly BookQuotes[], home = 'Boston Celtics') {
  return { providerEventId, startMs: Date.parse('2026-11-04T00:30:00Z'), home, away: 'Miami Heat', books };
}

describe('a look with texts that no column holds', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
  });
  afterEach(() => test.close());

  it('keeps all that is beside them', async () => {
    const long = 'x'.repeat(61);
    const good = bookOf('draftkings', [HOME, { ...HOME, market: long }], 'Title '.repeat(40));
    const props = bookOf('fanduel', [
      HOME,
      { ...HOME, market: 'player_points', side: 'yes', subject: 'a\0b' },
      { ...HOME, market: 'player_points', side: 'yes', subject: 'y'.repeat(121) },
    ]);
    const snapshot: OddsSnapshot = {
      capturedAtMs: Date.parse(AT),
      events: [
        eventOf('good', [good, props, bookOf(long, [HOME])]),
        eventOf(long, [bookOf('draftkings', [HOME])]),
        eventOf('a\0b', [bookOf('draftkings', [HOME])]),
        eventOf('nul', [bookOf('draftkings', [HOME])], 'Boston\0Celtics'),
        eventOf('named', [bookOf('draftkings', [HOME])], 'z'.repeat(121)),
      ],
      refused: [],
    };
    const { db } = test.app.database;
    const [league] = await collectedLeagues(db, { sports: ['NBA'], names: ['nba'] });
    if (league === undefined) throw new Error('there is no NBA');
    const counts = await takeSnapshot(
      { db, clock: { nowMs: () => Date.parse(AT) } },
      {
        name: 'a-provider',
        port: { events: () => Promise.resolve(snapshot.events), odds: () => Promise.resolve(snapshot) },
        league,
      },
      { markets: ['h2h'], regions: ['us'] },
      { signal: new AbortController().signal, priority: 'first_pass', runId: 'a-run' },
    );
    expect(counts).toMatchObject({ events: 1, changes: 2, refused: 8 });
    expect(await changesOf(db)).toEqual([
      `good draftkings h2h home  1.8 ${AT}`,
      `good fanduel h2h home  1.8 ${AT}`,
    ]);
  });
});
