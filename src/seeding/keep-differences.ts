import { and, eq, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { sourceDifferences } from '../db/schema/source-differences.ts';
import type { SettledReason } from '../domain/source-difference.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { recordEvent } from './events.ts';
import type { Difference, WrittenResult } from './source-differences.ts';

const ACTOR = 'compare-sources';

type Found = {
  game: GameToSeed;
  ours: WrittenResult;
  source: string;
  differences: readonly Difference[];
  runId: string;
};

/** Keeps what differs and settles what does not any more; what is new is told on the game's timeline. */
export async function keepDifferences(
  db: Database,
  { game, ours, source, differences, runId }: Found,
): Promise<void> {
  const { gameId } = game;
  await db.transaction(async (tx) => {
    const fields = differences.map(({ field }) => field);
    const isOf = and(eq(sourceDifferences.gameId, gameId), eq(sourceDifferences.source, source));
    const settled = await tx
      .update(sourceDifferences)
      .set({ settledAt: sql`now()`, settledBecause: reasonBeside(ours) })
      .where(
        and(
          isOf,
          isNull(sourceDifferences.settledAt),
          fields.length === 0 ? undefined : notInArray(sourceDifferences.field, fields),
        ),
      )
      .returning({ field: sourceDifferences.field });
    const known = await tx
      .select({
        field: sourceDifferences.field,
        ours: sourceDifferences.ours,
        theirs: sourceDifferences.theirs,
      })
      .from(sourceDifferences)
      .where(and(isOf, isNull(sourceDifferences.settledAt)));
    const news = differences.filter(
      (one) =>
        !known.some((row) => row.field === one.field && row.ours === one.ours && row.theirs === one.theirs),
    );
    for (const difference of differences) {
      const row = { ...difference, ourSource: ours.source, runId };
      await tx
        .insert(sourceDifferences)
        .values({ ...row, gameId, source })
        .onConflictDoUpdate({
          target: [sourceDifferences.gameId, sourceDifferences.source, sourceDifferences.field],
          set: { ...row, lastSeenAt: sql`now()`, settledAt: null, settledBecause: null },
        });
    }
    const event = { gameId, actor: ACTOR, runId };
    if (news.length > 0)
      await recordEvent(tx, {
        ...event,
        kind: 'source_differs',
        message: `${source} says something else than ${ours.source ?? 'what is written'}: ${news.map(inWords).join(', ')}.`,
        data: { source, differences: news },
      });
    if (settled.length > 0 && differences.length === 0)
      await recordEvent(tx, {
        ...event,
        kind: 'source_agrees',
        message: `${source} says the same by now.`,
        data: { source, settled: settled.map(({ field }) => field) },
      });
  });
}

/** What is written here has changed since the difference was seen, or else the other source has. */
function reasonBeside({ status, homeScore, awayScore }: WrittenResult) {
  const { field, ours } = sourceDifferences;
  const text = (score: number | null) => (score === null ? null : String(score));
  return sql<SettledReason>`case when ${ours} is not distinct from
    case ${field} when 'home_score' then ${text(homeScore)}::text when 'away_score' then ${text(awayScore)}::text
                  else ${status}::text end then 'source_agrees' else 'result_rewritten' end`;
}

function inWords({ field, ours, theirs }: Difference): string {
  return `${field.replaceAll('_', ' ')} ${theirs ?? 'nothing'}, not ${ours ?? 'nothing'}`;
}

/**
 * Settles what no longer differs because the result was written anew, however long ago the game was: it is what the other
 * source said by now, or comes from that source, or is another one, of which the next look tells. Resolves with the
 * number of games.
 */
export async function settleRewritten(db: Database): Promise<number> {
  const { gameId, source, field, ours, theirs, ourSource, settledAt } = sourceDifferences;
  const written = sql`case ${field} when 'home_score' then ${games.homeScore}::text
                                    when 'away_score' then ${games.awayScore}::text
                                    else ${games.status}::text end`;
  const isSame = sql<boolean>`(${theirs} is not distinct from ${written} or ${source} is not distinct from ${games.resultSource})`;
  return db.transaction(async (tx) => {
    const settled = await tx
      .update(sourceDifferences)
      .set({ settledAt: sql`now()`, settledBecause: 'result_rewritten' })
      .from(games)
      .where(
        and(
          eq(games.id, gameId),
          isNull(settledAt),
          or(isSame, sql`${ours} is distinct from ${written}`, sql`${ourSource} <> ${games.resultSource}`),
        ),
      )
      .returning({ gameId, source, field, isSame });
    const byGame = Map.groupBy(settled, (row) => row.gameId);
    for (const [id, rows] of byGame)
      for (const [name, own] of Map.groupBy(rows, (row) => row.source))
        if (own.every((row) => row.isSame))
          await recordEvent(tx, {
            gameId: id,
            actor: ACTOR,
            kind: 'source_agrees',
            message: `${name} says the same by now.`,
            data: { source: name, settled: own.map((row) => row.field) },
          });
    return byGame.size;
  });
}
