/**
 * Lets work go on while something else is awaited. Its failure shows when the promise is awaited at last, and does not
 * end the process before that, nor when an earlier failure keeps it from ever being awaited.
 */
export function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
