import type { Athlete, StatisticGroup } from './schema.ts';

/**
 * ESPN names the figures of a box score once, and lists each player's in that order. Names are `keys` where there are
 * any; older bodies have nothing but `labels`, which are for people.
 */

/** What labels stand for in the words of keys. Only those of basketball are told apart by their label alone. */
const KEY_OF_LABEL: Readonly<Record<string, string>> = {
  MIN: 'minutes',
  PTS: 'points',
  FG: 'fieldGoalsMade-fieldGoalsAttempted',
  '3PT': 'threePointFieldGoalsMade-threePointFieldGoalsAttempted',
  FT: 'freeThrowsMade-freeThrowsAttempted',
  REB: 'rebounds',
  AST: 'assists',
  TO: 'turnovers',
  STL: 'steals',
  BLK: 'blocks',
  OREB: 'offensiveRebounds',
  DREB: 'defensiveRebounds',
  PF: 'fouls',
  '+/-': 'plusMinus',
};

/** The figures of a row by their keys, as texts; or why they cannot be told. */
export type NamedFigures =
  | { ok: true; figures: ReadonlyMap<string, string> }
  | { ok: false; problem: string };

export function namedFigures({ keys, labels }: StatisticGroup, { stats }: Athlete): NamedFigures {
  const names = keys ?? labels?.map((label) => KEY_OF_LABEL[label] ?? label);
  if (names === undefined) return { ok: false, problem: 'stats: neither keys nor labels say what they are' };
  if (names.length !== stats.length)
    return { ok: false, problem: `stats: there are ${stats.length} of them, and ${names.length} names` };
  return { ok: true, figures: new Map(names.map((name, index) => [name, String(stats[index])])) };
}

/** A whole number that a text holds (`"8"`, `"+13"`, `"-3"`); null for none, undefined for a text that is no number. */
export function wholeOf(text: string | undefined): number | null | undefined {
  const plain = text?.trim().replaceAll(',', '') ?? '';
  if (plain === '' || /^-{1,2}$/.test(plain)) return null;
  return /^[+-]?\d{1,5}$/.test(plain) ? Number(plain) : undefined;
}

function decimalOf(text: string | undefined): number | null | undefined {
  const plain = text?.trim() ?? '';
  if (plain === '' || /^-{1,2}$/.test(plain)) return null;
  return /^-?\d{1,4}(\.\d{1,2})?$/.test(plain) ? Number(plain) : undefined;
}

function secondsOf(text: string | undefined): number | null | undefined {
  const plain = text?.trim() ?? '';
  if (plain === '') return null;
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(plain);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

/** Both numbers of a composite: `"7-13"` and `"15/27"` are made and attempted. Undefined for any other text. */
export function pairOf(text: string | undefined): readonly [number | null, number | null] | undefined {
  const plain = text?.trim() ?? '';
  if (plain === '' || /^-{1,2}$/.test(plain)) return [null, null];
  const found = /^(\d{1,4})[-/](-?\d{1,4})$/.exec(plain);
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

/** Reads the figures of a row; the first that is none is told with its name and value. */
export class FigureReader {
  readonly #figures: ReadonlyMap<string, string>;
  #problem: string | undefined;

  constructor(figures: ReadonlyMap<string, string>) {
    this.#figures = figures;
  }

  /** The first problem; undefined while all is well. */
  problem(): string | undefined {
    return this.#problem;
  }

  whole(key: string): number | null {
    return this.#read(key, wholeOf, null);
  }

  /** A number that may have decimals: `"0.5"`, `"98.6"`. */
  decimal(key: string): number | null {
    return this.#read(key, decimalOf, null);
  }

  /** Seconds of a time such as `"31:05"`. */
  clock(key: string): number | null {
    return this.#read(key, secondsOf, null);
  }

  pair(key: string): readonly [number | null, number | null] {
    return this.#read(key, pairOf, [null, null]);
  }

  #read<T>(key: string, read: (text: string | undefined) => T | undefined, none: T): T {
    const text = this.#figures.get(key);
    const value = read(text);
    if (value !== undefined) return value;
    this.#problem ??= `${key}: ${JSON.stringify(text)} is no such figure`;
    return none;
  }
}
