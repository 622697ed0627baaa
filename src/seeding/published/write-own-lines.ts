import type { Executor } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import type { RefusedRow } from '../../domain/refused-row.ts';
import type { QuarantinedRow } from '../../loads/load-record.ts';
import type { LineDraft } from '../../sports/line-draft.ts';
import { contentHash } from '../../sports/line-table.ts';
import { noteSeen } from '../../sports/note-seen.ts';
import { writeLines } from '../../sports/write-lines.ts';
import { checkpointPart, noteRefusedRows } from '../entities.ts';
import { openStanding } from '../game-standing.ts';
import { lockGame } from '../lock-game.ts';
import type { GameAccount } from './game-account.ts';
import { knowPlayers } from './know-players.ts';
import { type GameAtHand, readParts } from './read-parts.ts';
import { type PublishedRow, refusedRow } from './read-rows.ts';
import type { BoundLayout } from './recognise-layout.ts';
import { settleLoaded } from './settle-loaded.ts';
import { standingLines } from './standing-lines.ts';
import type { GameRowsAtHand, GameWriter } from './game-writer.ts';

type Work = GameRowsAtHand & GameAtHand;

/**
 * Writes the lines of a game that nobody else has said anything of: as seeding does, with what changes recorded. Lines
 * that are there already are left alone, and so are those of whom the rows say nothing: a file may be a part of a game.
 * Throws ProviderError and SeedingError where they do not fit.
 */
export async function writeOwnLines(tx: Executor, writer: GameWriter, work: Work): Promise<GameAccount> {
  const { bound, runId } = writer;
  const { layout } = bound;
  const { game, seen, task, byOwner } = work;
  const { adapter, parts, broken } = await readParts(tx, writer, work);
  const locked = await lockGame(tx, { claim: { taskId: task.id, game }, seen, lines: adapter.lines });
  const standing = await openStanding(tx, adapter, game, seen, locked);
  await knowPlayers(tx, layout, { game, byOwner, runId });
  const origin = { taskId: task.id, pass: locked.mayHaveLines ? 'load' : 'first', runId };
  const target = { game, providerGame: seen, fence: task.fence, origin };
  const drafts: LineDraft[] = [];
  for (const { draft } of parts) drafts.push(await draft(tx, { ...target, isPartOfLines: true }));
  const refused = refusedOf(broken, byOwner, bound);
  const listed = drafts.find(({ table }) => table === layout.table)?.listed.length ?? 0;
  if (await areAllThere(tx, game, drafts)) return { counts: { games: 1, same: listed }, refused };
  const { lines, changeCount } = await writeLines(tx, drafts, {
    isFirst: !locked.mayHaveLines,
    alsoWrite: [
      checkpointPart(
        task.id,
        drafts.flatMap((draft) => draft.listed),
      ),
    ],
  });
  for (const { entityType, lacking } of parts)
    await noteRefusedRows(tx, task.id, entityType, lacking, { maxAttempts: 1, replaces: 'everybody' });
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

/** The rows behind lines that break a rule. */
function refusedOf(
  broken: readonly RefusedRow[],
  byOwner: ReadonlyMap<string, PublishedRow>,
  bound: BoundLayout,
): QuarantinedRow[] {
  return broken.flatMap(({ providerEntityId, problem }) => {
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

/** Whether every line is there with the same figures. */
async function areAllThere(tx: Executor, game: GameToSeed, drafts: readonly LineDraft[]): Promise<boolean> {
  for (const { table, rows } of drafts) {
    const there = new Map(
      (await standingLines(tx, game, table)).map((line) => [line.entityId, line.contentHash]),
    );
    const isEach = rows.every(
      (row) => there.get(Number(row[table.entityColumn])) === contentHash(table, row),
    );
    if (!isEach) return false;
  }
  return true;
}
