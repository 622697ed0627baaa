import { and, eq, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { sourceLineDifferences } from '../../db/schema/source-line-differences.ts';

const other = alias(sourceLineDifferences, 'other');

/**
 * Has what sources tell differently of a player's lines follow the lines, of the games named. A difference that the other
 * player has of the same figure already stays that of both.
 */
export async function moveDifferences(
  tx: Executor,
  { from, to, gameIds }: { from: number; to: number; gameIds: readonly number[] },
): Promise<void> {
  const { gameId, source, entityType, entityId, field } = sourceLineDifferences;
  const isMoved = and(
    eq(entityType, 'player'),
    eq(entityId, from),
    sql`${gameId} = any(${sql.param([...gameIds])}::int[])`,
  );
  const isKnown = sql`exists (
    select from ${sourceLineDifferences} as ${other}
    where ${other.gameId} = ${gameId} and ${other.source} = ${source} and ${other.field} = ${field}
      and ${other.entityType} = 'player' and ${other.entityId} = ${to})`;
  await tx.delete(sourceLineDifferences).where(and(isMoved, isKnown));
  await tx.update(sourceLineDifferences).set({ entityId: to }).where(isMoved);
}
