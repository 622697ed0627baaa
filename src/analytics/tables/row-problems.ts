import { LoadFileError } from '../../loads/load-error.ts';
import type { ReadCell } from './read-cell.ts';

/** Problems that are told one by one; of more there is the number. */
const MOST_TOLD = 20;

/** What is wrong with the rows of a file: all of it, so that one look mends it. */
export type RowProblems = {
  add: (line: number, field: string, value: string, problem: string, remedy: string) => void;
  /** The value of a cell, or undefined with its problem noted. */
  valueOf: <T>(line: number, field: string, text: string, read: ReadCell<T>) => T | undefined;
  /** How many there are by now. */
  count: () => number;
  /** The first of them in words, and how many more there are. */
  words: () => readonly string[];
  /** Throws LoadFileError where there was any problem. */
  refuse: (source: string, refusal: Refusal) => void;
};

/** Why a file with a problem is of no use at all, and what to do about it. */
export type Refusal = { why: string; remedy: string };

export function noteProblems(): RowProblems {
  const told: string[] = [];
  let count = 0;
  const problems: RowProblems = {
    add(line, field, value, problem, remedy) {
      count += 1;
      const shown = value.length > 60 ? `${value.slice(0, 59)}…` : value;
      if (told.length < MOST_TOLD)
        told.push(`line ${line}, ${field}: ${JSON.stringify(shown)} ${problem}. ${remedy}`);
    },
    valueOf(line, field, text, read) {
      if (read.ok) return read.value;
      problems.add(line, field, text, read.problem, read.remedy);
      return undefined;
    },
    count: () => count,
    words() {
      const more = count - told.length;
      return more > 0 ? [...told, `and ${more} more`] : told;
    },
    refuse(source, { why, remedy }) {
      if (count === 0) return;
      throw new LoadFileError(
        'unusable_rows',
        `${source} has ${count === 1 ? 'a problem' : `${count} problems`}, and ${why}`,
        remedy,
        { problems: problems.words() },
      );
    },
  };
  return problems;
}
