/** What somebody typed into the search box, taken apart. Every part must match. */
export type SearchText = {
  /** Days of the slate, as ISO dates. */
  dates: readonly string[];
  /** Numbers, which may be ids of games or tasks. */
  ids: readonly number[];
  /** Everything else: team names, abbreviations, words of an error. */
  words: readonly string[];
};

/** Longest id that Postgres' integer holds. */
const MAX_ID = 2_147_483_647;

/** More words than this only slow a search down. */
const MAX_WORDS = 8;

/** Reads `LAL @ GSW 2026-01-15`, `#42`, `warriors timeout`. */
export function readSearchText(text: string): SearchText {
  const dates: string[] = [];
  const ids: number[] = [];
  const words: string[] = [];
  for (const part of text.trim().split(/\s+/).filter(Boolean)) {
    if (part === '@' || /^(vs\.?|at)$/i.test(part)) continue;
    const number = /^#?(\d{1,10})$/.exec(part)?.[1];
    if (isRealDate(part)) dates.push(part);
    else if (number !== undefined && Number(number) <= MAX_ID) ids.push(Number(number));
    else words.push(part);
  }
  return { dates, ids, words: words.slice(0, MAX_WORDS) };
}

/** True for a day that exists, written as `2026-01-15`. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** A pattern for `ilike` that finds `word` anywhere, its own wildcards taken literally. */
export function containsPattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
