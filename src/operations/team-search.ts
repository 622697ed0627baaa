import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { containsPattern } from './search-text.ts';

/**
 * Finds the teams that each word names: by abbreviation when one is exactly that, otherwise where a word of the
 * name, city or nickname begins so. A word that names no team has an empty list.
 */
export async function findTeams(
  executor: Executor,
  words: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, readonly number[]>(words.map((word) => [word, []]));
  if (words.length === 0) return found;
  const wanted = words.map((word) => ({ word, pattern: containsPattern(` ${word}`) }));
  const rows = await rowsOf<{ word: string; id: number; is_exact: boolean }>(
    executor,
    sql`
      select wanted.word, team.id, lower(coalesce(team.abbreviation, '')) = lower(wanted.word) as is_exact
      from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(word text, pattern text)
      join teams as team
        on lower(coalesce(team.abbreviation, '')) = lower(wanted.word)
        or concat_ws(' ', '', team.name, team.city, team.nickname) ilike wanted.pattern`,
  );
  for (const [word, matches] of Map.groupBy(rows, (row) => row.word)) {
    const exact = matches.filter((row) => row.is_exact);
    const meant = exact.length > 0 ? exact : matches;
    found.set(
      word,
      meant.map((row) => row.id),
    );
  }
  return found;
}
