/** A source of numbers in [0, 1). Injected wherever chance matters, so that a run can be repeated. */
export type Random = () => number;

/** The process-wide random source, for production use. */
export function systemRandom(): Random {
  return Math.random;
}

/**
 * A repeatable source of numbers in [0, 1): the same seed gives the same sequence on every machine.
 * The generator is mulberry32, which is small and good enough for simulations and jitter; it is not for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A stable 32-bit number for a text, to seed a random source from names and ids (FNV-1a). */
export function hashSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
