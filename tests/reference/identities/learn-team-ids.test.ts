import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/db/rows.ts';
import type { ProviderGame } from '../../../src/domain/box-score.ts';
import type { GameToSeed } from '../../../src/domain/game-to-seed.ts';
import { learnedTeamParts } from '../../../src/reference/identities/learn-team-ids.ts';
import { SEEN_TEAMS, seenTeamParts } from '../../../src/reference/players/seen-in-game.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

type World = { test: TestApp; isSeeded: boolean };

async function idsOf({ test }: World, ...names: string[]): Promise<Record<string, string | null>> {
  const rows = await rowsOf<{ name: string; api_sports_id: string | null }>(
    test.app.database.db,
    sql`select name, api_sports_id from teams where name = any(${sql.param(names)}::text[])`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.api_sports_id]));
}

async function learn(
  { test, isSeeded }: World,
  home: readonly [string, string],
  away: readonly [string, string],
): Promise<void> {
  const { db } = test.app.database;
  const rows = await rowsOf<GameToSeed['home']>(
    db,
    sql`select id as "teamId", name, abbreviation, api_sports_id as "externalId" from teams
        where name in (${home[0]}, ${away[0]})`,
  );
  const side = ([name]: readonly [string, string]): GameToSeed['home'] => {
    const found = rows.find((row) => row.name === name);
    if (!found) throw new Error(`there is no team ${name}`);
    return found;
  };
  const seenSide = ([name, providerTeamId]: readonly [string, string]) => ({
    providerTeamId,
    name,
    code: null,
  });
  const game = { home: side(home), away: side(away) } as GameToSeed;
  const providerGame = { home: seenSide(home), away: seenSide(away) } as ProviderGame;
  const parts = isSeeded
    ? [
        ...seenTeamParts({ ...game, gameDate: '2026-01-15' }),
        ...learnedTeamParts({ game, providerGame }, SEEN_TEAMS),
      ]
    : learnedTeamParts({ game, providerGame });
  if (parts.length > 0) await db.execute(sql`with ${sql.join([...parts], sql`, `)} select`);
}

describe.each([
  { when: 'by itself', isSeeded: false },
  { when: 'of seeded teams', isSeeded: true },
])('learning team ids $when', ({ isSeeded }) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('keeps ids of teams that have none, never changes one, and gives none to two teams', async () => {
    await learn({ test, isSeeded }, ['Arsenal FC', '42'], ['Chelsea FC', '49']);
    expect(await idsOf({ test, isSeeded }, 'Arsenal FC', 'Chelsea FC')).toEqual({
      'Arsenal FC': '42',
      'Chelsea FC': '49',
    });

    await learn({ test, isSeeded }, ['Arsenal FC', '999'], ['Everton FC', '49']);
    expect(await idsOf({ test, isSeeded }, 'Arsenal FC', 'Everton FC')).toEqual({
      'Arsenal FC': '42',
      'Everton FC': null,
    });

    await learn({ test, isSeeded }, ['Everton FC', '45'], ['Fulham FC', '36']);
    expect(await idsOf({ test, isSeeded }, 'Everton FC', 'Fulham FC')).toEqual({
      'Everton FC': '45',
      'Fulham FC': '36',
    });
  });
});
