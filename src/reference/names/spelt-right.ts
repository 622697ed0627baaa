import { REFERENCE_LEAGUES } from '../built-in/leagues.ts';
import { referenceTeams } from '../built-in/reference-teams.ts';
import { plainForm } from './name-forms.ts';

/** Words of clubs elsewhere that are a letter away from one of ours: Juventud of Las Piedras, FC Homburg. */
const WORDS_ELSEWHERE = ['juventud', 'homburg', 'freiberg'];

/**
 * Words that are no typing errors, however near they are to others, because some team of any league bears them: the
 * Buffalo Bulls are not the Buffalo Bills.
 */
export function wordsSpeltRight(): ReadonlySet<string> {
  const names = REFERENCE_LEAGUES.flatMap(({ name }) =>
    referenceTeams(name).map((team) => plainForm(team.name)),
  );
  return new Set([...WORDS_ELSEWHERE, ...names.flatMap((name) => name.split(' '))]);
}
