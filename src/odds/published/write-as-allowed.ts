import { type Undoable, takenBack } from '../../db/taken-back.ts';
import { type GameLine, type WrittenLines, gamesOfOthers, writeLines } from './write-lines.ts';

/** What became of lines; `left` are those that say otherwise than what stands, and were not written. */
export type AllowedLines = WrittenLines & { left: number };

/**
 * Writes lines. Of a file that may not correct others, those of games that another load has written are tried and taken
 * back: nothing of such a game changes, and what would is counted.
 */
export async function writeAsAllowed(
  tx: Undoable,
  lines: readonly GameLine[],
  { mayCorrect, ...origin }: { source: string; runId: string; mayCorrect: boolean },
): Promise<AllowedLines> {
  if (mayCorrect) return { ...(await writeLines(tx, lines, origin)), left: 0 };
  const others = await gamesOfOthers(tx, [...new Set(lines.map(({ gameId }) => gameId))], origin);
  const free = await writeLines(
    tx,
    lines.filter(({ gameId }) => !others.has(gameId)),
    origin,
  );
  const held = lines.filter(({ gameId }) => others.has(gameId));
  const tried = await takenBack(
    (work) => tx.transaction(work),
    (inner) => writeLines(inner, held, origin),
  );
  return { ...free, same: free.same + tried.same, left: tried.written + tried.corrected };
}
