import type { Executor } from '../db/database.ts';
import { describeRefusedRow } from '../domain/refused-row.ts';
import type { Logger } from '../platform/logger.ts';
import type { FetchedPart } from '../sports/adapter.ts';
import type { Claim } from './claim.ts';
import { markOthersAbsent, noteRefusedRows, saveCheckpoints, updateEntityCounts } from './entities.ts';
import type { PartsWork } from './fetch-work.ts';
import { originOf } from './run-facts.ts';

/**
 * Writes the parts of a box score with their checkpoints, in the transaction that holds the fence: the lines that are
 * good, and who is still expected because their row was left out. A part that is not whole removes no line and calls
 * nobody absent. Returns how many lines were written differently from before.
 */
export async function writeParts(
  tx: Executor,
  claim: Claim,
  { providerGame, fetched, isFresh, reader }: PartsWork,
): Promise<{ changedLines: number }> {
  let changedLines = 0;
  const target = { game: claim.game, providerGame, fence: claim.fence, origin: originOf(claim) };
  for (const { entityType, part } of fetched) {
    const lines = await part.write(tx, { ...target, isPartOfLines: !part.isWhole });
    await saveCheckpoints(tx, claim.taskId, lines);
    if (part.isWhole && !reader && !isFresh) await markOthersAbsent(tx, claim.taskId, entityType);
    await noteRefusedRows(tx, claim.taskId, entityType, part.refused, {
      maxAttempts: claim.maxRetries + 1,
      replaces: isFresh ? 'nobody' : 'everybody',
    });
    changedLines += lines.filter(({ isChanged }) => isChanged).length;
  }
  await updateEntityCounts(tx, claim.taskId);
  return { changedLines };
}

/** Tells the log of rows that were left out and of lines that are odd, one line each. */
export function logOddities(logger: Logger, { refused, remarks }: FetchedPart): void {
  for (const row of refused)
    logger.warn({ row: describeRefusedRow(row) }, 'a row of a box score is left out');
  for (const remark of remarks) logger.warn({ remark }, 'a line of a box score is odd');
}
