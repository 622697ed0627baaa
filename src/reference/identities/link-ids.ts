import { and, eq, gt, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, players, sports, teams } from '../../db/schema/reference.ts';
import { venues } from '../../db/schema/venues.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import { commandWords } from '../../domain/shell-command.ts';
import { NAME } from './entity-name.ts';
import {
  type LinkOrder,
  type LinkRefusal,
  type LinkResult,
  type UnlinkOrder,
  linkRefusal,
  refuseOrder,
} from './link-order.ts';
import { forgetWrong, rememberWrong } from './wrong-ids.ts';

/**
 * Ties an id to an entity, on a person's word, which takes back that the two were ever said not to belong together. An
 * id that means another entity is refused, never taken over.
 */
export async function linkId(tx: Executor, order: LinkOrder, actor: Actor): Promise<LinkResult> {
  const { sport, type, provider, externalId, entity, isAlias = false } = order;
  const refused = refuseOrder(order);
  if (refused) return refused;
  const found = await lockEntity(tx, order);
  if (!found)
    return linkRefusal(
      'not_found',
      `${sport} has no ${type} ${entity}.`,
      'Name one of our own ids: see ids list.',
    );
  const facts = { provider, type, external_id: externalId, entity_id: entity, name: found.name };
  const holder = await holderOf(tx, order, found.sportId);
  if (holder && holder.id !== entity) return heldByAnother(order, holder);
  if (holder) {
    const message = `${externalId} at ${provider} is ${found.name} already.`;
    return { ok: true, ...facts, is_primary: holder.alias === 0, is_new: false, message };
  }
  const alias = await nextAlias(tx, order, found.sportId);
  if (alias > 0 && !isAlias) {
    const message = `${found.name} has another id at ${provider} already.`;
    const remedy =
      'If the provider uses both, say so: --alias (over HTTP, "alias": true). If the known one is wrong, take it back: ids unlink.';
    return linkRefusal('conflict', message, remedy);
  }
  const pairing = { provider, sportId: found.sportId, entityType: type, externalId, entityId: entity };
  await tx
    .insert(externalIds)
    .values({ ...pairing, alias, learnedBy: 'person', confidence: CONFIDENCE.person });
  await forgetWrong(tx, pairing);
  const message = `${externalId} at ${provider} is ${found.name} (${type} ${entity}) from now on`;
  await noteIdChange(tx, 'id_linked', sport, message, actor);
  return { ok: true, ...facts, is_primary: alias === 0, is_new: true, message: `${message}.` };
}

type Holder = { id: number; name: string | null; alias: number };

async function holderOf(
  tx: Executor,
  { provider, type, externalId }: LinkOrder,
  sportId: number,
): Promise<Holder | undefined> {
  const [holder] = await tx
    .select({ id: externalIds.entityId, name: NAME, alias: externalIds.alias })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, type),
        eq(externalIds.externalId, externalId),
      ),
    )
    .for('update', { of: externalIds });
  return holder;
}

function heldByAnother({ sport, type, provider, externalId }: LinkOrder, { id, name }: Holder): LinkRefusal {
  const options = { '--sport': sport, '--type': type, '--provider': provider, '--external-id': externalId };
  return linkRefusal(
    'conflict',
    `${externalId} at ${provider} is ${type} ${id} (${name ?? 'unnamed'}) already.`,
    `Take it from there first: ${commandWords('ids unlink', { options })}`,
  );
}

/** The number that another id of the entity gets; 0 where it has none at the provider. */
async function nextAlias(
  tx: Executor,
  { provider, type, entity }: LinkOrder,
  sportId: number,
): Promise<number> {
  const others = await tx
    .select({ alias: externalIds.alias })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, type),
        eq(externalIds.entityId, entity),
      ),
    );
  return others.some(({ alias }) => alias === 0) ? Math.max(...others.map(({ alias }) => alias)) + 1 : 0;
}

/**
 * Takes an id from whoever has it, and keeps that it is wrong there: no guess ties the two again. The next of the
 * entity's further ids takes its place.
 */
export async function unlinkId(
  tx: Executor,
  { sport, type, provider, externalId }: UnlinkOrder,
  actor: Actor,
): Promise<LinkResult> {
  const sportId = tx.select({ id: sports.id }).from(sports).where(eq(sports.displayName, sport));
  const isIt = and(
    eq(externalIds.provider, provider),
    sql`${externalIds.sportId} = ${sportId}`,
    eq(externalIds.entityType, type),
  );
  const [known] = await tx
    .select({
      entity: externalIds.entityId,
      sportId: externalIds.sportId,
      alias: externalIds.alias,
      name: NAME,
    })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(and(isIt, eq(externalIds.externalId, externalId)))
    .for('update', { of: externalIds });
  if (!known) {
    const message = `No ${type} of ${sport} is ${externalId} at ${provider}.`;
    return linkRefusal('not_found', message, 'See ids list for the ids that are known.');
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
  const pairing = { provider, sportId: known.sportId, entityType: type, externalId, entityId: known.entity };
  await rememberWrong(tx, pairing, actor);
  const name = known.name ?? 'unnamed';
  const message = `${externalId} at ${provider} is not ${name} (${type} ${known.entity}) any more`;
  await noteIdChange(tx, 'id_unlinked', sport, message, actor);
  const facts = { provider, type, external_id: externalId, entity_id: known.entity, name };
  return { ok: true, ...facts, is_primary: known.alias === 0, is_new: true, message: `${message}.` };
}

const TABLES = { team: teams, player: players, game: games, league: leagues } as const;

async function lockEntity(
  tx: Executor,
  { sport, type, entity }: LinkOrder,
): Promise<{ sportId: number; name: string } | undefined> {
  if (type === 'venue') return lockVenue(tx, sport, entity);
  const table = TABLES[type];
  const [found] = await tx
    .select({ sportId: table.sportId })
    .from(table)
    .innerJoin(sports, eq(sports.id, table.sportId))
    .where(and(eq(table.id, entity), eq(sports.displayName, sport)))
    .for('no key update', { of: table });
  if (!found) return undefined;
  const named = await firstRow(
    tx,
    selecting(
      { name: NAME },
      (list) =>
        sql`select ${list} from (select ${type}::text as entity_type, ${entity}::int as entity_id) as ${externalIds}`,
    ),
  );
  return { ...found, name: named?.name ?? `${type} ${entity}` };
}

/** Places are those of all sports; an id of one is a sport's all the same. */
async function lockVenue(
  tx: Executor,
  sport: LinkOrder['sport'],
  entity: number,
): Promise<{ sportId: number; name: string } | undefined> {
  const [found] = await tx
    .select({ sportId: sports.id, name: venues.name })
    .from(venues)
    .innerJoin(sports, eq(sports.displayName, sport))
    .where(eq(venues.id, entity))
    .for('no key update', { of: venues });
  return found;
}

/** Records that an id was tied or taken back. */
export async function noteIdChange(
  tx: Executor,
  kind: string,
  subject: string,
  words: string,
  actor: Actor,
): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, { kind, subject, message: `${words}, by ${actor.name}${because}.` });
}
