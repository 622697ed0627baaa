import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

describe('the tables of game lines', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it.each(['nba', 'nfl', 'football'])(
    'of %s have a partition for each season and one for all others',
    async (sport) => {
      for (const entity of ['player', 'team']) {
        const table = `${sport}_${entity}_game_stats`;
        const partitions = await rowsOf<{ bound: string }>(
          test.app.database.db,
          sql`select pg_get_expr(part.relpartbound, part.oid) as bound from pg_inherits as link
            join pg_class as part on part.oid = link.inhrelid where link.inhparent = ${table}::regclass order by 1`,
        );
        const bounds = partitions.map(({ bound }) => bound);
        for (const season of [2015, 2026, 2040]) expect(bounds, table).toContain(`FOR VALUES IN (${season})`);
        expect(bounds).toContain('DEFAULT');
        const loose = await rowsOf<{ column: string }>(
          test.app.database.db,
          sql`select column_name as column from information_schema.columns
            where table_name = ${table} and data_type in ('json', 'jsonb')`,
        );
        expect(loose, 'every figure has a column of its own type').toEqual([]);
      }
    },
  );

  it('tell from a line itself who began', async () => {
    const generated = await rowsOf(
      test.app.database.db,
      sql`select table_name as table, generation_expression as expression from information_schema.columns
          where column_name = 'is_starter' and is_generated = 'ALWAYS'
            and table_name in ('nba_player_game_stats', 'football_player_game_stats') order by 1 desc`,
    );
    expect(generated).toEqual([
      { table: 'nba_player_game_stats', expression: '(start_position IS NOT NULL)' },
      { table: 'football_player_game_stats', expression: '(NOT is_substitute)' },
    ]);
  });
});
