import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { WrittenLine } from '../sports/line-draft.ts';
import {
  loadEntities,
  markOthersAbsent,
  noteRefusedRows,
  saveCheckpoints,
  updateEntityCounts,
} from './entities.ts';
import { type Standing, closeGaps, markPartial } from './game-standing.ts';
import { type TaskEntity, countEntities, nameEntities } from './plan.ts';
import { SeedingError } from './policy.ts';
import { type StoredPart, wasReadByEntities } from './replay-reading.ts';

/** What was read does not fit together; nothing of it may stay written. */
export class ShortfallError extends Error {
  override readonly name = 'ShortfallError';
}

/** Names a player or team within a task. */
export function keyOf({
  entityType,
  providerEntityId,
}: Pick<TaskEntity, 'entityType' | 'providerEntityId'>): string {
  return `${entityType} ${providerEntityId}`;
}

/** Notes what was read of the task's players and teams: who had no line until now, and whose row is left out again. */
export async function noteReading(
  tx: Executor,
  taskId: number,
  entities: readonly TaskEntity[],
  { part, isPartOfLines, providerTeamId, entityType }: StoredPart,
  lines: readonly WrittenLine[],
): Promise<void> {
  const known = new Set(entities.filter(({ status }) => status === 'completed').map(keyOf));
  const fresh = lines.filter((line) => !known.has(keyOf(line)));
  if (fresh.length > 0) await saveCheckpoints(tx, taskId, fresh, providerTeamId);
  if (part.isWhole && !isPartOfLines) await markOthersAbsent(tx, taskId, entityType);
  // Stored answers have no further attempt.
  await noteRefusedRows(tx, taskId, entityType, part.refused, {
    maxAttempts: 1,
    replaces: isPartOfLines ? 'nobody' : 'everybody',
  });
  await updateEntityCounts(tx, taskId);
}

/**
 * A game that was left with gaps has none any more when everybody is in and its lines are whole. Throws where a game
 * that was whole would not be afterwards.
 */
export async function settleReading(
  tx: Executor,
  { gameId, taskId, lastTaskId }: { gameId: number; taskId: number; lastTaskId: number },
  standing: Standing,
): Promise<void> {
  const gaps = await standing.gapsKeepingWhole(tx).catch((error: unknown) => {
    if (error instanceof SeedingError) throw new ShortfallError(error.message, { cause: error });
    throw error;
  });
  const { done, expected } = countEntities(await loadEntities(tx, lastTaskId));
  if (gaps.length > 0) {
    await markPartial(tx, gameId, gaps);
    return;
  }
  if (done < expected) return;
  await closeGaps(tx, gameId);
  await tx.execute(
    transitionSql({
      table: seedingTasks,
      event: 'heal',
      where: sql`${seedingTasks.id} = any(${sql.param([taskId, lastTaskId])}::int[])
                 and (${seedingTasks.status} = 'failed' or ${seedingTasks.errorType} is not null)`,
      also: { errorType: null, errorMessage: null },
    }),
  );
}

/** What of a game was not read again, in words; null when all of it was. */
export function describeGap(
  entities: readonly TaskEntity[],
  written: ReadonlySet<string>,
  problems: readonly string[],
): string | null {
  const left = wasReadByEntities(entities)
    ? entities.filter((entity) => entity.status === 'completed' && !written.has(keyOf(entity)))
    : [];
  const words = [
    ...(left.length > 0
      ? [
          `${left.length} of ${entities.length} players and teams have no stored answer that can be read and stay as they are: ${nameEntities(left)}`,
        ]
      : []),
    ...problems,
  ];
  return words.length > 0 ? words.join('; ') : null;
}
