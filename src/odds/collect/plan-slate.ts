const MINUTE_MS = 60_000;

/** Starts that lie so close together are one wave: one poll before it is the last one for all of them. */
const WAVE_MS = 25 * MINUTE_MS;

/** Polls closer together than this are one. */
const NEAREST_MS = 4 * MINUTE_MS;

/** The last poll before a wave: late enough for a closing line, early enough to be answered before the start. */
export const CLOSING_MINUTES = 10;

/**
 * Minutes before a slate's first start at which lines are worth looking at, the most valuable first: where they open,
 * where news of the day moves them, then ever closer. However few polls a slate gets, they are the first of these.
 */
const WORTH: readonly number[] = [
  360, 60, 1_440, 150, 25, 720, 1_080, 240, 100, 40, 15, 540, 900, 1_260, 300, 200, 120, 80, 50, 32, 20,
];

/** The full plan of a night: hourly from a day to six hours before, every quarter of an hour to one, then every five minutes. */
const FULL: readonly number[] = [...every(60, 1_440, 360), ...every(15, 345, 60), ...every(5, 55, 5)];

/** A poll that is planned: when, and until when it is worth anything. */
export type PlannedPoll = { atMs: number; untilMs: number };

/**
 * So many polls of a slate, from the starts of its games: the last one before each wave of starts first, then what is
 * worth most. One call has the lines of all games, so that a poll serves every wave that is still to come; none comes
 * once the last wave has begun.
 */
export function pollsOfSlate(startsMs: readonly number[], most: number): readonly PlannedPoll[] {
  const waves = wavesOf(startsMs);
  const [first] = waves;
  if (first === undefined || most <= 0) return [];
  const closing = waves.map((waveMs) => waveMs - CLOSING_MINUTES * MINUTE_MS);
  // Where not every wave can have its close, the last ones have: they have the first ones' games beside them no more.
  const wanted = [
    ...closing.toReversed(),
    ...[...WORTH, ...FULL].map((minutes) => first - minutes * MINUTE_MS),
  ];
  const chosen: number[] = [];
  for (const atMs of wanted) {
    if (chosen.length >= most) break;
    if (chosen.every((other) => Math.abs(other - atMs) >= NEAREST_MS)) chosen.push(atMs);
  }
  return chosen
    .toSorted((one, other) => one - other)
    .flatMap((atMs) => {
      const untilMs = waves.find((waveMs) => waveMs > atMs);
      return untilMs === undefined ? [] : [{ atMs, untilMs }];
    });
}

/** Polls of a slate under the full plan: more than these are not worth their credits. */
export function fullPollsOf(startsMs: readonly number[]): number {
  return pollsOfSlate(startsMs, Number.POSITIVE_INFINITY).length;
}

/** The starts by which polls go, one for all games that begin at about the same time. */
function wavesOf(startsMs: readonly number[]): readonly number[] {
  const waves: number[] = [];
  for (const startMs of startsMs.toSorted((one, other) => one - other)) {
    const last = waves.at(-1);
    if (last === undefined || startMs - last > WAVE_MS) waves.push(startMs);
  }
  return waves;
}

function every(step: number, from: number, to: number): readonly number[] {
  return Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, index) => from - index * step);
}
