import { type League, createLeagues } from '../../src/domain/league.ts';
import { REFERENCE_LEAGUES } from '../../src/reference/built-in/leagues.ts';

/** The leagues that come with the program, for what works without a database. */
export const BUILT_IN = createLeagues(REFERENCE_LEAGUES);

/** One of them by its name. */
export function builtIn(name: string): League {
  const league = BUILT_IN.named(name);
  if (!league) throw new Error(`no league ${name} comes with the program`);
  return league;
}
