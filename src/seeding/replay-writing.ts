import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { SportAdapter, WrittenLine } from '../sports/adapter.ts';
import { loadEntities, saveCheckpoints, updateEntityCounts } from './entities.ts';
import { type TaskEntity, countEntities, nameEntities } from './plan.ts';
import { wasReadByEntities } from './replay-reading.ts';

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

/** Who had no line until now, and has one with the present parsers. */
export async function saveNewCheckpoints(
  tx: Executor,
  taskId: number,
  entities: readonly TaskEntity[],
  lines: readonly WrittenLine[],
  providerTeamId: string | null,
): Promise<void> {
  const known = new Set(entities.filter(({ status }) => status === 'completed').map(keyOf));
  const fresh = lines.filter((line) => !known.has(keyOf(line)));
  if (fresh.length === 0) return;
  await saveCheckpoints(tx, taskId, fresh, providerTeamId);
  await updateEntityCounts(tx, taskId);
}

/**
 * A game that was left with gaps has none any more when everybody is in and the lines make the score. Throws where
 * the lines of a game that was whole would not make it.
 */
export async function settlePartial(
  tx: Executor,
  { gameId, taskId, lastTaskId }: { gameId: number; taskId: number; lastTaskId: number },
  adapter: SportAdapter,
  { game, providerGame }: { game: GameToSeed; providerGame: ProviderGame },
): Promise<void> {
  const shortfalls = await adapter.entities.shortfalls(tx, game, providerGame);
  const state = await firstRow<{ seeding_status: string }>(
    tx,
    sql`select seeding_status from games where id = ${gameId}`,
  );
  if (state?.seeding_status === 'completed' && shortfalls.length > 0) {
    throw new ShortfallError(shortfalls.map(({ problem }) => problem).join('; '));
  }
  if (state?.seeding_status !== 'partial' || shortfalls.length > 0) return;
  const { done, expected } = countEntities(await loadEntities(tx, lastTaskId));
  if (done < expected) return;
  await tx.execute(sql`
    update games set seeding_status = 'completed', last_seeding_error = null, updated_at = now()
    where id = ${gameId} and seeded_at is not null`);
  await tx.execute(sql`
    update seeding_tasks set error_type = null, error_message = null, updated_at = now()
    where id = any(${sql.param([taskId, lastTaskId])}::int[]) and status = 'completed'`);
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
