import { MAX_ID } from '../../domain/ids.ts';
import { isRealDate } from '../../domain/real-date.ts';
import { stateOfWord } from './search-states.ts';

/** What somebody typed into the search box, taken apart. Every part must match. */
export type SearchText = {
  /** Days of the slate, as ISO dates. */
  dates: readonly string[];
  /** `#42`, or numbers alone: ids of games or tasks. */
  ids: readonly number[];
  /** States by their own names: `failed`, `postponed`, `held`. */
  states: readonly string[];
  /** Everything else: team names, abbreviations, words of an error. */
  words: readonly string[];
};

/** More words than this only slow a search down. */
const MAX_WORDS = 8;

/** Reads `LAL @ GSW 2026-01-15`, `#42`, `warriors timeout`, `failed 2026-01-15`. */
export function readSearchText(text: string): SearchText {
  const parts = text
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '' && part !== '@' && !/^(vs\.?|at)$/i.test(part));
  // A bare number beside words is one of them: `HTTP 503`.
  const isOnlyNumbers = parts.every((part) => idOf(part) !== undefined || isRealDate(part));
  const dates: string[] = [];
  const ids: number[] = [];
  const states: string[] = [];
  const words: string[] = [];
  for (const part of parts) {
    const id = part.startsWith('#') || isOnlyNumbers ? idOf(part) : undefined;
    const state = stateOfWord(part);
    if (isRealDate(part)) dates.push(part);
    else if (id !== undefined) ids.push(id);
    else if (state !== undefined) states.push(state);
    else words.push(part);
  }
  return { dates, ids, states, words: words.slice(0, MAX_WORDS) };
}

function idOf(part: string): number | undefined {
  const number = /^#?(\d{1,10})$/.exec(part)?.[1];
  return number !== undefined && Number(number) <= MAX_ID ? Number(number) : undefined;
}

/** A pattern for `ilike` that finds `word` anywhere, its own wildcards taken literally. */
export function containsPattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
