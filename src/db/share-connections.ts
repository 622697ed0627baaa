import type pg from 'pg';
import { localFailureOf } from '../platform/local-failures.ts';

/** After so long a pool that could not grow may try to again. */
const GROW_AGAIN_AFTER_MS = 5_000;

type Callback = (error: Error | undefined, client?: pg.PoolClient, done?: pg.PoolClient['release']) => void;

/** What of a pool is wrapped; a statement that the pool itself is given asks it for a connection with a callback. */
type Connecting = { connect: (callback?: Callback) => Promise<pg.PoolClient> | undefined };

/**
 * Lets a pool make do with the connections that it has while this machine lacks what another one takes (file
 * descriptors, memory, ports): whoever needs one then waits for its turn, and not in vain, so that a process in such
 * trouble can still write down what becomes of its work. A pool without any connection refuses as before.
 */
export function shareConnections(pool: pg.Pool): void {
  const open = pool.connect.bind(pool);
  const { options } = pool;
  const mostOf = options.max;
  let growAgain: NodeJS.Timeout | undefined;

  function makeDo(): void {
    // Those that are being opened count among them until they fail as well.
    options.max = pool.totalCount;
    clearTimeout(growAgain);
    growAgain = setTimeout(() => {
      options.max = mostOf;
    }, GROW_AGAIN_AFTER_MS).unref();
  }

  async function openOrWait(): Promise<pg.PoolClient> {
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (localFailureOf(error) === undefined || pool.totalCount === 0) throw error;
        makeDo();
      }
    }
  }

  async function handTo(callback: Callback): Promise<void> {
    let client: pg.PoolClient;
    try {
      client = await openOrWait();
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(undefined, client, (error) => client.release(error));
  }

  (pool as unknown as Connecting).connect = (callback) => {
    if (callback === undefined) return openOrWait();
    void handTo(callback);
    return undefined;
  };
}
