import { type AnyColumn, type SQL, and, asc, eq, ilike } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { sports } from '../../db/schema/reference.ts';
import { wrongIds } from '../../db/schema/wrong-ids.ts';
import type { EntityType, LearnedBy, LinkableType } from '../../domain/external-id.ts';
import type { Sport } from '../../domain/sport.ts';
import { needKnown } from '../../domain/unknown-name.ts';
import { NAME, nameOfEntity } from './entity-name.ts';
import { PRIMARY_PROVIDER } from './primary-provider.ts';

/** An id with what it means; field names as they are published. */
export type IdListing = {
  provider: string;
  sport: Sport;
  type: EntityType;
  external_id: string;
  entity_id: number;
  name: string | null;
  /** False for a further id of the same entity. */
  is_primary: boolean;
  /** Somebody has said that the id does not mean the entity: it is never tied to it by a guess. */
  is_wrong: boolean;
  learned_by: LearnedBy;
  learned_at: Date;
  /** From 0 to 1; 0 where the id is wrong. */
  confidence: number;
  /** What spoke for it when it was learned; null where how it was learned says all. */
  evidence: string | null;
};

export type IdFilter = {
  sport?: Sport | undefined;
  type?: LinkableType | undefined;
  provider?: string | undefined;
  entity?: number | undefined;
  externalId?: string | undefined;
  /** Part of the entity's name. */
  text?: string | undefined;
  limit: number;
};

/** Ids by type, entity and provider; those that are known to be wrong after the others of an entity. */
export async function listIds(db: Database, filter: IdFilter): Promise<IdListing[]> {
  const [known, wrong] = await Promise.all([listKnown(db, filter), listWrong(db, filter)]);
  if (known.length + wrong.length === 0 && filter.provider !== undefined)
    await needProvider(db, filter.provider);
  return [...known, ...wrong].toSorted(byEntity).slice(0, filter.limit);
}

/** Throws UnknownNameError where nobody has an id at a provider of that name. */
export async function needProvider(db: Database, provider: string): Promise<void> {
  const [right, wrong] = await Promise.all([
    db.selectDistinct({ provider: externalIds.provider }).from(externalIds),
    db.selectDistinct({ provider: wrongIds.provider }).from(wrongIds),
  ]);
  const known = new Set([PRIMARY_PROVIDER, ...[...right, ...wrong].map((row) => row.provider)]);
  needKnown('provider', 'provider of which an id is known', provider, [...known]);
}

async function listKnown(db: Database, filter: IdFilter): Promise<IdListing[]> {
  const rows = await db
    .select({
      provider: externalIds.provider,
      sport: sports.displayName,
      type: externalIds.entityType,
      external_id: externalIds.externalId,
      entity_id: externalIds.entityId,
      name: NAME,
      alias: externalIds.alias,
      learned_by: externalIds.learnedBy,
      learned_at: externalIds.learnedAt,
      confidence: externalIds.confidence,
      evidence: externalIds.evidence,
    })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(matching(externalIds, filter, NAME))
    .orderBy(
      asc(externalIds.entityType),
      asc(externalIds.entityId),
      asc(externalIds.provider),
      asc(externalIds.alias),
    )
    .limit(filter.limit);
  return rows.map(({ alias, sport, ...row }) => ({
    ...row,
    sport: sport,
    is_primary: alias === 0,
    is_wrong: false,
  }));
}

async function listWrong(db: Database, filter: IdFilter): Promise<IdListing[]> {
  const name = nameOfEntity(wrongIds.entityType, wrongIds.entityId);
  const rows = await db
    .select({
      provider: wrongIds.provider,
      sport: sports.displayName,
      type: wrongIds.entityType,
      external_id: wrongIds.externalId,
      entity_id: wrongIds.entityId,
      name,
      learned_at: wrongIds.saidAt,
    })
    .from(wrongIds)
    .innerJoin(sports, eq(sports.id, wrongIds.sportId))
    .where(matching(wrongIds, filter, name))
    .orderBy(asc(wrongIds.entityType), asc(wrongIds.entityId), asc(wrongIds.provider))
    .limit(filter.limit);
  return rows.map(({ sport, ...row }) => ({
    ...row,
    sport: sport,
    is_primary: false,
    is_wrong: true,
    learned_by: 'person',
    confidence: 0,
    evidence: null,
  }));
}

type IdColumns = Record<'entityType' | 'provider' | 'entityId' | 'externalId', AnyColumn>;

function matching(
  table: IdColumns,
  { sport, type, provider, entity, externalId, text }: IdFilter,
  name: SQL<string | null>,
): SQL | undefined {
  return and(
    ...(sport === undefined ? [] : [eq(sports.displayName, sport)]),
    ...(type === undefined ? [] : [eq(table.entityType, type)]),
    ...(provider === undefined ? [] : [eq(table.provider, provider)]),
    ...(entity === undefined ? [] : [eq(table.entityId, entity)]),
    ...(externalId === undefined ? [] : [eq(table.externalId, externalId)]),
    ...(text === undefined ? [] : [ilike(name, `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)]),
  );
}

function byEntity(one: IdListing, other: IdListing): number {
  if (one.type !== other.type) return one.type < other.type ? -1 : 1;
  if (one.entity_id !== other.entity_id) return one.entity_id - other.entity_id;
  if (one.provider !== other.provider) return one.provider < other.provider ? -1 : 1;
  return Number(one.is_wrong) - Number(other.is_wrong);
}
