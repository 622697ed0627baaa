import { type SQL, and, asc, eq, gt, ilike, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, players, sports, teams } from '../../db/schema/reference.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import { CONFIDENCE, type EntityType, type LearnedBy, type LinkableType } from '../../domain/external-id.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';

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
  learned_by: LearnedBy;
  learned_at: Date;
  confidence: number;
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

export type LinkOrder = {
  sport: Sport;
  type: LinkableType;
  provider: string;
  externalId: string;
  entity: number;
  /** The entity has another id at the provider, which stays the one by which it is asked for. */
  isAlias?: boolean | undefined;
};

export type LinkResult =
  | {
      ok: true;
      provider: string;
      type: LinkableType;
      external_id: string;
      entity_id: number;
      name: string;
      is_primary: boolean;
      /** False when everything was so already. */
      is_new: boolean;
      message: string;
    }
  | { ok: false; reason: 'not_found' | 'conflict' | 'invalid'; message: string; remedy: string };

export type IdentityRegister = {
  /** Ids at providers and what they mean, by type, entity and provider. */
  list: (filter: IdFilter) => Promise<readonly IdListing[]>;
  /** Ties an id to an entity, on a person's word. An id that means another entity is refused, never taken over. */
  link: (order: LinkOrder, actor: Actor) => Promise<LinkResult>;
  /** Takes an id from whoever has it; the next of the entity's further ids takes its place. */
  unlink: (order: Omit<LinkOrder, 'entity' | 'isAlias'>, actor: Actor) => Promise<LinkResult>;
};

const LONGEST_ID = 60;

/** Ids are words that stand in addresses. */
const POSSIBLE_ID = /^[\p{Letter}\p{Number}._:-]+$/u;

const PROVIDER_NAME = /^[a-z][a-z0-9-]{1,29}$/;

export function createIdentityRegister({ db, logger }: { db: Database; logger: Logger }): IdentityRegister {
  const told = (result: LinkResult, actor: Actor): LinkResult => {
    if (result.ok && result.is_new) logger.info({ ...result, actor: actor.name }, 'id changed');
    return result;
  };
  return {
    list: (filter) => listIds(db, filter),
    async link(order, actor) {
      const refused = refuseOrder(order);
      return refused ?? told(await db.transaction((tx) => link(tx, order, actor)), actor);
    },
    async unlink(order, actor) {
      return told(await db.transaction((tx) => unlink(tx, order, actor)), actor);
    },
  };
}

