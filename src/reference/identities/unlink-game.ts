import { and, eq, getTableName, isNull, ne, or, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { lineTablesOf } from '../../db/schema/line-tables.ts';
import { liveScores } from '../../db/schema/live-scores.ts';
import { gameLineups, lineupFindings } from '../../db/schema/lineups.ts';
import { gameOfficials } from '../../db/schema/officials.ts';
import { sourceDifferences } from '../../db/schema/source-differences.ts';
import { sourceLineDifferences } from '../../db/schema/source-line-differences.ts';
import type { Sport } from '../../domain/sport.ts';
import { newRunId } from '../../jobs/runs/run-id.ts';
import { logWork } from '../../jobs/runs/run-log.ts';
import type { Acting } from '../players/player-merger.ts';
import { unlinkId } from './link-ids.ts';
import type { LinkResult, UnlinkOrder } from './link-order.ts';

/**
 * Takes an id from the game that has it. What its provider told by it of who plays, who officiates, how the game stands
 * and how it ended was told of another game: it holds no more from now on, and its history stays. Where the game has
 * another id there, nobody knows by which of them it was told, and it stays until the next answer.
 */
export async function unlinkGame(
  tx: Executor,
  order: UnlinkOrder,
  { actor, clock }: Acting,
): Promise<LinkResult> {
  const { sport, provider } = order;
  const result = await unlinkId(tx, order, actor);
  if (!result.ok) return result;
  const game = { gameId: result.entity_id, provider };
  if (await hasOtherId(tx, game)) return result;
  const runId = newRunId('unlink_ids', sport);
  const gone = await takeOfficials(tx, game, runId);
  const closed = await closeLineups(tx, { ...game, sport });
  const settled = await settleDifferences(tx, game, runId);
  const live = await takeLiveScore(tx, game);
  if (gone + closed + settled + live === 0) return result;
  await logWork(tx, {
    runId,
    operation: 'unlink_ids',
    sport,
    seedingType: 'manual',
    status: 'completed',
    gameId: game.gameId,
    actor: actor.name,
    details: { game: game.gameId, provider, external_id: order.externalId },
    rows: {
      [getTableName(gameOfficials)]: gone,
      [getTableName(gameLineups)]: closed,
      [getTableName(sourceDifferences)]: settled,
      [getTableName(liveScores)]: live,
    },
    startedAtMs: clock.nowMs(),
    endedAtMs: clock.nowMs(),
  });
  const words = wordsOf({
    officials: gone,
    'rows of line-ups': closed,
    differences: settled,
    'live scores': live,
  });
  return { ...result, message: `${result.message} ${words}` };
}

function wordsOf(ended: Readonly<Record<string, number>>): string {
  const parts = Object.entries(ended).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  return `What it told by it holds no more: ${parts.join(', ')}.`;
}

type OfGame = { gameId: number; provider: string };

async function hasOtherId(tx: Executor, { gameId, provider }: OfGame): Promise<boolean> {
  const others = await tx
    .select({ id: externalIds.externalId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.entityType, 'game'),
        eq(externalIds.entityId, gameId),
        eq(externalIds.provider, provider),
      ),
    )
    .limit(1);
  return others.length > 0;
}

/** Where it said something else of the game, it spoke of another one. */
async function settleDifferences(tx: Executor, { gameId, provider }: OfGame, runId: string): Promise<number> {
  let count = 0;
  for (const table of [sourceDifferences, sourceLineDifferences]) {
    const rows = await tx
      .update(table)
      .set({ settledAt: sql`now()`, settledBecause: 'game_unlinked', runId })
      .where(and(eq(table.gameId, gameId), eq(table.source, provider), isNull(table.settledAt)))
      .returning({ gameId: table.gameId });
    count += rows.length;
  }
  return count;
}

async function takeLiveScore(tx: Executor, { gameId, provider }: OfGame): Promise<number> {
  const rows = await tx
    .delete(liveScores)
    .where(and(eq(liveScores.gameId, gameId), eq(liveScores.source, provider)))
    .returning({ gameId: liveScores.gameId });
  return rows.length;
}

async function takeOfficials(tx: Executor, { gameId, provider }: OfGame, runId: string): Promise<number> {
  const rows = await tx
    .update(gameOfficials)
    .set({ goneAt: sql`now()`, runId })
    .where(
      and(eq(gameOfficials.gameId, gameId), eq(gameOfficials.source, provider), isNull(gameOfficials.goneAt)),
    )
    .returning({ id: gameOfficials.id });
  return rows.length;
}

/** Line-ups as games began follow their box scores, where the provider has written one. */
async function closeLineups(
  tx: Executor,
  { gameId, provider, sport }: OfGame & { sport: Sport },
): Promise<number> {
  const lines = lineTablesOf(sport)?.player;
  const hasLines = lines
    ? sql`exists (select from ${lines} where ${lines.gameId} = ${gameId} and ${lines.source} = ${provider})`
    : sql`false`;
  const rows = await tx
    .update(gameLineups)
    .set({ valid: sql`tstzrange(lower(${gameLineups.valid}), greatest(lower(${gameLineups.valid}), now()))` })
    .where(
      and(
        eq(gameLineups.gameId, gameId),
        eq(gameLineups.source, provider),
        sql`upper_inf(${gameLineups.valid})`,
        or(ne(gameLineups.kind, 'actual'), sql`not ${hasLines}`),
      ),
    )
    .returning({ id: gameLineups.id });
  await tx
    .update(lineupFindings)
    .set({ settledAt: sql`now()` })
    .where(
      and(
        eq(lineupFindings.gameId, gameId),
        eq(lineupFindings.source, provider),
        isNull(lineupFindings.settledAt),
      ),
    );
  return rows.length;
}
