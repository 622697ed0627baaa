import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { oddsEvents } from '../../src/db/schema/odds.ts';
import { quotesQuery, readGameEvents } from '../../src/odds/read/game-quotes.ts';
import { makeMonthPartitions } from '../../src/odds/store/month-partitions.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, changesOf, ingestGames, load, logOf } from './odds-world.ts';

const MONTHS = 12;

/** An event a month, each with some captures. */
function yearOfEvents(): LogRow[] {
  return Array.from({ length: MONTHS }, (_, month) => month).flatMap((month) =>
    Array.from({ length: 6 }, (_, day) => {
      const at = new Date(Date.UTC(2024, month, 10 + day)).toISOString();
      const start = new Date(Date.UTC(2024, month, 20)).toISOString();
      return { at, start, event: `m${month}`, price: -110 - day };
    }),
  );
}

describe('the months of odds', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
  });
  afterEach(() => test.close());

  const places = () =>
    rowsOf<{ place: string; rows: number }>(
      db(),
      sql`select tableoid::regclass::text as place, count(*)::int as rows from odds_changes group by 1 order by 1`,
    );

  it('get their partitions with the files that are of them', async () => {
    await load(test, logOf(yearOfEvents()));
    const found = await places();
    expect(found).toHaveLength(MONTHS);
    expect(found[0]).toEqual({ place: 'odds_changes_2024_01', rows: 6 });
  });

  it('are made ahead, and what lay in the partition for all others moves', async () => {
    await load(test, logOf(yearOfEvents()));
    const before = await changesOf(db());
    await db().execute(sql`alter table odds_changes detach partition odds_changes_2024_03`);
    await db().execute(sql`insert into odds_changes_other select * from odds_changes_2024_03`);
    await db().execute(sql`drop table odds_changes_2024_03`);
    const made = await makeMonthPartitions(db(), Date.UTC(2031, 10, 5));
    expect(made).toEqual({ made: ['2024-03', '2031-11', '2031-12', '2032-01', '2032-02'], leftOver: 0 });
    expect(await changesOf(db())).toEqual(before);
    expect((await places()).map(({ place }) => place)).toContain('odds_changes_2024_03');
    expect(await makeMonthPartitions(db(), Date.UTC(2031, 10, 5))).toEqual({ made: [], leftOver: 0 });
  });

  it('are not read for the movement of a game but for its own', async () => {
    await ingestGames(test, 'date,time,away,home\n2026-11-03,19:30,Miami Heat,Boston Celtics\n');
    await load(test, logOf(yearOfEvents()));
    await db().execute(
      sql`update odds_events set game_id = (select min(id) from games) where external_id = 'm4'`,
    );
    const [event] = await db().select().from(oddsEvents).where(eq(oddsEvents.externalId, 'm4'));
    const game = await readGameEvents(db(), event?.gameId ?? 0);
    const query = quotesQuery(db(), game?.events ?? [], { markets: ['h2h'], before: new Date('2024-05-20') });
    const [plan] = await rowsOf(db(), sql`explain (format json, costs off) ${query.getSQL()}`);
    const read = [...JSON.stringify(plan).matchAll(/"Relation Name":"(odds_changes\w*)"/g)].map(
      (one) => one[1],
    );
    expect(read).toEqual(['odds_changes_2024_05']);
  });
});
