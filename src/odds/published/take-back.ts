import { and, eq, gt, ne } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { type FileExtent, dataLoads } from '../../db/schema/data-loads.ts';
import type { OpenLoad } from '../../loads/load-record.ts';
import { type CopyAge, type OtherCopy, ageOfCopy } from './copy-age.ts';
import { type FoundLine, removeLines } from './write-lines.ts';

/** Lines that stand although a row of their game does not have them any more; field names as they are published. */
export type LinesLeft = {
  lines: number;
  /** What the file is beside those that were loaded before. */
  copy: 'older' | 'unknown';
  problem: string;
  remedy: string;
};

export type TakenBack = { removed: number; left: LinesLeft | null };

/**
 * Takes lines back that the file has no longer, where it is known to be newer than every other copy, or somebody says so.
 * Where that cannot be told they stay, and somebody is asked.
 */
export async function takeBack(
  tx: Executor,
  missing: readonly FoundLine[],
  {
    load,
    preset,
    extent,
    isNewerCopy,
  }: { load: OpenLoad; preset: string; extent: FileExtent; isNewerCopy: boolean },
): Promise<TakenBack> {
  if (missing.length === 0) return { removed: 0, left: null };
  const age: CopyAge = isNewerCopy
    ? { age: 'newer' }
    : ageOfCopy(extent, await otherCopies(tx, load, preset));
  if (age.age === 'newer') return { removed: await removeLines(tx, missing), left: null };
  return { removed: 0, left: { lines: missing.length, copy: age.age, ...wordsOf(age) } };
}

/** Of a copy that was not read to its end it is not known what the rest of it has. */
async function otherCopies(tx: Executor, { id, dataset }: OpenLoad, preset: string): Promise<OtherCopy[]> {
  const copies = await tx
    .select({ source: dataLoads.source, extent: dataLoads.extent, status: dataLoads.status })
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
  return copies.map(({ source, extent, status }) => ({
    source,
    extent: status === 'completed' ? extent : null,
  }));
}

const CONFIRM = 'If the file is the newer one, load it with --newer-copy, and they are taken back.';

function wordsOf(age: Exclude<CopyAge, { age: 'newer' }>): Pick<LinesLeft, 'problem' | 'remedy'> {
  if (age.age === 'older') {
    const { other, lastDay, otherLastDay } = age;
    const problem = `${other} has results up to ${otherLastDay} and this file up to ${lastDay}: it is an older copy`;
    return { problem, remedy: `Nothing has to be done. ${CONFIRM}` };
  }
  const { other, lastDay } = age;
  if (other === null) return { problem: 'nobody knows the file that they are from', remedy: CONFIRM };
  const because = lastDay === null ? 'what that one had is not known' : `both have results up to ${lastDay}`;
  return {
    problem: `whether this file or ${other} is newer cannot be told, for ${because}`,
    remedy: CONFIRM,
  };
}
