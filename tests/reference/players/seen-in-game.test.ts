import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/db/database.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import type { GameToSeed } from '../../../src/domain/game-to-seed.ts';
import { teachIds } from '../../../src/reference/identities/external-ids.ts';
import { seenTeamParts } from '../../../src/reference/players/seen-in-game.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

async function noteTeamsSeeded(tx: Executor, game: GameToSeed): Promise<void> {
  await tx.execute(sql`with ${sql.join([...seenTeamParts(game)], sql`, `)} select`);
}

describe('two games of one team that are written at the same moment', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it.each([
    ['note that their teams were seeded', noteTeamsSeeded],
    [
      'learn the ids of their teams',
      (tx: Executor, { home, away }: GameToSeed) =>
        teachIds(
          tx,
          { entityType: 'team', learnedBy: 'name' },
          [home, away].map(({ teamId }) => ({ entityId: teamId, externalId: `9${teamId}` })),
        ),
    ],
  ])('%s without waiting for each other’s lines', async (_what, write) => {
    const { db } = test.app.database;
    const teams = await rowsOf<{ id: number }>(
      db,
      sql`select team.id from teams as team join sports as sport on sport.id = team.sport_id
          where sport.display_name = 'FOOTBALL' order by team.id limit 3`,
    );
    const [first, shared, last] = teams.map(({ id }) => ({ teamId: id }));
    const gameOf = (home: unknown, away: unknown) => ({ home, away, gameDate: '2026-01-15' }) as GameToSeed;
    const haveLines: (() => void)[] = [];
    const bothHaveLines = Promise.all(
      [0, 1].map((index) => new Promise<void>((resolve) => (haveLines[index] = resolve))),
    );
    const seed = (index: number, game: GameToSeed): Promise<void> =>
      db.transaction(async (tx) => {
        // What a line that names a team locks of it.
        const ids = [game.home.teamId, game.away.teamId];
        await tx.execute(sql`select from teams where id = any(${sql.param(ids)}::int[]) for key share`);
        haveLines[index]?.();
        await bothHaveLines;
        await write(tx, game);
      });
    await expect(
      Promise.all([seed(0, gameOf(first, shared)), seed(1, gameOf(shared, last))]),
    ).resolves.toEqual([undefined, undefined]);
  });
});
