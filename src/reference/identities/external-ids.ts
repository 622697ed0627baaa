import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, players, teams } from '../../db/schema/reference.ts';
import { CONFIDENCE, type EntityType, type LearnedBy } from '../../domain/external-id.ts';
import { isKnownWrong } from './wrong-ids.ts';
import { PRIMARY_PROVIDER } from './primary-provider.ts';

/** An id to keep: the provider's for one of our entities. */
export type LearnedId = { entityId: number; externalId: string };

/** What the ids are of and how they were learned. */
export type Lesson = {
  entityType: keyof typeof TABLES;
  learnedBy: LearnedBy;
  provider?: SQL | string | undefined;
  /**
   * The entities' rows are waited for and locked; or those that another transaction holds are left for the next time;
   * or the caller has them locked already, as it must where the same statement changes them.
   */
  rows?: 'wait' | 'skip_locked' | 'are_held';
};

/** What is written of an id, in this order. */
export const ID_COLUMNS = bareColumns(
  externalIds.provider,
  externalIds.sportId,
  externalIds.entityType,
  externalIds.externalId,
  externalIds.entityId,
  externalIds.learnedBy,
  externalIds.confidence,
);

const TABLES = { league: leagues, team: teams, player: players, game: games } as const;

/**
 * The id by which a provider is asked for an entity, as a value of SQL over our id; null where none is known. The
 * query around it must not name `external_ids` itself.
 */
export function externalIdOf(
  entityType: EntityType,
  entityId: SQL | AnyColumn,
  provider: SQL | string = PRIMARY_PROVIDER,
): SQL<string | null> {
  return sql<string | null>`(
    select ${externalIds.externalId} from ${externalIds}
    where ${externalIds.entityType} = ${literal(entityType)} and ${externalIds.entityId} = ${entityId}
      and ${externalIds.provider} = ${provider} and ${externalIds.alias} = 0)`;
}

/** Our id for an id of a provider's, as a value of SQL; null where nobody has it. */
export function entityIdOf(
  entityType: EntityType,
  { sportId, externalId, provider = PRIMARY_PROVIDER }: Outside,
): SQL<number | null> {
  return sql<number | null>`(
    select ${externalIds.entityId} from ${externalIds}
    where ${externalIds.provider} = ${provider} and ${externalIds.sportId} = ${sportId}
      and ${externalIds.entityType} = ${literal(entityType)} and ${externalIds.externalId} = ${externalId})`;
}

type Outside = {
  sportId: SQL | AnyColumn | number;
  externalId: SQL | AnyColumn | string;
  provider?: SQL | string | undefined;
};

/**
 * Keeps ids of entities that have none yet at the provider. An id that means another entity of the sport already is
 * left alone, and so is one of which the list itself says two things, or of which somebody has said that it does not
 * mean the entity. The entities are locked in the order of their ids, like everywhere else where several are written.
 */
export async function teachIds(tx: Executor, lesson: Lesson, learned: readonly LearnedId[]): Promise<void> {
  if (learned.length > 0) await tx.execute(teaching(lesson, learned));
}

/** The statement of `teachIds`, to stand in a `with` of another. */
export function teaching(
  { entityType, learnedBy, provider = PRIMARY_PROVIDER, rows = 'wait' }: Lesson,
  learned: readonly LearnedId[] | SQL,
): SQL {
  const table = TABLES[entityType];
  const locking = {
    wait: sql`for no key update of ${table}`,
    skip_locked: sql`for no key update of ${table} skip locked`,
    are_held: sql``,
  }[rows];
  const seen = isSql(learned)
    ? sql`(${learned}) as seen("entityId", "externalId")`
    : sql`json_to_recordset(${JSON.stringify(unambiguous(learned))}::json) as seen("entityId" int, "externalId" text)`;
  // Said beside the join, so that no plan looks at all entities for a few, whatever it takes the list for.
  const among = isSql(learned)
    ? sql`true`
    : sql`${table.id} = any(${sql.param(learned.map(({ entityId }) => entityId))}::int[])`;
  return sql`
    insert into ${externalIds} (${ID_COLUMNS})
    select ${provider}, held.sport_id, ${literal(entityType)}, held.external_id, held.id, ${literal(learnedBy)},
           ${CONFIDENCE[learnedBy]}::numeric
    from (
      select ${table.id}, ${table.sportId}, seen."externalId" as external_id
      from ${table} join ${seen} on seen."entityId" = ${table.id}
      where ${among} and ${externalIdOf(entityType, table.id, provider)} is null
        and not ${isKnownWrong({
          provider,
          sportId: sql`${table.sportId}`,
          entityType: literal(entityType),
          externalId: sql`seen."externalId"`,
          entityId: sql`${table.id}`,
        })}
      order by ${table.id} ${locking}
    ) as held
    on conflict do nothing`;
}

function unambiguous(learned: readonly LearnedId[]): readonly LearnedId[] {
  const pairs = [...new Map(learned.map((one) => [`${one.entityId}|${one.externalId}`, one])).values()];
  const byEntity = Map.groupBy(pairs, ({ entityId }) => entityId);
  const byId = Map.groupBy(pairs, ({ externalId }) => externalId);
  return pairs.filter(
    ({ entityId, externalId }) => byEntity.get(entityId)?.length === 1 && byId.get(externalId)?.length === 1,
  );
}

function isSql(learned: readonly LearnedId[] | SQL): learned is SQL {
  return !Array.isArray(learned);
}

/** A constant of our own as a word of SQL: the planner knows it without asking. */
function literal(word: EntityType | LearnedBy): SQL {
  return sql.raw(`'${word}'`);
}
