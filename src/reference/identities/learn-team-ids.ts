import { type SQL, sql } from 'drizzle-orm';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { teaching } from './external-ids.ts';

/**
 * Keeps the provider's ids of the two sides of a game for teams that have none yet, so that they need not be
 * recognised by name again. An id that another team of the sport holds already is left alone. A part of a statement:
 * none where both are known. `heldBy` names an earlier part of it that locks both teams, in the order of their ids;
 * without one, this locks those that it teaches.
 */
export function learnedTeamParts(
  { game, providerGame }: { game: GameToSeed; providerGame: ProviderGame },
  heldBy?: SQL,
): readonly SQL[] {
  const sides = [
    { side: game.home, externalId: providerGame.home.providerTeamId },
    { side: game.away, externalId: providerGame.away.providerTeamId },
  ];
  const learned = sides
    .filter(({ side }) => side.externalId === null)
    .map(({ side, externalId }) => ({ entityId: side.teamId, externalId }));
  const isUnclear = providerGame.home.providerTeamId === providerGame.away.providerTeamId;
  if (learned.length === 0 || isUnclear) return [];
  const lesson = { entityType: 'team', learnedBy: 'name', provider: providerGame.source } as const;
  const statement =
    heldBy === undefined
      ? teaching(lesson, learned)
      : teaching(
          { ...lesson, rows: 'are_held' },
          sql`
          select "entityId", "externalId"
          from json_to_recordset(${JSON.stringify(learned)}::json) as told("entityId" int, "externalId" text)
          where (select count(*) from ${heldBy}) > 0`,
        );
  return [sql`learned_teams as (${statement})`];
}
