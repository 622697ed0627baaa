import { type AnyColumn, type SQL, and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { wrongIds } from '../../db/schema/wrong-ids.ts';
import type { Actor } from '../../domain/actor.ts';
import type { EntityType } from '../../domain/external-id.ts';

/** An id with the entity that it may mean. */
export type Pairing = {
  provider: string;
  sportId: number;
  entityType: EntityType;
  externalId: string;
  entityId: number;
};

/** Keeps that an id does not mean an entity, on a person's word: nothing ties the two again by itself. */
export async function rememberWrong(tx: Executor, pairing: Pairing, actor: Actor): Promise<void> {
  const said = { saidBy: actor.name.slice(0, 100), reason: actor.reason ?? null };
  await tx
    .insert(wrongIds)
    .values({ ...pairing, ...said })
    .onConflictDoUpdate({
      target: [
        wrongIds.provider,
        wrongIds.sportId,
        wrongIds.entityType,
        wrongIds.externalId,
        wrongIds.entityId,
      ],
      set: { ...said, saidAt: sql`now()` },
    });
}

/** Takes such a word back. */
export async function forgetWrong(tx: Executor, pairing: Pairing): Promise<void> {
  await tx
    .delete(wrongIds)
    .where(
      and(
        eq(wrongIds.provider, pairing.provider),
        eq(wrongIds.sportId, pairing.sportId),
        eq(wrongIds.entityType, pairing.entityType),
        eq(wrongIds.externalId, pairing.externalId),
        eq(wrongIds.entityId, pairing.entityId),
      ),
    );
}

/** Whether somebody has said of a pairing that it is wrong, as a condition of SQL over its parts. */
export function isKnownWrong(pairing: {
  provider: SQL | AnyColumn | string;
  sportId: SQL | AnyColumn;
  entityType: SQL | AnyColumn;
  externalId: SQL | AnyColumn;
  entityId: SQL | AnyColumn;
}): SQL {
  return sql`exists (
    select 1 from ${wrongIds}
    where ${wrongIds.provider} = ${pairing.provider} and ${wrongIds.sportId} = ${pairing.sportId}
      and ${wrongIds.entityType} = ${pairing.entityType} and ${wrongIds.externalId} = ${pairing.externalId}
      and ${wrongIds.entityId} = ${pairing.entityId})`;
}
