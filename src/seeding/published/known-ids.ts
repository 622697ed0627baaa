import { and, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { PublishedLayout } from './layouts/layout.ts';

/** Our ids of those whom the rows are about, by the publisher's. */
export async function knownIds(
  tx: Executor,
  { entityType, source }: PublishedLayout,
  { sportId, home, away }: GameToSeed,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (entityType === 'team')
    return new Map([
      [home.externalId ?? '', home.teamId],
      [away.externalId ?? '', away.teamId],
    ]);
  const rows = await tx
    .select({ externalId: externalIds.externalId, entityId: externalIds.entityId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, source),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, entityType),
        inArray(externalIds.externalId, [...ids]),
      ),
    );
  return new Map(rows.map(({ externalId, entityId }) => [externalId, entityId]));
}
