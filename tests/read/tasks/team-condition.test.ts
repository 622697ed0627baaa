import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../../src/db/database.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { playedByAll, waysToPlay } from '../../../src/read/tasks/team-condition.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';

type Pairing = { home_team_id: number; away_team_id: number };

const TEAMS = [1, 2, 3, 4];
const PAIRINGS: readonly Pairing[] = TEAMS.flatMap((home) =>
  TEAMS.filter((away) => away !== home).map((away) => ({ home_team_id: home, away_team_id: away })),
);

let database: TestDatabase;
let handle: DatabaseHandle;

beforeAll(async () => {
  database = await createTestDatabase();
  handle = openDatabase({ url: database.url, poolMax: 1, applicationName: 'test', logger: silentLogger() });
});

afterAll(async () => {
  await handle.close();
  await database.drop();
});

function found(lists: readonly (readonly number[])[]): Promise<Pairing[]> {
  return foundWhere(playedByAll(lists));
}

function foundWhere(condition: SQL): Promise<Pairing[]> {
  return rowsOf<Pairing>(
    handle.db,
    sql`select home_team_id, away_team_id
        from json_to_recordset(${JSON.stringify(PAIRINGS)}::json) as game(home_team_id int, away_team_id int)
        where ${condition} order by home_team_id, away_team_id`,
  );
}

describe('games of teams', () => {
  it('are those in which a team of every list plays, whatever the lists are', async () => {
    const lists = fc.array(fc.uniqueArray(fc.constantFrom(...TEAMS), { maxLength: 3 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lists, async (wanted) => {
        const expected = PAIRINGS.filter(({ home_team_id: home, away_team_id: away }) =>
          wanted.every((list) => list.includes(home) || list.includes(away)),
        );
        expect(await found(wanted)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same by ways that name one team on each side, and teams of two sports never meet', async () => {
    const lists = fc.array(fc.uniqueArray(fc.constantFrom(...TEAMS), { maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(lists, async (wanted) => {
        const words = wanted.map((_list, at) => `word ${at}`);
        const teams = wanted.map((list) =>
          list.flatMap((id) => [
            { id, sportId: 1, isExact: false },
            { id: id + TEAMS.length, sportId: 2, isExact: false },
          ]),
        );
        const ways = waysToPlay(words, new Map(words.map((word, at) => [word, teams[at] ?? []])));
        const condition = ways.length === 0 ? sql`false` : sql.join([...ways], sql` or `);
        expect(await foundWhere(condition)).toEqual(await found(wanted));
      }),
      { numRuns: 40 },
    );
  });
});
