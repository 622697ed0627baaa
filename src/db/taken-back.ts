import type { Database, Executor } from './database.ts';

/** A database, or a transaction in which a part can be undone alone. */
export type Undoable = Pick<Database, 'transaction'> & Executor;

class TakenBack extends Error {
  override readonly name = 'TakenBack';
}

/**
 * Does work in the transaction that `begin` opens and takes all of it back: what it tells is what it would have come to,
 * so that a dry run tells what a load would do.
 */
export async function takenBack<T>(
  begin: (work: (tx: Undoable) => Promise<never>) => Promise<never>,
  work: (tx: Undoable) => Promise<T>,
): Promise<T> {
  let done: { result: T } | undefined;
  await begin(async (tx) => {
    done = { result: await work(tx) };
    throw new TakenBack();
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
  if (done === undefined) throw new Error('the transaction ended before its work');
  return done.result;
}
