import { and, eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { players, sports } from '../../db/schema/reference.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { askAboutPlayers, closeQuestion, openQuestionOf } from '../players/ask-about-players.ts';
import type { Acting } from '../players/player-merger.ts';
import { type PlayerId, joinStandIn, keepAsOwn, partFrom } from '../players/stand-ins.ts';
import { linkId, noteIdChange, unlinkId } from './link-ids.ts';
import { type LinkOrder, type LinkResult, type UnlinkOrder, linkRefusal } from './link-order.ts';
import { forgetWrong } from './wrong-ids.ts';

/**
 * Ties an id to a player, on a person's word. Where it is asked who the provider's player is, this answers: whoever stood
 * in becomes the player, with all lines; or is a player of their own, where the id is linked to the stand-in.
 */
export async function linkPlayer(tx: Executor, order: LinkOrder, acting: Acting): Promise<LinkResult> {
  const id = await idOfOrder(tx, order);
  const question = id && (await openQuestionOf(tx, id));
  const holder = id && (await holderOf(tx, id));
  const standIn = question?.standInId ?? null;
  if (id && standIn !== null && holder?.entity === standIn) {
    const name = await nameOf(tx, id.sportId, order.entity);
    if (name !== undefined) return answer(tx, { order, id, standIn, name }, acting);
  }
  const linked = await linkId(tx, order, acting.actor);
  if (linked.ok && id) await closeQuestion(tx, { ...id, answer: 'linked', by: acting.actor.name });
  return linked;
}

type Answering = { order: LinkOrder; id: PlayerId; standIn: number; name: string };

async function answer(
  tx: Executor,
  { order, id, standIn, name }: Answering,
  acting: Acting,
): Promise<LinkResult> {
  const { sport, provider, externalId, entity } = order;
  const isOwn = standIn === entity;
  if (isOwn) await keepAsOwn(tx, id, acting.actor);
  else {
    const join = { ...id, from: standIn, into: entity, learnedBy: 'person', evidence: null } as const;
    const joined = await joinStandIn(tx, join, acting);
    if (!joined.ok) {
      const remedy = 'If they are two players, link the id to the player who stands in: see ids questions.';
      return linkRefusal('conflict', joined.message, remedy);
    }
    await forgetWrong(tx, { ...id, entityType: 'player', entityId: entity });
  }
  const message = isOwn
    ? `${externalId} at ${provider} is ${name} (player ${entity}), a player of their own`
    : `${externalId} at ${provider} is ${name} (player ${entity}) from now on, with the lines that waited`;
  await noteIdChange(tx, 'id_linked', sport, message, acting.actor);
  const facts = { provider, type: 'player', external_id: externalId, entity_id: entity, name } as const;
  return { ok: true, ...facts, is_primary: true, is_new: true, message: `${message}.` };
}

/**
 * Takes an id from the player who has it. What came to them by it goes along: lines that the provider told are those of a
 * player who stands in from then on, and who that is, is asked.
 */
export async function unlinkPlayer(tx: Executor, order: UnlinkOrder, acting: Acting): Promise<LinkResult> {
  const { sport, provider, externalId } = order;
  const id = await idOfOrder(tx, order);
  const holder = id && (await holderOf(tx, id));
  const result = await unlinkId(tx, order, acting.actor);
  // An id that made the player has nothing to take from them.
  if (!result.ok || !id || !holder || holder.learnedBy === 'exact') return result;
  const runId = newRunId('split_players', sport);
  const parting = { ...id, sport, entity: holder.entity, name: result.name, runId };
  const parted = await partFrom(tx, parting, acting);
  if (!parted) return result;
  await askAboutPlayers(tx, { sportId: id.sportId, provider, runId }, [
    {
      externalId,
      name: (await nameOf(tx, id.sportId, parted.standInId)) ?? result.name,
      position: null,
      teamId: null,
      reason: 'unlinked',
      candidates: [],
      standInId: parted.standInId,
    },
  ]);
  const lines = parted.lines === 1 ? '1 line' : `${parted.lines} lines`;
  return { ...result, message: `${result.message} ${lines} went along, to player ${parted.standInId}.` };
}

/** Says of an id in question that it means none of those who may be meant. False where nothing is asked. */
export async function meansNoneOf(
  tx: Executor,
  order: Pick<LinkOrder, 'sport' | 'provider' | 'externalId'>,
  actor: Acting['actor'],
): Promise<boolean> {
  const id = await idOfOrder(tx, order);
  return id !== undefined && keepAsOwn(tx, id, actor);
}

async function idOfOrder(
  tx: Executor,
  { sport, provider, externalId }: Pick<UnlinkOrder, 'sport' | 'provider' | 'externalId'>,
): Promise<PlayerId | undefined> {
  const [found] = await tx.select({ sportId: sports.id }).from(sports).where(eq(sports.displayName, sport));
  return found && { sportId: found.sportId, provider, externalId };
}

async function holderOf(tx: Executor, { sportId, provider, externalId }: PlayerId) {
  const [found] = await tx
    .select({ entity: externalIds.entityId, learnedBy: externalIds.learnedBy })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, 'player'),
        eq(externalIds.externalId, externalId),
      ),
    );
  return found;
}

async function nameOf(tx: Executor, sportId: number, playerId: number): Promise<string | undefined> {
  const [found] = await tx
    .select({ name: players.fullName })
    .from(players)
    .where(and(eq(players.id, playerId), eq(players.sportId, sportId)));
  return found?.name;
}
