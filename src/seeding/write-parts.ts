import type { Executor } from '../db/database.ts';
import { together } from '../db/together.ts';
import { describeRefusedRow } from '../domain/refused-row.ts';
import type { Logger } from '../platform/logger.ts';
import type { FetchedPart } from '../sports/adapter.ts';
import type { Gap } from '../sports/completeness.ts';
import type { LineDraft, WrittenLine } from '../sports/line-draft.ts';
import { noteSeen } from '../sports/note-seen.ts';
import { writeLines } from '../sports/write-lines.ts';
import type { Claim } from './claim.ts';
import { checkpointPart, loadEntities, markOthersAbsent, noteRefusedRows } from './entities.ts';
import type { PartsWork } from './fetch-work.ts';
import type { Standing } from './game-standing.ts';
import type { LockedGame } from './lock-game.ts';
import type { TaskEntity } from './plan.ts';
import { originOf } from './run-facts.ts';

/** What writing the parts of a box score came to. */
type PartsWriting = {
  /** How many lines were written differently from before. */
  changedLines: number;
  /** How many changes of what was there were recorded. */
  changeCount: number;
  /** What the lines of the game lack after it. */
  gaps: readonly Gap[];
  /** Notes whom the lines name; to be called last in the transaction. */
  noteSeen: () => Promise<void>;
  /** The players and teams of the task, as they stand now. */
  entities: readonly TaskEntity[];
};

/**
 * Writes the parts of a box score with their checkpoints, in the transaction that holds the fence: the lines that are
 * good, and who is still expected because their row was left out. A part that is not whole removes no line and calls
 * nobody absent.
 */
export async function writeParts(
  tx: Executor,
  claim: Claim,
  { providerGame, fetched, isFresh, reader }: PartsWork,
  { locked: { mayHaveLines }, standing }: { locked: Pick<LockedGame, 'mayHaveLines'>; standing: Standing },
): Promise<PartsWriting> {
  const { taskId, game, fence } = claim;
  const target = { game, providerGame, fence, origin: originOf(claim) };
  const drafts: LineDraft[] = [];
  for (const { part } of fetched)
    drafts.push(await part.draft(tx, { ...target, isPartOfLines: !part.isWhole }));
  const checkpoints = checkpointPart(
    taskId,
    drafts.flatMap(({ listed }) => listed),
    // Whoever notes one of them without this claim writes lines of the game, too.
    { areNew: isFresh && !mayHaveLines },
  );
  const [{ lines, changeCount }, gaps] = await together(
    writeLines(tx, drafts, { isFirst: !mayHaveLines, alsoWrite: [checkpoints] }),
    standing.gapsKeepingWhole(tx),
  );
  for (const { entityType, part } of fetched) {
    if (part.isWhole && !reader && !isFresh) await markOthersAbsent(tx, taskId, entityType);
    await noteRefusedRows(tx, taskId, entityType, part.refused, {
      maxAttempts: claim.maxRetries + 1,
      replaces: isFresh ? 'nobody' : 'everybody',
    });
  }
  const isKnown = isFresh && fetched.every(({ part }) => part.refused.length === 0);
  return {
    changedLines: lines.filter(({ isChanged }) => isChanged).length,
    changeCount,
    gaps,
    noteSeen: () => noteSeen(tx, target, drafts),
    entities: isKnown ? entitiesOf(lines) : await loadEntities(tx, taskId),
  };
}

/** What the checkpoints say of lines that were just written, where nobody else is expected. */
function entitiesOf(lines: readonly WrittenLine[]): readonly TaskEntity[] {
  const byKey = new Map(lines.map((line) => [`${line.entityType} ${line.providerEntityId}`, line]));
  return [...byKey.values()].map(({ entityType, providerEntityId, entityId }) => ({
    entityType,
    providerEntityId,
    providerTeamId: null,
    entityId,
    name: null,
    status: 'completed',
    attempts: 1,
    error: null,
  }));
}

/** Tells the log of rows that were left out and of lines that are odd, one line each. */
export function logOddities(logger: Logger, { refused, remarks }: FetchedPart): void {
  for (const row of refused)
    logger.warn({ row: describeRefusedRow(row) }, 'a row of a box score is left out');
  for (const remark of remarks) logger.warn({ remark }, 'a line of a box score is odd');
}
