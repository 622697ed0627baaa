import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { needLineTables } from '../../db/schema/line-tables.ts';
import { playerQuestions } from '../../db/schema/player-identity.ts';
import { playerMerges } from '../../db/schema/player-merges.ts';
import { players } from '../../db/schema/reference.ts';
import { seedingTaskEntities } from '../../db/schema/tasks.ts';
import { CONFIDENCE, type LearnedBy } from '../../domain/external-id.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Sport } from '../../domain/sport.ts';
import { forgetWrong, rememberWrong } from '../identities/wrong-ids.ts';
import { closeQuestion, openQuestionOf } from './ask-about-players.ts';
import { type Acting, type PlayerChangeResult, mergePlayers, splitPlayers } from './player-merger.ts';
import { moveDifferences } from './move-differences.ts';
import { partTold, partTransactions } from './told-rows.ts';

/** An id of a player at a provider. */
export type PlayerId = { sportId: number; provider: string; externalId: string };

type Known = PlayerId & { learnedBy: LearnedBy; evidence: string | null };
type Joined = Known & { from: number; into: number };

/**
 * Makes a player who stands in the one who was meant: lines, rosters and the id go along, and the question is answered.
 * Refused like any merge: who has a line in the same game is somebody else.
 */
export async function joinStandIn(
  tx: Executor,
  { from, into, ...known }: Joined,
  acting: Acting,
): Promise<PlayerChangeResult> {
  const result = await mergePlayers(tx, { from, into }, acting);
  if (result.ok) await answerByLink(tx, known, acting.actor);
  return result;
}

/** Merges two players on a person's word; what is asked about the one who goes is answered by it, as by links. */
export async function mergeWithQuestions(
  tx: Executor,
  { from, into }: { from: number; into: number },
  acting: Acting,
): Promise<PlayerChangeResult> {
  const { sportId, provider, externalId } = playerQuestions;
  const asked = await tx
    .select({ sportId, provider, externalId })
    .from(playerQuestions)
    .where(and(eq(playerQuestions.standInId, from), isNull(playerQuestions.answeredAt)))
    .orderBy(playerQuestions.id)
    .for('update');
  const result = await mergePlayers(tx, { from, into }, acting);
  if (!result.ok) return result;
  for (const id of asked) {
    await answerByLink(tx, { ...id, learnedBy: 'person', evidence: null }, acting.actor);
    await forgetWrong(tx, { ...id, entityType: 'player', entityId: into });
  }
  return result;
}

/** Says of an id how it is known whom it means, and closes its question. */
async function answerByLink(
  tx: Executor,
  { sportId, provider, externalId, learnedBy, evidence }: Known,
  actor: Actor,
): Promise<void> {
  await tx
    .update(externalIds)
    .set({ learnedBy, confidence: CONFIDENCE[learnedBy], evidence })
    .where(
      and(
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
        eq(externalIds.entityType, 'player'),
        eq(externalIds.externalId, externalId),
      ),
    );
  await closeQuestion(tx, { sportId, provider, externalId, answer: 'linked', by: actor.name });
}

/** Says that who stands in is a player of their own, and none of the candidates. False where nothing was asked. */
export async function keepAsOwn(tx: Executor, id: PlayerId, actor: Actor): Promise<boolean> {
  const question = await openQuestionOf(tx, id);
  if (!question) return false;
  const { standInId, teamId, candidates } = question;
  if (standInId !== null)
    await tx
      .update(players)
      .set({
        isStandIn: false,
        currentTeamId: sql`coalesce(${players.currentTeamId}, ${teamId})`,
        updatedAt: sql`now()`,
      })
      .where(eq(players.id, standInId));
  for (const candidate of candidates)
    if (candidate.player_id !== standInId)
      await rememberWrong(tx, { ...id, entityType: 'player', entityId: candidate.player_id }, actor);
  await closeQuestion(tx, { ...id, answer: 'own', by: actor.name });
  return true;
}

type Parting = PlayerId & { sport: Sport; entity: number; name: string; runId: string };

/** What left a player with an id: the player who has it from then on, and how many lines. */
export type Parted = { standInId: number; lines: number };

/**
 * Gives back what came to a player by an id that is not theirs: whoever was joined for it is there again, and lines that
 * its provider told since go along. Undefined where there is nothing of the kind. The id is free when this is
 * called.
 */