async function listIds(db: Database, filter: IdFilter): Promise<IdListing[]> {
  const { sport, type, provider, entity, externalId, text, limit } = filter;
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
    })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(
      and(
        ...(sport === undefined ? [] : [eq(sports.displayName, sport)]),
        ...(type === undefined ? [] : [eq(externalIds.entityType, type)]),
        ...(provider === undefined ? [] : [eq(externalIds.provider, provider)]),
        ...(entity === undefined ? [] : [eq(externalIds.entityId, entity)]),
        ...(externalId === undefined ? [] : [eq(externalIds.externalId, externalId)]),
        ...(text === undefined ? [] : [ilike(NAME, `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)]),
      ),
    )
    .orderBy(
      asc(externalIds.entityType),
      asc(externalIds.entityId),
      asc(externalIds.provider),
      asc(externalIds.alias),
    )
    .limit(limit);
  return rows.map(({ alias, sport: name, ...row }) => ({
    ...row,
    sport: name as Sport,
    is_primary: alias === 0,
  }));
}

/** What an entity is called, over the row of `external_ids`; in a query of several tables, which keeps the tables' names. */
const NAME: SQL<string | null> = sql<string | null>`case ${externalIds.entityType}
  when 'team' then (select ${teams.name} from ${teams} where ${teams.id} = ${externalIds.entityId})
  when 'player' then (select ${players.fullName} from ${players} where ${players.id} = ${externalIds.entityId})
  when 'league' then (select ${leagues.name} from ${leagues} where ${leagues.id} = ${externalIds.entityId})
  when 'game' then (
    select away.name || ' at ' || home.name || ' ' || ${games.gameDate} from ${games}
    join ${teams} as home on home.id = ${games.homeTeamId} join ${teams} as away on away.id = ${games.awayTeamId}
    where ${games.id} = ${externalIds.entityId}) end`;

function refuseOrder({ provider, externalId }: LinkOrder): LinkResult | undefined {
  if (!PROVIDER_NAME.test(provider)) {
    const message = `"${provider}" is no name of a provider.`;
    return refusal('invalid', message, 'Use small letters, digits and hyphens, such as api-sports.');
  }
  if (externalId.length <= LONGEST_ID && POSSIBLE_ID.test(externalId)) return undefined;
  const remedy = `An id has letters, digits, and . _ : - between them, at most ${LONGEST_ID} of all.`;
  return refusal('invalid', `"${externalId}" is no id.`, remedy);
}

async function link(tx: Executor, order: LinkOrder, actor: Actor): Promise<LinkResult> {
  const { sport, type, provider, externalId, entity, isAlias = false } = order;
  const found = await lockEntity(tx, order);
  if (!found) {
    return refusal(
      'not_found',
      `${sport} has no ${type} ${entity}.`,
      'Name one of our own ids: see ids list.',
    );
  }
  const ofProvider = and(
    eq(externalIds.provider, provider),
    eq(externalIds.sportId, found.sportId),
    eq(externalIds.entityType, type),
  );
  const [holder] = await tx
    .select({ id: externalIds.entityId, name: NAME, alias: externalIds.alias })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(and(ofProvider, eq(externalIds.externalId, externalId)))
    .for('update', { of: externalIds });
  const facts = { provider, type, external_id: externalId, entity_id: entity, name: found.name };
  if (holder && holder.id !== entity) {
    const options = { '--sport': sport, '--type': type, '--provider': provider, '--external-id': externalId };
    const message = `${externalId} at ${provider} is ${type} ${holder.id} (${holder.name ?? 'unnamed'}) already.`;
    return refusal(
      'conflict',
      message,
      `Take it from there first: ${commandWords('ids unlink', { options })}`,
    );
  }
  if (holder) {
    const message = `${externalId} at ${provider} is ${found.name} already.`;
    return { ok: true, ...facts, is_primary: holder.alias === 0, is_new: false, message };
  }
  const others = await tx
    .select({ externalId: externalIds.externalId, alias: externalIds.alias })
    .from(externalIds)
    .where(and(ofProvider, eq(externalIds.entityId, entity)));
  const primary = others.find(({ alias }) => alias === 0);
  if (primary && !isAlias) {
    const message = `${found.name} is ${primary.externalId} at ${provider} already.`;
    const remedy =
      'If the provider uses both, say so: --alias (over HTTP, "alias": true). If the known one is wrong, take it back: ids unlink.';
    return refusal('conflict', message, remedy);
  }
  const alias = primary ? Math.max(...others.map((other) => other.alias)) + 1 : 0;
  await tx.insert(externalIds).values({
    provider,
    sportId: found.sportId,
    entityType: type,
    externalId,
    entityId: entity,
    alias,
    learnedBy: 'person',
    confidence: CONFIDENCE.person,
  });
  const message = `${externalId} at ${provider} is ${found.name} (${type} ${entity}) from now on`;
  await note(tx, 'id_linked', sport, message, actor);
  return { ok: true, ...facts, is_primary: alias === 0, is_new: true, message: `${message}.` };
}

async function unlink(
  tx: Executor,
  { sport, type, provider, externalId }: Omit<LinkOrder, 'entity' | 'isAlias'>,
  actor: Actor,
): Promise<LinkResult> {
  const sportId = tx.select({ id: sports.id }).from(sports).where(eq(sports.displayName, sport));
  const isIt = and(
    eq(externalIds.provider, provider),
    sql`${externalIds.sportId} = ${sportId}`,
    eq(externalIds.entityType, type),
  );
  const [known] = await tx
    .select({ entity: externalIds.entityId, alias: externalIds.alias, name: NAME })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(and(isIt, eq(externalIds.externalId, externalId)))
    .for('update', { of: externalIds });
  if (!known) {
    const message = `No ${type} of ${sport} is ${externalId} at ${provider}.`;
    return refusal('not_found', message, 'See ids list for the ids that are known.');
  }
  await tx.delete(externalIds).where(and(isIt, eq(externalIds.externalId, externalId)));
  if (known.alias === 0) {
    const ofEntity = and(isIt, eq(externalIds.entityId, known.entity), gt(externalIds.alias, 0));
    const next = tx
      .select({ alias: sql`min(${externalIds.alias})` })
      .from(externalIds)
      .where(ofEntity);
    await tx
      .update(externalIds)
      .set({ alias: 0 })
      .where(and(ofEntity, sql`${externalIds.alias} = ${next}`));
  }
  const name = known.name ?? 'unnamed';
  const message = `${externalId} at ${provider} is not ${name} (${type} ${known.entity}) any more`;
  await note(tx, 'id_unlinked', sport, message, actor);
  const facts = { provider, type, external_id: externalId, entity_id: known.entity, name };
  return { ok: true, ...facts, is_primary: known.alias === 0, is_new: true, message: `${message}.` };
}

const TABLES = { team: teams, player: players, game: games, league: leagues } as const;

async function lockEntity(
  tx: Executor,
  { sport, type, entity }: LinkOrder,
): Promise<{ sportId: number; name: string } | undefined> {
  const table = TABLES[type];
  const [found] = await tx
    .select({ sportId: table.sportId })
    .from(table)
    .innerJoin(sports, eq(sports.id, table.sportId))
    .where(and(eq(table.id, entity), eq(sports.displayName, sport)))
    .for('no key update', { of: table });
  if (!found) return undefined;
  const named = await firstRow<{ name: string | null }>(
    tx,
    sql`select ${NAME} as name from (select ${type}::text as entity_type, ${entity}::int as entity_id) as ${externalIds}`,
  );
  return { ...found, name: named?.name ?? `${type} ${entity}` };
}

async function note(tx: Executor, kind: string, subject: string, words: string, actor: Actor): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, { kind, subject, message: `${words}, by ${actor.name}${because}.` });
}

function refusal(reason: 'not_found' | 'conflict' | 'invalid', message: string, remedy: string): LinkResult {
  return { ok: false, reason, message, remedy };
}
