import { editDistance } from '../../domain/edit-distance.ts';
import { compactForm, coreForm, plainForm } from './name-forms.ts';
import type { ResolvableTeam, TeamKey } from './resolvable-team.ts';
import { similarityOf, trigrams } from './trigram-similarity.ts';

/** Below this length one letter makes another club: Como and Roma, FC Homburg and Hamburg. */
const SHORTEST_GUESSED = 8;

/** Alike enough to be the same name with a typing error (`Washingtom`: 0.69; Freiberg and Freiburg: 0.5). */
const LEAST_SIMILARITY = 0.6;

/** How far the nearest team must be ahead of the next one. */
const LEAST_LEAD = 0.2;

/** Alike enough to be worth a look. */
const LEAST_NEAR = 0.3;

/** A team with every form of its names and their three-letter pieces, worked out once. */
export type GuessableTeam<Key extends TeamKey = TeamKey> = {
  team: ResolvableTeam<Key>;
  forms: readonly { text: string; pieces: ReadonlySet<string> }[];
};

/** Prepares teams for guessing: names are compared with all of them, many times over. */
export function toGuessable<Key extends TeamKey>(
  teams: readonly ResolvableTeam<Key>[],
): GuessableTeam<Key>[] {
  return teams.map((team) => {
    const names = [team.name, ...team.otherNames, ...team.sharedNames].map(plainForm);
    return { team, forms: [coreForm(team.name), ...names].map((text) => ({ text, pieces: trigrams(text) })) };
  });
}

/**
 * The one team of which `plain` (in plain form) is a misspelling, or undefined, with the teams
 * that are near, best first. `similarity` is that of the nearest team, 0 to 1.
 * Misspelling means: the same number of words, each with at most one or two letters wrong, none of which is right
 * elsewhere (`speltRight`). A name with a word
 * more or less is never guessed, because that word is what tells clubs apart (Paris FC and Paris Saint-Germain).
 */
export function guessTeam<Key extends TeamKey>(
  plain: string,
  teams: readonly GuessableTeam<Key>[],
  speltRight: ReadonlySet<string>,
): { typoOf: ResolvableTeam<Key> | undefined; similarity: number; nearest: ResolvableTeam<Key>[] } {
  const pieces = trigrams(plain);
  const ranked = teams
    .map(({ team, forms }) => ({
      team,
      forms,
      similarity: Math.max(...forms.map((form) => similarityOf(pieces, form.pieces))),
    }))
    .toSorted((one, other) => other.similarity - one.similarity);
  const nearest = ranked.filter(({ similarity }) => similarity >= LEAST_NEAR).map(({ team }) => team);
  const [best, next] = ranked;
  const isTypo =
    best !== undefined &&
    compactForm(plain).length >= SHORTEST_GUESSED &&
    best.similarity >= LEAST_SIMILARITY &&
    best.similarity - (next?.similarity ?? 0) >= LEAST_LEAD &&
    best.forms.some((form) => isMisspelling(plain, form.text, speltRight));
  return { typoOf: isTypo ? best.team : undefined, similarity: best?.similarity ?? 0, nearest };
}

function isMisspelling(found: string, wanted: string, speltRight: ReadonlySet<string>): boolean {
  const foundWords = found.split(' ');
  const wantedWords = wanted.split(' ');
  if (foundWords.length !== wantedWords.length) return false;
  return foundWords.every((word, index) => {
    const wantedWord = wantedWords[index] ?? '';
    if (word === wantedWord) return true;
    if (/\d/.test(word) || speltRight.has(word)) return false;
    return editDistance(word, wantedWord) <= allowedErrors(wantedWord);
  });
}

/** Short words must be right to the letter; numbers as well. */
function allowedErrors(word: string): number {
  if (word.length < 5 || /\d/.test(word)) return 0;
  return word.length < 9 ? 1 : 2;
}
