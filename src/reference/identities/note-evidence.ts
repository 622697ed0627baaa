import { sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import type { LearnedBy, EntityType } from '../../domain/external-id.ts';
import type { LearnedId } from './external-ids.ts';

/**
 * Notes what spoke for ids that were just learned by a rule, in a sentence each; an id that somebody has said, or that
 * says already what spoke for it, keeps its own.
 */
export async function noteEvidence(
  tx: Executor,
  { entityType, learnedBy, provider }: { entityType: EntityType; learnedBy: LearnedBy; provider: string },
  learned: readonly (LearnedId & { evidence: string })[],
): Promise<void> {
  if (learned.length === 0) return;
  const list = (valueOf: (id: (typeof learned)[number]) => string | number) =>
    sql.param(learned.map(valueOf));
  await tx.execute(sql`
    update ${externalIds} set ${bareColumns(externalIds.evidence)} = told.evidence
    from unnest(${list((id) => id.externalId)}::text[], ${list((id) => id.entityId)}::int[],
                ${list((id) => id.evidence)}::text[]) as told (external_id, entity_id, evidence)
    where ${externalIds.provider} = ${provider} and ${externalIds.entityType} = ${entityType}
      and ${externalIds.externalId} = told.external_id and ${externalIds.entityId} = told.entity_id
      and ${externalIds.learnedBy} = ${learnedBy} and ${externalIds.evidence} is null`);
}
