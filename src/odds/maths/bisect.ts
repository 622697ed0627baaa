/** More halvings than a double has digits. */
const STEPS = 200;

/**
 * The zero of a function that falls over all positive numbers, as near as a double can tell; `high` is where it is
 * looked for first, and doubled until the function is no longer above zero.
 */
export function bisect(falling: (x: number) => number, high = 2): number {
  let [low, top] = [0, high];
  for (let step = 0; step < STEPS && falling(top) > 0; step++) top *= 2;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + top) / 2;
    if (middle === low || middle === top) break;
    if (falling(middle) > 0) low = middle;
    else top = middle;
  }
  return (low + top) / 2;
}
