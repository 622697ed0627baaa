import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { externalIdOf } from './external-ids.ts';

/** The same game under the ids that a provider gives it and its teams; null where these are not known. */
export async function gameAsKnownAt(
  executor: Executor,
  provider: string,
  game: GameToSeed,
): Promise<GameToSeed> {
  const ids = await firstRow(
    executor,
    selecting(
      {
        league: sql<string | null>`(select ${externalIdOf('league', games.leagueId, provider)} from ${games}
                where ${games.id} = ${game.gameId}::int)`,
        game: sql<string | null>`${externalIdOf('game', sql`${game.gameId}::int`, provider)}`,
        home: sql<string | null>`${externalIdOf('team', sql`${game.home.teamId}::int`, provider)}`,
        away: sql<string | null>`${externalIdOf('team', sql`${game.away.teamId}::int`, provider)}`,
      },
      (list) => sql`select ${list}`,
    ),
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
  const row = await firstRow(
    executor,
    selecting(
      { id: sql<string | null>`${externalIdOf('team', sql`${teamId}::int`, provider)}` },
      (list) => sql`select ${list}`,
    ),
  );
  return row?.id ?? null;
}
