import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { prepared } from '../../src/db/prepared-statements.ts';
import { quickText } from '../../src/db/quick-text.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { alerts } from '../../src/db/schema/alerts.ts';
import { games } from '../../src/db/schema/games.ts';
import { sports } from '../../src/db/schema/reference.ts';
import { notNull, orNull, selecting, valueOf } from '../../src/db/selecting.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let handle: DatabaseHandle;
beforeAll(async () => {
  database = await createTestDatabase();
  handle = openDatabase({
    url: database.url,
    applicationName: 'selecting',
    poolMax: 1,
    logger: silentLogger(),
  });
  await handle.db.insert(alerts).values({
    key: 'one',
    kind: 'game_failed',
    severity: 'warning',
    isUrgent: true,
    title: 'One',
    detail: 'of them',
    remedy: 'none',
    firstSeenAt: new Date('2026-01-15T20:00:00Z'),
  });
});
afterAll(async () => {
  await handle?.close();
  await database?.drop();
});

const SELECTED = {
  id: alerts.id,
  first_seen_at: alerts.firstSeenAt,
  raised: alerts.raisedAt,
  sumOf: sql<number>`sum(${alerts.id}) over ()`,
  sport: orNull(sports.displayName),
};

const ofAlerts = (list: SQL): SQL =>
  sql`select ${list} from ${alerts} left join ${sports} on ${sports.displayName} = ${alerts.key}`;

describe('a statement whose text is at hand', () => {
  const every = sql`select now()::timestamptz as instant, date '2026-01-15' as date, timestamp '2026-01-15 20:00' as moment,
    interval '1 day' as span, 12::bigint as large, 1.5::numeric as exact, array[1.5]::numeric[] as numbers,
    array[date '2026-01-15'] as dates, array[now()] as instants, '{"a": 1}'::jsonb as data, ${7}::int as given`;

  it('is answered as by drizzle, in and out of transactions', async () => {
    await handle.db.transaction(async (tx) => {
      const { rows } = await tx.execute(every);
      expect((await tx.execute(quickText(every))).rows).toEqual(rows);
      await tx.transaction(async (inner) =>
        expect((await inner.execute(quickText(every))).rows).toEqual(rows),
      );
    });
    await handle.db.lockedTransaction(async (tx, last) => {
      const { rows } = await tx.execute(every);
      expect((await last.execute(quickText(every))).rows).toEqual(rows);
    });
    const [slow] = (await handle.db.execute(every)).rows;
    const [quick] = (await handle.db.execute(quickText(every))).rows;
    expect(Object.entries(quick ?? {}).map(([name, value]) => [name, typeof value])).toEqual(
      Object.entries(slow ?? {}).map(([name, value]) => [name, typeof value]),
    );
  });

  it('is refused as by drizzle', async () => {
    const wrong = sql`select ${'x'}::int`;
    const [slow, quick] = await Promise.allSettled([
      handle.db.execute(wrong),
      handle.db.execute(quickText(wrong)),
    ]);
    expect(quick).toEqual(slow);
    expect(quick).toMatchObject({ reason: { cause: { code: '22P02' }, params: ['x'] } });
    await expect(
      handle.db.lockedTransaction(async (tx) => tx.execute(quickText(wrong))),
    ).rejects.toMatchObject({ cause: { code: '22P02' } });
  });
});

describe('a statement that says what its rows are', () => {
  it('names and types the fields of a row by what it selects', async () => {
    const [row] = await rowsOf(handle.db, selecting(SELECTED, ofAlerts));
    const typed:
      | { id: number; first_seen_at: Date; raised: Date | null; sumOf: number; sport: string | null }
      | undefined = row;
    expect(typed).toEqual({
      id: 1,
      first_seen_at: new Date('2026-01-15T20:00:00Z'),
      raised: null,
      sumOf: 1,
      sport: null,
    });
    // @ts-expect-error the column may be null
    const raised: Date | undefined = row?.raised;
    // @ts-expect-error the statement has no such field
    const other: unknown = row?.severity;
    expect([raised, other]).toEqual([null, undefined]);
  });

  it('keeps them where it is prepared', async () => {
    const row = await firstRow(handle.db, prepared(selecting(SELECTED, ofAlerts)));
    const seconds: number | undefined = row?.first_seen_at.getTime();
    expect(seconds).toBe(Date.parse('2026-01-15T20:00:00Z'));
  });

  it('tells what it has written, and what a part of it hands on', async () => {
    const [row] = await rowsOf(
      handle.db,
      selecting(
        {
          score: valueOf(games.homeScore, sql`changed.score`),
          title: valueOf(alerts.title, sql`changed.title`),
        },
        (list) => sql`
          with changed as (
            update ${alerts} set title = 'Two' returning ${alerts.title}, null::int as score)
          select ${list} from changed`,
      ),
    );
    const typed: { score: number | null; title: string } | undefined = row;
    expect(typed).toEqual({ score: null, title: 'Two' });
  });

  it('takes a column for filled where its condition leaves out what is not', async () => {
    const rows = await rowsOf(
      handle.db,
      selecting(
        { at: notNull(alerts.raisedAt) },
        (list) => sql`select ${list} from ${alerts} where ${alerts.raisedAt} is not null`,
      ),
    );
    const instants: readonly Date[] = rows.map(({ at }) => at);
    expect(instants).toEqual([]);
  });
});

describe('an instant that no Date can hold', () => {
  it('is read alike by the query builder and by statements of our own', async () => {
    await handle.db.execute(sql`update ${alerts} set first_seen_at = 'infinity', last_seen_at = '-infinity'`);
    const selected = { first: alerts.firstSeenAt, last: alerts.lastSeenAt };
    const built = await handle.db.select(selected).from(alerts);
    expect(built).toEqual([{ first: new Date(8.64e15), last: new Date(-8.64e15) }]);
    expect(await rowsOf(handle.db, selecting(selected, ofAlerts))).toEqual(built);
  });
});
