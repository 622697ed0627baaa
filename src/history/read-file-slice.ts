import { gunzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { backfillProgress } from '../db/schema/backfills.ts';
import type { WorkOutcome } from '../jobs/kinds.ts';
import { LoadFileError } from '../loads/load-error.ts';
import type { HistoryDeps } from './history-deps.ts';
import { type UnitInHand, saveStep } from './unit-progress.ts';

/**
 * Reads the rows that a file has of a unit: the load of such files, of these rows. How far the unit is, is written in the
 * transaction that ends the load; one that was cut off goes on where its last batch was written.
 */
export async function readFileSlice(deps: HistoryDeps, unit: UnitInHand): Promise<WorkOutcome> {
  const { id, part, unit: month } = unit;
  const fileName = unit.fileName ?? unit.source;
  const [kept] = await deps.db
    .select({ content: backfillProgress.content })
    .from(backfillProgress)
    .where(eq(backfillProgress.id, id));
  if (!kept?.content)
    return {
      kind: 'fail',
      errorType: 'no_source',
      message: `the rows of ${fileName} are not kept: give the file again`,
    };
  const bytes = gunzipSync(kept.content);
  let rows = 0;
  try {
    await deps.files[part](
      { unit, fileName, open: () => Promise.resolve(chunksOf(bytes)) },
      (tx, counts, runId) => {
        rows = counts.read;
        return saveStep(tx, unit, { counts, after: 'completed', runId });
      },
    );
  } catch (error) {
    if (error instanceof LoadFileError)
      return { kind: 'fail', errorType: error.code, message: `${fileName}: ${error.message}` };
    throw error;
  }
  return { kind: 'done', note: `${month} of ${fileName}: ${rows} rows`, afterwards: deps.publish };
}

// biome-ignore lint: an async source of bytes
async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
