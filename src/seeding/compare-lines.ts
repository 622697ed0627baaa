import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { lineChanges } from '../db/schema/line-changes.ts';
import { needLineTables } from '../db/schema/line-tables.ts';
import { sourceLineDifferences } from '../db/schema/source-line-differences.ts';
import type { ComparedLine, SettledReason } from '../domain/source-difference.ts';
import type { Sport } from '../domain/sport.ts';
import { type LineDifference, lineDifferencesOf } from './line-differences.ts';
import type { Replay, ReplayedGame } from './replay.ts';

export type CompareLinesDeps = {
  db: Database;
  /** Reads what is stored of one source of box scores; undefined where it has none of the sport. */
  replayOf: (source: string, sport: Sport) => Replay | undefined;
};

/** What came of comparing; `no_bodies`: nothing of the source is stored. */
export type LineComparison = {
  outcome: 'same' | 'differs' | 'no_bodies' | 'refused' | 'busy' | 'not_seeded';
  differences: number;
  note: string | null;
};

export type LinesToCompare = {
  gameId: number;
  sport: Sport;
  source: string;
  runId: string;
  signal: AbortSignal;
};

/**
 * Compares the lines of a game with what is stored of another source, figure by figure, without a call. The parsers and
 * rules are those of a replay, whose writing is undone: nothing that is written here changes.
 */
export function createLineComparison({ db, replayOf }: CompareLinesDeps) {
  return async function compareLines(asked: LinesToCompare): Promise<LineComparison> {
    const { gameId, sport, source, signal } = asked;
    const nothing = { differences: 0, note: null };
    const replay = replayOf(source, sport);
    if (replay === undefined) return { ...nothing, outcome: 'no_bodies' };
    const read: ReplayedGame[] = [];
    const options = {
      isDryRun: true,
      actor: 'compare-sources',
      signal,
      onGame: (game: ReplayedGame) => read.push(game),
    };
    await replay.run({ gameId }, options);
    const [game] = read;
    if (game === undefined) return { ...nothing, outcome: 'not_seeded' };
    const { outcome, note } = game;
    if (outcome !== 'changed' && outcome !== 'unchanged') return { ...nothing, outcome, note };
    const sources = await sourcesOfLines(db, sport, gameId);
    const found = lineDifferencesOf(game.changes).flatMap((one) => {
      const ourSource = sources[one.entityType].get(one.entityId) ?? null;
      // What is from the source itself was read anew by other parsers: a replay is for that.
      return ourSource === source ? [] : [{ ...one, ourSource }];
    });
    await keepLineDifferences(db, asked, found);
    return { outcome: found.length > 0 ? 'differs' : 'same', differences: found.length, note: null };
  };
}

type SourcesOfLines = Readonly<Record<ComparedLine, ReadonlyMap<number, string | null>>>;

async function sourcesOfLines(db: Database, sport: Sport, gameId: number): Promise<SourcesOfLines> {
  const { player, team } = needLineTables(sport);
  const players = await db
    .select({ id: player.playerId, source: player.source })
    .from(player)
    .where(eq(player.gameId, gameId));
  const teams = await db
    .select({ id: team.teamId, source: team.source })
    .from(team)
    .where(eq(team.gameId, gameId));
  const bySource = (rows: readonly { id: number; source: string | null }[]) =>
    new Map(rows.map(({ id, source }) => [id, source]));
  return { player: bySource(players), team: bySource(teams) };
}

/** Keeps what differs, and settles what does not any more. */
async function keepLineDifferences(
  db: Database,
  { gameId, source, runId }: LinesToCompare,
  found: readonly (LineDifference & { ourSource: string | null })[],
): Promise<void> {
  const table = sourceLineDifferences;
  const isOpen = and(eq(table.gameId, gameId), eq(table.source, source), isNull(table.settledAt));
  await db.transaction(async (tx) => {
    const seen = JSON.stringify(
      found.map(({ entityType, entityId, field }) => [entityType, entityId, field]),
    );
    const isSeen = sql`jsonb_build_array(${table.entityType}, ${table.entityId}, ${table.field})
      in (select jsonb_array_elements(${seen}::jsonb))`;
    await tx
      .update(table)
      .set({ settledAt: sql`now()`, settledBecause: settledReason() })
      .where(and(isOpen, sql`not ${isSeen}`));
    for (const one of found) {
      const row = { ours: one.ours, ourSource: one.ourSource, theirs: one.theirs, runId };
      const { entityType, entityId, field } = one;
      await tx
        .insert(table)
        .values({ gameId, source, entityType, entityId, field, ...row })
        .onConflictDoUpdate({
          target: [table.gameId, table.source, table.entityType, table.entityId, table.field],
          set: { ...row, lastSeenAt: sql`now()`, settledAt: null, settledBecause: null },
        });
    }
  });
}

/** A figure that was corrected here since stands in the record of changes; else the other source came to agree. */
function settledReason() {
  const table = sourceLineDifferences;
  return sql<SettledReason>`case when exists (
    select from ${lineChanges} where ${lineChanges.gameId} = ${table.gameId}
      and ${lineChanges.entityType} = ${table.entityType} and ${lineChanges.columnName} = ${table.field}
      and coalesce(${lineChanges.playerId}, ${lineChanges.teamId}) = ${table.entityId}
      and ${lineChanges.createdAt} >= ${table.firstSeenAt}
  ) then 'result_rewritten' else 'source_agrees' end`;
}
