import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import type { FetchedPart, SportAdapter } from '../../sports/adapter.ts';
import type { LineDraft } from '../../sports/line-draft.ts';
import { contentHash } from '../../sports/line-table.ts';
import { noteSeen } from '../../sports/note-seen.ts';
import { SPORT_DEFINITIONS } from '../../sports/sports.ts';
import { writeLines } from '../../sports/write-lines.ts';
import { checkpointSql, noteRefusedRows } from '../entities.ts';
import { openStanding } from '../game-standing.ts';
import { lockGame } from '../lock-game.ts';
import type { GameAccount } from './game-account.ts';
import { knowPlayers } from './know-players.ts';
import { type PublishedRow, refusedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';
import { settleLoaded } from './settle-loaded.ts';
import { standingLines } from './standing-lines.ts';
import type { GameRowsAtHand, GameWriter } from './game-writer.ts';

type Work = GameRowsAtHand & { game: GameToSeed; seen: ProviderGame };

/** A part of the box score that the rows make. */
type PartAtHand = { entityType: 'player' | 'team'; part: FetchedPart };

/**
 * Writes the lines of a game that nobody else has said anything of: as seeding does, with what changes recorded. Lines
 * that are there already are left alone. Throws ProviderError and SeedingError where they do not fit.
 */
export async function writeOwnLines(tx: Executor, writer: GameWriter, work: Work): Promise<GameAccount> {
  const { bound, runId } = writer;
  const { layout } = bound;
  const { game, seen, task, byOwner } = work;
  const { adapter, parts } = await readParts(writer, work);
  const locked = await lockGame(tx, { claim: { taskId: task.id, game }, seen, lines: adapter.lines });
  const standing = await openStanding(tx, adapter, game, seen, locked);
  await knowPlayers(tx, layout, { game, byOwner, runId });
  const origin = { taskId: task.id, pass: locked.mayHaveLines ? 'load' : 'first', runId };
  const target = { game, providerGame: seen, fence: task.fence, origin };
  const drafts: LineDraft[] = [];
  for (const { part } of parts)
    drafts.push(await part.draft(tx, { ...target, isPartOfLines: work.isCut || !part.isWhole }));
  const refused = parts.flatMap(({ part }) => refusedOf(part, byOwner, bound));
  const listed = drafts.find(({ table }) => table === layout.table)?.listed.length ?? 0;
  if (await areAllThere(tx, game, drafts)) return { counts: { games: 1, same: listed }, refused };
  const { lines, changeCount } = await writeLines(tx, drafts, {
    isFirst: !locked.mayHaveLines,
    alsoWrite: [
      sql`checkpoints as (${checkpointSql(
        task.id,
        drafts.flatMap((draft) => draft.listed),
      )})`,
    ],
  });
  for (const { entityType, part } of parts)
    await noteRefusedRows(tx, task.id, entityType, part.refused, { maxAttempts: 1, replaces: 'everybody' });
  const isWhole = await settleLoaded(tx, writer, { task, game, standing, lines, changeCount });
  await noteSeen(tx, target, drafts);
  const changed = lines.filter(({ isChanged }) => isChanged);
  const written = changed.filter(({ entityType }) => entityType === layout.entityType).length;
  return {
    counts: {
      games: 1,
      games_written: 1,
      [isWhole ? 'games_whole' : 'games_partial']: 1,
      written,
      same: listed - written,
      team_lines: changed.length - written,
      corrections: changeCount,
    },
    refused,
  };
}

/** The rows as the parts of a box score, checked as those of any source. */
async function readParts(
  { db, clock, runId, bound: { layout } }: GameWriter,
  { game, seen, byOwner }: Work,
): Promise<{ adapter: SportAdapter; parts: readonly PartAtHand[] }> {
  const rows = [...byOwner.values()].map(({ cells }) => cells);
  const ports = layout.portsOf(rows, [seen.home.providerTeamId, seen.away.providerTeamId]);
  const adapter = SPORT_DEFINITIONS[layout.sport].openAdapter({ ports, db, clock, sharesCalls: false });
  if (!adapter) throw new Error(`${layout.preset} gives no box scores of ${layout.sport}`);
  const parts: PartAtHand[] = [];
  // Nobody is called: the lines are at hand.
  const context = { signal: new AbortController().signal, priority: 'backfill', runId } as const;
  for (const { entityType, fetch } of adapter.parts) {
    if (!layout.parts.includes(entityType)) continue;
    const part = await fetch(game, seen, context);
    if (part.lineCount > 0) parts.push({ entityType, part });
  }
  return { adapter, parts };
}

/** The rows behind lines that break a rule. What a list lacks is no row. */
function refusedOf(
  { refused }: FetchedPart,
  byOwner: ReadonlyMap<string, PublishedRow>,
  bound: BoundLayout,
): QuarantinedRow[] {
  return refused.flatMap(({ providerEntityId, problem }) => {
    const row = providerEntityId === null ? undefined : byOwner.get(providerEntityId);
    if (row === undefined) return [];
    const fault = {
      reason: 'contradicts_itself',
      column: bound.layout.ownerColumn,
      problem,
      remedy: 'One figure of the row is wrong: compare it with another release of the file.',
    };
    return [refusedRow(row, fault, bound)];
  });
}

/** Whether every line is there with the same figures, and none that would go. */
async function areAllThere(tx: Executor, game: GameToSeed, drafts: readonly LineDraft[]): Promise<boolean> {
  for (const { table, rows, scope } of drafts) {
    const there = new Map(
      (await standingLines(tx, game, table)).map((line) => [line.entityId, line.contentHash]),
    );
    const isEach = rows.every(
      (row) => there.get(Number(row[table.entityColumn])) === contentHash(table, row),
    );
    if (!isEach || (!scope.isPartOfLines && there.size !== rows.length)) return false;
  }
  return true;
}
