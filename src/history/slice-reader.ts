import type { Executor } from '../db/database.ts';
import type { StepCounts, UnitInHand } from './unit-progress.ts';

/**
 * What a unit of a file is read with: the file's rows of it, and what is to be written in the transaction that ends the
 * load. Throws LoadFileError where the rows cannot be read at all.
 */
export type SliceReader = (
  slice: { unit: UnitInHand; fileName: string; open: () => Promise<AsyncIterable<Buffer>> },
  finish: (tx: Executor, counts: StepCounts, runId: string | null) => Promise<void>,
) => Promise<void>;
