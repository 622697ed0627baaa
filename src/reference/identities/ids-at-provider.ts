import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import type { EntityType } from '../../domain/external-id.ts';

/** Whose ids of what are asked for. */
export type IdsAtProvider = { provider: string; sportId: number; entityType: EntityType };

/** Our ids by those of a provider: all that it has of a sport, or only those that are wanted. */
export async function idsAtProvider(
  db: Executor,
  { provider, sportId, entityType }: IdsAtProvider,
  wanted?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { externalId, entityId } = externalIds;
  const rows = await db
    .select({ outside: externalId, inside: entityId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, entityType),
        wanted === undefined ? undefined : sql`${externalId} = any(${sql.param([...wanted])}::text[])`,
      ),
    );
  return new Map(rows.map(({ outside, inside }) => [outside, inside]));
}
