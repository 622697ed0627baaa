import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { teams } from '../../db/schema/reference.ts';
import { containsPattern } from './search-text.ts';

const team = alias(teams, 'team');

export type FoundTeam = {
  id: number;
  sportId: number;
  /** The word is the team's abbreviation. */
  isExact: boolean;
};

/** The teams that each word of a search names; none for a word that names no team. */
export type FoundTeams = ReadonlyMap<string, readonly FoundTeam[]>;

export function idsOf(teams: readonly FoundTeam[] = []): number[] {
  return teams.map(({ id }) => id);
}

/** Whoever writes nothing but abbreviations means the teams, and no words of an error. */
export function areAllAbbreviations(words: readonly string[], teams: FoundTeams): boolean {
  return words.every((word) => teams.get(word)?.some(({ isExact }) => isExact));
}

/**
 * Finds the teams that each word names: by abbreviation when one is exactly that, otherwise where a word of the
 * name, city or nickname begins so. A word that names no team has an empty list.
 */
export async function findTeams(executor: Executor, words: readonly string[]): Promise<FoundTeams> {
  const found = new Map<string, readonly FoundTeam[]>(words.map((word) => [word, []]));
  if (words.length === 0) return found;
  const wanted = words.map((word) => ({ word, pattern: containsPattern(` ${word}`) }));
  const rows = await rowsOf(
    executor,
    selecting(
      {
        word: sql<string>`wanted.word`,
        id: team.id,
        sportId: team.sportId,
        isExact: sql<boolean>`lower(coalesce(${team.abbreviation}, '')) = lower(wanted.word)`,
      },
      (list) => sql`
      select ${list}
      from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(word text, pattern text)
      join ${teams} as ${team}
        on lower(coalesce(${team.abbreviation}, '')) = lower(wanted.word)
        or concat_ws(' ', '', ${team.name}, ${team.city}, ${team.nickname}) ilike wanted.pattern`,
    ),
  );
  for (const [word, matches] of Map.groupBy(rows, (row) => row.word)) {
    const exact = matches.filter((row) => row.isExact);
    const meant = exact.length > 0 ? exact : matches;
    found.set(
      word,
      meant.map(({ id, sportId, isExact }) => ({ id, sportId, isExact })),
    );
  }
  return found;
}
