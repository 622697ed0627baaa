import { and, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { injuries } from '../../db/schema/injuries.ts';
import { gameLineups } from '../../db/schema/lineups.ts';
import { playerFacts, playerQuestions } from '../../db/schema/player-identity.ts';
import { tradesTransactions } from '../../db/schema/transactions.ts';
import { players } from '../../db/schema/reference.ts';
import type { MergedPlayer } from '../../domain/merged-player.ts';
import { followFacts } from './write-player-facts.ts';

/** Rows that name a player as a source told of one: injuries and line-ups. They know the source and its id of the player. */
const TOLD = { injuries, lineups: gameLineups } as const;

type Pair = { from: number; to: number; runId: string };

/** Gives what was told of one player to the other, with the questions that one stood in for. */
export async function giveTold(
  tx: Executor,
  { from, to }: Pick<Pair, 'from' | 'to'>,
): Promise<Pick<MergedPlayer, 'injuries' | 'lineups' | 'questions'>> {
  const moved = { injuries: [] as number[], lineups: [] as number[] };
  for (const name of ['injuries', 'lineups'] as const) {
    const rows = await tx
      .update(TOLD[name])
      .set({ playerId: to })
      .where(eq(TOLD[name].playerId, from))
      .returning({ id: TOLD[name].id });
    moved[name] = rows.map(({ id }) => id);
  }
  const { id, standInId } = playerQuestions;
  const asked = await tx.select({ id }).from(playerQuestions).where(eq(standInId, from));
  return { ...moved, questions: asked.map((row) => row.id) };
}

/**
 * Gives back what was told of a player who is there again: the rows that a merge moved, and those that came since by an
 * id that is that player's again.
 */
export async function takeToldBack(
  tx: Executor,
  { from, to }: Pick<Pair, 'from' | 'to'>,
  { ids, injuries: ofInjuries = [], lineups = [], questions = [] }: MergedPlayer,
): Promise<void> {
  const moved = { injuries: ofInjuries, lineups };
  for (const name of ['injuries', 'lineups'] as const) {
    const table = TOLD[name];
    const since = ids.map(({ provider, externalId }) => isTold(table, { provider, externalId }));
    await tx
      .update(table)
      .set({ playerId: to })
      .where(and(eq(table.playerId, from), or(isAmong(table.id, moved[name]), ...since)));
  }
  if (questions.length > 0)
    await tx
      .update(playerQuestions)
      .set({ standInId: to })
      .where(and(inArray(playerQuestions.id, [...questions]), sql`${playerQuestions.standInId} is null`));
}

type Parting = { provider: string; externalId: string; from: number; to: number | null; runId: string };

/**
 * Takes what a source told by an id from the player whom the id does not mean: injuries and line-ups, facts, and the
 * changes of teams that its box scores showed. It goes to who stands in; where nobody does, it is nobody's.
 */
export async function partTold(tx: Executor, parting: Parting): Promise<void> {
  const { provider, from, to, runId } = parting;
  for (const table of Object.values(TOLD))
    await tx
      .update(table)
      .set({ playerId: to })
      .where(and(eq(table.playerId, from), isTold(table, parting)));
  const isWord = and(
    eq(playerFacts.playerId, from),
    eq(playerFacts.source, provider),
    sql`not ${hasOtherId(parting)}`,
  );
  if (to === null) await tx.delete(playerFacts).where(isWord);
  else {
    const free = sql`not exists (
      select from ${playerFacts} as own where own.player_id = ${to} and own.source = ${provider})`;
    await tx.update(playerFacts).set({ playerId: to, runId }).where(and(isWord, free));
    await tx.delete(playerFacts).where(isWord);
  }
  await followFacts(tx, to === null ? [from] : [from, to], runId);
}

/** A line in a box score: the day of its game in the league's zone, and the team that it is of. */
export type LineShown = { onDate: string; teamId: number };

/**
 * Takes back that a player changed teams, as box scores showed that are not theirs: to the team of such a line on the day
 * of its game, whichever run has written the line since. Whoever was there by the last of them is where they were before.
 */
export async function partTransactions(
  tx: Executor,
  { from, lines, runId }: { from: number; lines: readonly LineShown[]; runId: string },
): Promise<void> {
  const { id, playerId, evidence, takenBackAt, fromTeamId, toTeamId, onDate } = tradesTransactions;
  const isShown = sql`(${onDate}, ${toTeamId}) in (
    select * from unnest(${sql.param(lines.map((line) => line.onDate))}::date[], ${sql.param(lines.map(({ teamId }) => teamId))}::int[]))`;
  const ofPlayer = and(eq(playerId, from), sql`${takenBackAt} is null`);
  const wrong = await tx
    .select({ id, fromTeamId, toTeamId })
    .from(tradesTransactions)
    .where(and(ofPlayer, eq(evidence, 'box_score'), isShown))
    .orderBy(id);
  const last = wrong.at(-1);
  if (!last) return;
  await tx
    .update(players)
    .set({ currentTeamId: wrong[0]?.fromTeamId ?? null, runId })
    .where(and(eq(players.id, from), sql`${players.currentTeamId} is not distinct from ${last.toTeamId}`));
  // The way back is no change either.
  const isWrong = or(
    inArray(
      id,
      wrong.map((row) => row.id),
    ),
    eq(tradesTransactions.runId, runId),
  );
  await tx
    .update(tradesTransactions)
    .set({ takenBackAt: sql`now()`, takenBackRunId: runId, runId })
    .where(and(ofPlayer, isWrong));
}

/** Whether the source has another id of the player still: its facts may be told of that one. */
function hasOtherId({ provider, from }: Parting): SQL {
  return sql`exists (select from ${externalIds} where ${externalIds.provider} = ${provider}
    and ${externalIds.entityType} = 'player' and ${externalIds.entityId} = ${from})`;
}

function isTold(
  table: (typeof TOLD)[keyof typeof TOLD],
  { provider, externalId }: { provider: string; externalId: string },
): SQL | undefined {
  return and(eq(table.source, provider), eq(table.subject, externalId));
}

function isAmong(column: typeof injuries.id | typeof gameLineups.id, ids: readonly number[]): SQL {
  return sql`${column} = any(${sql.param([...ids])}::bigint[])`;
}
