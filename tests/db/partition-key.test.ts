import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { seasonLiteral } from '../../src/db/partition-key.ts';
import { prepared } from '../../src/db/prepared-statements.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let handle: DatabaseHandle;
beforeAll(async () => {
  database = await createTestDatabase();
  handle = openDatabase({
    url: database.url,
    applicationName: 'partitions',
    poolMax: 1,
    logger: silentLogger(),
  });
});
afterAll(async () => {
  await handle?.close();
  await database?.drop();
});

/** The tables that a statement keeps locked until its transaction ends, which are those that its plan holds. */
function tablesOf(season: ReturnType<typeof seasonLiteral>): Promise<string[]> {
  return handle.db.transaction(async (tx) => {
    await tx.execute(sql`set local plan_cache_mode = 'force_generic_plan'`);
    await tx.execute(
      prepared(
        sql`select exists (select from nba_player_game_stats where season_year = ${season} and game_id = ${7}::int)`,
      ),
    );
    const rows = await rowsOf<{ name: string }>(
      tx,
      sql`select distinct class.relname as name from pg_locks join pg_class as class on class.oid = relation
          where pid = pg_backend_pid() and class.relkind = 'r' and class.relname like 'nba%' order by 1`,
    );
    return rows.map(({ name }) => name);
  });
}

describe('the season of a prepared statement', () => {
  it('is planned for its own partition alone when it is a literal', async () => {
    expect(await tablesOf(seasonLiteral(2025))).toEqual(['nba_player_game_stats_2025']);
    expect((await tablesOf(sql`${2025}::int`)).length).toBeGreaterThan(10);
  });

  it('is a whole number', () => {
    for (const wrong of [2025.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => seasonLiteral(wrong)).toThrow(RangeError);
  });
});
