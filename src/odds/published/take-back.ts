import { and, eq, gt, ne } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { dataLoads } from '../../db/schema/data-loads.ts';
import type { OpenLoad } from '../../loads/load-record.ts';
import { type CopyAge, type OtherCopy, countingCopies } from './copy-age.ts';
import { publishedCountsOf } from './published-account.ts';
import { type FoundLine, removeLines } from './write-lines.ts';

/** What a file that is no newer copy did not change; field names as they are published. */
export type LinesLeft = {
  /** Lines that stand although a row of their game does not have them any more. */
  lines: number;
  /** Lines of the file that say otherwise than those that stand, or stand no more. */
  differing: number;
  /** What the file is beside those that were loaded before. */
  copy: 'older' | 'unknown';
  problem: string;
  remedy: string;
};

/** Under which the counts of a load keep how many lines it lacks that stand. */
export const LINES_LEFT = 'lines_left';

export type TakenBack = { removed: number; left: LinesLeft | null };

/**
 * Takes lines back that the file has no longer, where it is known to be newer than every other copy, or somebody says so.
 * Where that cannot be told they stay, as do `differing` lines that were not written, and somebody is asked.
 */
export async function takeBack(
  tx: Executor,
  missing: readonly FoundLine[],
  { copy, differing }: { copy: CopyAge; differing: number },
): Promise<TakenBack> {
  if (copy.age === 'newer') return { removed: await removeLines(tx, missing), left: null };
  if (missing.length === 0 && differing === 0) return { removed: 0, left: null };
  return { removed: 0, left: { lines: missing.length, differing, copy: copy.age, ...wordsOf(copy) } };
}

/** The loads beside which a file of a layout has an age, without its own. */
export async function otherCopies(
  tx: Executor,
  { id, dataset }: OpenLoad,
  preset: string,
): Promise<(OtherCopy & { updatedAt: Date })[]> {
  const copies = await tx
    .select({
      source: dataLoads.source,
      extent: dataLoads.extent,
      status: dataLoads.status,
      counts: dataLoads.counts,
      updatedAt: dataLoads.updatedAt,
    })
    .from(dataLoads)
    .where(
      and(
        eq(dataLoads.dataset, dataset),
        eq(dataLoads.preset, preset),
        ne(dataLoads.id, id),
        gt(dataLoads.rowsDone, 0),
      ),
    )
    .orderBy(dataLoads.id);
  return countingCopies(
    copies.map(({ source, extent, status, counts, updatedAt }) => {
      const { written, corrected, left } = publishedCountsOf(counts);
      return {
        source,
        extent,
        isWhole: status === 'completed',
        wrote: written + corrected,
        left: left + (counts[LINES_LEFT] ?? 0),
        updatedAt,
        updatedAtMs: updatedAt.getTime(),
      };
    }),
  );
}

const CONFIRM =
  'If the file is the newer one, load it with --newer-copy: then its lines stand, and what it lacks is taken back.';

function wordsOf(age: Exclude<CopyAge, { age: 'newer' }>): Pick<LinesLeft, 'problem' | 'remedy'> {
  if (age.age === 'older') {
    const { other, lastDay, otherLastDay } = age;
    const problem = `${other} has results up to ${otherLastDay} and this file up to ${lastDay}: it is an older copy`;
    return { problem, remedy: `Nothing has to be done. ${CONFIRM}` };
  }
  const { other, lastDay, hasNoResults = false } = age;
  if (hasNoResults)
    return { problem: 'the file has no result that would tell how old it is', remedy: CONFIRM };
  if (other === null) return { problem: 'nobody knows the file that they are from', remedy: CONFIRM };
  const because = lastDay === null ? 'what that one had is not known' : `both have results up to ${lastDay}`;
  return {
    problem: `whether this file or ${other} is newer cannot be told, for ${because}`,
    remedy: CONFIRM,
  };
}