export async function partFrom(tx: Executor, parting: Parting, acting: Acting): Promise<Parted | undefined> {
  const { sportId, provider, externalId, sport, entity, runId } = parting;
  const [merge] = await tx
    .select({ id: playerMerges.id, mergedId: playerMerges.mergedId })
    .from(playerMerges)
    .where(
      and(
        eq(playerMerges.keptId, entity),
        isNull(playerMerges.splitAt),
        sql`${playerMerges.merged} -> 'ids' @> ${JSON.stringify([{ provider, externalId }])}::jsonb`,
      ),
    )
    .orderBy(playerMerges.id)
    .limit(1);
  const split = merge ? await splitPlayers(tx, { player: entity, mergeId: merge.id }, acting) : undefined;
  const games = await gamesToldBy(tx, { sport, playerId: entity, provider });
  const told = { provider, externalId, from: entity, runId };
  if (split?.ok && merge) {
    await giveId(tx, { sportId, provider, externalId }, merge.mergedId);
    await tx
      .update(players)
      .set({ isStandIn: true, currentTeamId: null, updatedAt: sql`now()` })
      .where(eq(players.id, merge.mergedId));
    await moveGames(tx, { sport, from: entity, to: merge.mergedId, provider, externalId, runId });
    await partTold(tx, { ...told, to: merge.mergedId });
    return { standInId: merge.mergedId, lines: split.lines_moved + games };
  }
  if (games === 0) {
    await partTold(tx, { ...told, to: null });
    return undefined;
  }
  const [made] = await tx
    .insert(players)
    .values({ sportId, fullName: parting.name, isStandIn: true, source: provider, runId })
    .returning({ id: players.id });
  const standInId = made?.id ?? 0;
  await giveId(tx, { sportId, provider, externalId }, standInId);
  await moveGames(tx, { sport, from: entity, to: standInId, provider, externalId, runId });
  await partTold(tx, { ...told, to: standInId });
  return { standInId, lines: games };
}

async function giveId(tx: Executor, id: PlayerId, entityId: number): Promise<void> {
  await tx
    .insert(externalIds)
    .values({
      ...id,
      entityType: 'player',
      entityId,
      learnedBy: 'exact',
      confidence: CONFIDENCE.exact,
    })
    .onConflictDoNothing();
}

async function gamesToldBy(
  tx: Executor,
  { sport, playerId, provider }: { sport: Sport; playerId: number; provider: string },
): Promise<number> {
  const lines = needLineTables(sport).player;
  const rows = await rowsOf(
    tx,
    selecting(
      { count: sql<number>`count(*)::int` },
      (list) => sql`select ${list} from ${lines}
        where ${lines.playerId} = ${playerId} and ${lines.source} = ${provider}`,
    ),
  );
  return rows[0]?.count ?? 0;
}

type Move = {
  sport: Sport;
  from: number;
  to: number;
  provider: string;
  externalId: string;
  runId: string;
};

/**
 * Moves the lines that a provider told with the rosters, corrections and expectations of those games, and takes the
 * changes of teams back that they showed.
 */
async function moveGames(
  tx: Executor,
  { sport, from, to, provider, externalId, runId }: Move,
): Promise<void> {
  const lines = needLineTables(sport).player;
  const isMoved = sql`${lines.playerId} = ${from} and ${lines.source} = ${provider}`;
  const written = await rowsOf(
    tx,
    selecting(
      { gameId: lines.gameId, teamId: lines.teamId, onDate: sql<string>`${games.gameDate}::text` },
      (list) =>
        sql`select ${list} from ${lines} join ${games} on ${games.id} = ${lines.gameId} where ${isMoved}`,
    ),
  );
  const gameIds = written.map((row) => row.gameId);
  await tx
    .update(lineChanges)
    .set({ playerId: to, runId })
    .where(and(eq(lineChanges.playerId, from), inArray(lineChanges.gameId, gameIds)));
  await tx
    .update(seedingTaskEntities)
    .set({ entityId: to })
    .where(
      and(
        eq(seedingTaskEntities.entityType, 'player'),
        eq(seedingTaskEntities.entityId, from),
        eq(seedingTaskEntities.providerEntityId, externalId),
      ),
    );
  await partTransactions(tx, { from, lines: written, runId });
  await moveDifferences(tx, { from, to, gameIds });
  await tx.execute(sql`
    with moved as (
      update ${lines} set ${bareColumns(lines.playerId)} = ${to}, ${bareColumns(lines.runId)} = ${runId}
      where ${isMoved} returning ${lines.gameId} as game_id
    )
    update ${gameRosters} set ${bareColumns(gameRosters.playerId)} = ${to}, ${bareColumns(gameRosters.runId)} = ${runId}
    from moved where ${gameRosters.gameId} = moved.game_id and ${gameRosters.playerId} = ${from}`);
}
