import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { WrittenLine } from '../sports/adapter.ts';

export type EntityType = WrittenLine['entityType'];

/** How many entities of each type this task has already: what a retry need not ask for again. */
export async function loadCheckpoints(db: Database, taskId: number): Promise<Map<EntityType, number>> {
  const rows = await rowsOf<{ entity_type: EntityType; count: number }>(
    db,
    sql`select entity_type, count(*) as count from seeding_task_entities
        where task_id = ${taskId} and status = 'completed' group by entity_type`,
  );
  return new Map(rows.map((row) => [row.entity_type, row.count]));
}

/** Records entities as done, in the transaction that wrote their lines. */
export async function saveCheckpoints(
  tx: Executor,
  taskId: number,
  lines: readonly WrittenLine[],
): Promise<void> {
  await tx.execute(sql`
    insert into seeding_task_entities (task_id, entity_type, provider_entity_id, entity_id, status, content_hash, seeded_at)
    select ${taskId}, line."entityType", line."providerEntityId", line."entityId", 'completed', line."contentHash", now()
    from json_to_recordset(${JSON.stringify(lines)}::json)
      as line("entityType" text, "providerEntityId" text, "entityId" int, "contentHash" text)
    on conflict (task_id, entity_type, provider_entity_id) do update
    set status = 'completed', entity_id = excluded.entity_id, content_hash = excluded.content_hash,
        error_message = null, seeded_at = now()`);
}
