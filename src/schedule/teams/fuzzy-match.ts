import { editDistance } from '../parse/edit-distance.ts';
import { compactForm, coreForm, plainForm } from './name-forms.ts';
import type { ResolvableTeam, TeamKey } from './resolvable-team.ts';
import { trigramSimilarity } from './trigram-similarity.ts';

/** Below this length one letter makes another club: Como and Roma, FC Homburg and Hamburg. */
const SHORTEST_GUESSED = 8;

/** Alike enough to be the same name with a typing error (`Washingtom`: 0.69; Freiberg and Freiburg: 0.5). */
const LEAST_SIMILARITY = 0.6;

/** How far the nearest team must be ahead of the next one. */
const LEAST_LEAD = 0.2;

/** Alike enough to be worth suggesting. */
const LEAST_SUGGESTED = 0.3;
const MAX_SUGGESTIONS = 3;

/**
 * The one team of which `plain` (in plain form) is a misspelling, or undefined.
 * Misspelling means: the same number of words, each with at most one or two letters wrong. A name with a word
 * more or less is never guessed, because that word is what tells clubs apart (Paris FC and Paris Saint-Germain).
 */
export function typoMatch<Key extends TeamKey>(
  plain: string,
  teams: readonly ResolvableTeam<Key>[],
): ResolvableTeam<Key> | undefined {
  if (compactForm(plain).length < SHORTEST_GUESSED) return undefined;
  const ranked = teams
    .map((team) => {
      const forms = formsOf(team);
      return {
        team,
        similarity: similarityTo(plain, forms),
        isTypo: forms.some((form) => isMisspelling(plain, form)),
      };
    })
    .toSorted((one, other) => other.similarity - one.similarity);
  const [best, next] = ranked;
  if (best === undefined || !best.isTypo || best.similarity < LEAST_SIMILARITY) return undefined;
  return best.similarity - (next?.similarity ?? 0) >= LEAST_LEAD ? best.team : undefined;
}

/** The full names of the teams nearest to `plain`, best first, at most three. */
export function closestTeams(plain: string, teams: readonly ResolvableTeam[]): string[] {
  return teams
    .map((team) => ({ name: team.name, similarity: similarityTo(plain, formsOf(team)) }))
    .filter(({ similarity }) => similarity >= LEAST_SUGGESTED)
    .toSorted((one, other) => other.similarity - one.similarity)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

function formsOf(team: ResolvableTeam): string[] {
  return [coreForm(team.name), ...[team.name, ...team.otherNames, ...team.sharedNames].map(plainForm)];
}

function similarityTo(plain: string, forms: readonly string[]): number {
  return Math.max(...forms.map((form) => trigramSimilarity(plain, form)));
}

function isMisspelling(found: string, wanted: string): boolean {
  const foundWords = found.split(' ');
  const wantedWords = wanted.split(' ');
  if (foundWords.length !== wantedWords.length) return false;
  return foundWords.every((word, index) => {
    const wantedWord = wantedWords[index] ?? '';
    return editDistance(word, wantedWord) <= allowedErrors(wantedWord);
  });
}

/** Short words must be right to the letter; numbers as well. */
function allowedErrors(word: string): number {
  if (word.length < 5 || /\d/.test(word)) return 0;
  return word.length < 9 ? 1 : 2;
}
