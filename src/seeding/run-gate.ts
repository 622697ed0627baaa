/**
 * Lets runs of one process go side by side, and suspects alone. Whoever asks first goes first, so a suspect is not
 * put off by a stream of others.
 */
export type RunGate = {
  /**
   * Resolves when the run may begin, with what to call when it is over; undefined when `signal` aborts before.
   */
  enter: (mode: 'shared' | 'alone', signal: AbortSignal) => Promise<(() => void) | undefined>;
};

type Waiter = { mode: 'shared' | 'alone'; open: () => void };

export function createRunGate(): RunGate {
  let sharedCount = 0;
  let isAloneInside = false;
  let waiters: Waiter[] = [];

  function canEnter(mode: Waiter['mode']): boolean {
    return !isAloneInside && (mode === 'shared' || sharedCount === 0);
  }

  function admit(mode: Waiter['mode']): void {
    if (mode === 'alone') isAloneInside = true;
    else sharedCount += 1;
  }

  function leave(mode: Waiter['mode']): () => void {
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      if (mode === 'alone') isAloneInside = false;
      else sharedCount -= 1;
      openForNext();
    };
  }

  function openForNext(): void {
    for (let next = waiters[0]; next && canEnter(next.mode); next = waiters[0]) {
      waiters.shift();
      admit(next.mode);
      next.open();
    }
  }

  return {
    async enter(mode, signal) {
      if (signal.aborted) return undefined;
      if (waiters.length === 0 && canEnter(mode)) {
        admit(mode);
        return leave(mode);
      }
      return new Promise((resolve) => {
        const onAbort = (): void => {
          waiters = waiters.filter((waiter) => waiter !== mine);
          resolve(undefined);
          openForNext();
        };
        const mine: Waiter = {
          mode,
          open() {
            signal.removeEventListener('abort', onAbort);
            resolve(leave(mode));
          },
        };
        waiters.push(mine);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
