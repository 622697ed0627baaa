import { and, desc, eq, getTableName, inArray, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { gameRosters } from '../../db/schema/games.ts';
import { needLineTables } from '../../db/schema/line-tables.ts';
import { playerMerges } from '../../db/schema/player-merges.ts';
import { players, sports } from '../../db/schema/reference.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { Sport } from '../../domain/sport.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { gamesOfBoth, moveAll, moveBack } from './move-player.ts';

/** What came of a merge or a split; field names as they are published. */
export type PlayerChangeResult =
  | {
      ok: true;
      merge_id: number;
      /** The player who stays. */
      player_id: number;
      player: string;
      /** The player who is gone after a merge and back after a split. */
      other_id: number;
      other: string;
      lines_moved: number;
      ids_moved: number;
      rosters_moved: number;
      message: string;
    }
  | { ok: false; reason: 'not_found' | 'conflict' | 'invalid'; message: string };

/** Who acts, and by which clock. */
export type Acting = { actor: Actor; clock: Pick<Clock, 'nowMs'> };

type Person = { id: number; name: string; sport: Sport; sportId: number; isStandIn: boolean };

/**
 * Makes two players one: lines, rosters and ids of `from` are those of `into` from then on. Refused for players of two
 * sports, for two who have a line in the same game, and into a player who only stands in.
 */
export async function mergePlayers(
  tx: Executor,
  { from, into }: { from: number; into: number },
  { actor, clock }: Acting,
): Promise<PlayerChangeResult> {
  if (from === into) return refusal('invalid', `Player ${from} is one already: name two players.`);
  const found = await lockPlayers(tx, [from, into]);
  const [gone, kept] = [found.get(from), found.get(into)];
  if (!gone || !kept) return refusal('not_found', `There is no player ${gone ? into : from}.`);
  if (gone.sportId !== kept.sportId) {
    return refusal(
      'conflict',
      `${gone.name} plays ${gone.sport} and ${kept.name} ${kept.sport}: they are two.`,
    );
  }
  if (kept.isStandIn) return refusal('conflict', standInWords(gone, kept));
  const runId = newRunId('merge_players', kept.sport);
  const pair = { sport: kept.sport, from, to: into, runId };
  const games = await gamesOfBoth(tx, pair);
  if (games.length > 0) {
    const both = `${gone.name} (${from}) and ${kept.name} (${into})`;
    return refusal('conflict', `${both} both have a line in game ${games.join(', ')}: they are two players.`);
  }
  const moved = await moveAll(tx, pair);
  const [record] = await tx
    .insert(playerMerges)
    .values({
      sportId: kept.sportId,
      keptId: into,
      mergedId: from,
      merged: moved,
      actor: actor.name.slice(0, 100),
      reason: actor.reason ?? null,
    })
    .returning({ id: playerMerges.id });
  await logChange(tx, {
    runId,
    operation: 'merge_players',
    sport: kept.sport,
    actor,
    details: { kept: into, merged: from },
    lines: moved.lines.length,
    rosters: moved.rosters.length,
    atMs: clock.nowMs(),
  });
  const words = `Player ${from} (${gone.name}) is player ${into} (${kept.name}) from now on`;
  await noteChange(tx, { kind: 'players_merged', subject: kept.sport, words, actor });
  return {
    ok: true,
    merge_id: record?.id ?? 0,
    player_id: into,
    player: kept.name,
    other_id: from,
    other: gone.name,
    lines_moved: moved.lines.length,
    ids_moved: moved.ids.length,
    rosters_moved: moved.rosters.length,
    message: `${words}: ${moved.lines.length} lines and ${moved.ids.length} ids moved. To undo it: players split ${into}.`,
  };
}

/** Parts merged players again: the newest merge into the player, or the one named. */
export async function splitPlayers(
  tx: Executor,
  { player, mergeId }: { player: number; mergeId?: number | undefined },
  { actor, clock }: Acting,
): Promise<PlayerChangeResult> {
  const kept = (await lockPlayers(tx, [player])).get(player);
  if (!kept) return refusal('not_found', await whereIs(tx, player));
  const record = await lockMerge(tx, player, mergeId);
  if (!record) {
    const which = mergeId === undefined ? 'No merge' : `No merge ${mergeId}`;
    return refusal('not_found', `${which} into player ${player} (${kept.name}) is to be undone.`);
  }
  const { mergedId, merged } = record;
  const runId = newRunId('split_players', kept.sport);
  const back = await moveBack(tx, { sport: kept.sport, from: player, to: mergedId, runId }, merged);
  await logChange(tx, {
    runId,
    operation: 'split_players',
    sport: kept.sport,
    actor,
    details: { kept: player, back: mergedId },
    lines: back.lines,
    rosters: back.rosters,
    atMs: clock.nowMs(),
  });
  await tx
    .update(playerMerges)
    .set({ splitAt: sql`now()`, splitBy: actor.name.slice(0, 100) })
    .where(eq(playerMerges.id, record.id));
  const { full_name: fullName } = merged.row;
  const name = typeof fullName === 'string' ? fullName : '';
  const words = `Player ${mergedId} (${name}) and player ${player} (${kept.name}) are two again`;
  await noteChange(tx, { kind: 'players_split', subject: kept.sport, words, actor });
  return {
    ok: true,
    merge_id: record.id,
    player_id: player,
    player: kept.name,
    other_id: mergedId,
    other: name,
    lines_moved: back.lines,
    ids_moved: back.ids,
    rosters_moved: back.rosters,
    message: `${words}: ${back.lines} lines and ${back.ids} ids went back. Games written since the merge stay with ${kept.name}.`,
  };
}

/** Whoever stands in goes once it is known who is meant, and never stays. */
function standInWords(gone: Person, kept: Person): string {
  const said = `${kept.name} (${kept.id}) only stands in for somebody in question`;
  if (gone.isStandIn)
    return `${said}, and so does ${gone.name} (${gone.id}): answer first who they are (ids questions).`;
  const command = scoracleCommand('players merge', { options: { '--into': gone.id }, operands: [kept.id] });
  return `${said}: the other way round it is \`${command}\`.`;
}

/** Locks players in the order of their ids. */
async function lockPlayers(tx: Executor, ids: readonly number[]): Promise<ReadonlyMap<number, Person>> {
  const rows = await tx
    .select({
      id: players.id,
      name: players.fullName,
      sport: sports.displayName,
      sportId: players.sportId,
      isStandIn: players.isStandIn,
    })
    .from(players)
    .innerJoin(sports, eq(sports.id, players.sportId))
    .where(inArray(players.id, [...ids]))
    .orderBy(players.id)
    .for('update', { of: players });
  return new Map(rows.map(({ sport, ...row }) => [row.id, { ...row, sport: sport }]));
}

/** Locks the merge into a player that is not undone yet: the one named, else the newest. */
async function lockMerge(tx: Executor, player: number, mergeId: number | undefined) {
  const [record] = await tx
    .select()
    .from(playerMerges)
    .where(
      and(
        eq(playerMerges.keptId, player),
        isNull(playerMerges.splitAt),
        ...(mergeId === undefined ? [] : [eq(playerMerges.id, mergeId)]),
      ),
    )
    .orderBy(desc(playerMerges.id))
    .limit(1)
    .for('update');
  return record;
}

/** Where a player went who is not there any more. */
async function whereIs(tx: Executor, player: number): Promise<string> {
  const [record] = await tx
    .select({ keptId: playerMerges.keptId })
    .from(playerMerges)
    .where(and(eq(playerMerges.mergedId, player), isNull(playerMerges.splitAt)))
    .limit(1);
  if (!record) return `There is no player ${player}.`;
  return `Player ${player} is part of player ${record.keptId}: players split ${record.keptId}.`;
}

/** The entry of a merge or a split among the runs. */
async function logChange(
  tx: Executor,
  change: {
    runId: string;
    operation: 'merge_players' | 'split_players';
    sport: Sport;
    actor: Actor;
    details: object;
    lines: number;
    rosters: number;
    atMs: number;
  },
): Promise<void> {
  const { runId, operation, sport, actor, details, atMs } = change;
  await logWork(tx, {
    runId,
    operation,
    sport,
    details,
    seedingType: 'manual',
    status: 'completed',
    actor: actor.name,
    rows: {
      [getTableName(needLineTables(sport).player)]: change.lines,
      [getTableName(gameRosters)]: change.rosters,
    },
    startedAtMs: atMs,
    endedAtMs: atMs,
  });
}

type Change = { kind: string; subject: string; words: string; actor: Actor };

async function noteChange(tx: Executor, { kind, subject, words, actor }: Change): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  await recordSystemEvent(tx, { kind, subject, message: `${words}, by ${actor.name}${because}.` });
}

function refusal(reason: 'not_found' | 'conflict' | 'invalid', message: string): PlayerChangeResult {
  return { ok: false, reason, message };
}
