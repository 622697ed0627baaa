import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { externalIdOf } from './external-ids.ts';

type Ids = { league: string | null; game: string | null; home: string | null; away: string | null };

/** The same game under the ids that a provider gives it and its teams; null where these are not known. */
export async function gameAsKnownAt(
  executor: Executor,
  provider: string,
  game: GameToSeed,
): Promise<GameToSeed> {
  const ids = await firstRow<Ids>(
    executor,
    sql`select (select ${externalIdOf('league', games.leagueId, provider)} from ${games}
                where ${games.id} = ${game.gameId}::int) as league,
               ${externalIdOf('game', sql`${game.gameId}::int`, provider)} as game,
               ${externalIdOf('team', sql`${game.home.teamId}::int`, provider)} as home,
               ${externalIdOf('team', sql`${game.away.teamId}::int`, provider)} as away`,
  );
  return {
    ...game,
    leagueExternalId: ids?.league ?? null,
    providerGameId: ids?.game ?? null,
    home: { ...game.home, externalId: ids?.home ?? null },
    away: { ...game.away, externalId: ids?.away ?? null },
  };
}

/** The id that a provider gives a team; null where it is not known. */
export async function teamIdAt(executor: Executor, provider: string, teamId: number): Promise<string | null> {
  const row = await firstRow<{ id: string | null }>(
    executor,
    sql`select ${externalIdOf('team', sql`${teamId}::int`, provider)} as id`,
  );
  return row?.id ?? null;
}
