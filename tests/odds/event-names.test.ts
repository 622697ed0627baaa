import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oddsEvents } from '../../src/db/schema/odds.ts';
import { collectedLeagues } from '../../src/odds/collect/league-slates.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, changesOf, ingestGames, load, logOf } from './odds-world.ts';

describe('the names of an event', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  const names = () => db().select({ home: oddsEvents.homeName, away: oddsEvents.awayName }).from(oddsEvents);
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
  });
  afterEach(() => test.close());

  it('are those of the newest capture, whichever is loaded first', async () => {
    const open: LogRow = { at: '2026-11-01T10:00:00Z', event: 'e7', home: 'Winner of A', price: -110 };
    const known: LogRow = { ...open, at: '2026-11-01T12:00:00Z', home: 'Boston Celtics' };
    const [nba] = await collectedLeagues(db(), { sports: ['NBA'], names: ['nba'] });
    const stated = { league: nba?.league };
    await load(test, logOf([open]), stated);
    expect(await names()).toEqual([{ home: 'Winner of A', away: 'Miami Heat' }]);
    expect(await load(test, logOf([known]), stated)).toMatchObject({ events_linked: 1 });
    await load(test, logOf([{ ...open, at: '2026-11-01T11:00:00Z' }]), stated);
    expect(await names()).toEqual([{ home: 'Boston Celtics', away: 'Miami Heat' }]);
  });

  it('stay in their places where a capture has them the other way round, and its prices are turned', async () => {
    const other = { at: '2026-11-01T11:00:00Z', home: 'Miami Heat', away: 'Boston Celtics' };
    await load(
      test,
      logOf([
        { at: '2026-11-01T10:00:00Z', price: -150 },
        { at: '2026-11-01T10:00:00Z', market: 'spreads', price: -110, point: -3.5 },
      ]),
    );
    const rows: LogRow[] = [
      { ...other, outcome: 'Boston Celtics', price: -160 },
      { ...other, market: 'spreads', outcome: 'Boston Celtics', price: -110, point: -4.5 },
      { ...other, market: 'spreads', outcome: 'Miami Heat', price: -105, point: 4.5 },
      { ...other, market: 'totals', outcome: 'Over', price: 100, point: 221.5 },
    ];
    await load(test, logOf(rows));
    expect(await names()).toEqual([{ home: 'Boston Celtics', away: 'Miami Heat' }]);
    expect(await changesOf(db())).toEqual([
      'e1 draftkings h2h home  1.6667 2026-11-01T10:00:00.000Z',
      'e1 draftkings h2h home  1.625 2026-11-01T11:00:00.000Z',
      'e1 draftkings spreads away -4.5 1.9524 2026-11-01T11:00:00.000Z',
      'e1 draftkings spreads home -3.5 1.9091 2026-11-01T10:00:00.000Z',
      'e1 draftkings spreads home -4.5 1.9091 2026-11-01T11:00:00.000Z',
      'e1 draftkings totals over 221.5 2 2026-11-01T11:00:00.000Z',
    ]);
  });
});
