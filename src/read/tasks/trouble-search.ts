import { type SQL, sql } from 'drizzle-orm';
import { task } from './aliases.ts';
import { containsPattern } from './search-text.ts';
import { playedByAll } from './team-condition.ts';
import { type FoundTeams, idsOf } from './team-search.ts';

/** A task with any recorded trouble, in the words of the index over the few that have one. */
const HAS_TROUBLE: SQL = sql`
  (${task.errorType} is not null or ${task.errorMessage} is not null or ${task.holdDetail} is not null)`;

/** What a search for the words of an error looks at. */
export type TroubleConditions = { ofTask: readonly SQL[]; ofGame: readonly SQL[] };

/**
 * Tasks (alias task) in whose error or hold at least one of the words is told, while the others may name a team of
 * the game (alias game). `teams` holds those that each word names. Only where a word names a team does it look at
 * the game.
 */
export function inTroubleBecause(words: readonly string[], teams: FoundTeams): TroubleConditions {
  const named = words.map((word) => idsOf(teams.get(word)));
  const isTold = words.map(errorContains);
  if (named.every((ids) => ids.length === 0)) return { ofTask: [HAS_TROUBLE, ...isTold], ofGame: [] };
  // Tasks of which no word is told match by their teams alone, if at all.
  return {
    ofTask: [HAS_TROUBLE, sql`(${sql.join(isTold, sql` or `)})`],
    ofGame: isTold.map((told, at) => sql`(${playedByAll([named[at] ?? []])} or ${told})`),
  };
}

function errorContains(word: string): SQL {
  const pattern = containsPattern(word);
  return sql`concat_ws(' ', ${task.errorType}, ${task.errorMessage}, ${task.holdDetail}) ilike ${pattern}`;
}
