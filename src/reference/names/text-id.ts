import { plainLetters } from './name-forms.ts';
import { allWords, coreWords } from './name-tokens.ts';

/** What the column holds. */
const LONGEST_TEXT_ID = 60;

/** What a team is called that a text id is made of. */
export type NamedTeam = { name: string; nickname: string | null };

/**
 * The text ids that a team may have, the best first: the nickname where the teams of its league go by nicknames
 * (`trail-blazers`), the name without club affixes otherwise (`arsenal`), then all words of the name. None where the
 * name has no Latin letter.
 */
export function textIdsFor({ name, nickname }: NamedTeam, goesByNickname: boolean): readonly string[] {
  const nick = goesByNickname && nickname !== null ? [idOf(allWords(nickname))] : [];
  return [...new Set([...nick, idOf(coreWords(name)), idOf(allWords(name))])].filter(isTextId);
}

/** The first of the ids that is free; with a number where none is: `arsenal-2`. Without any, `team-` and the number. */
export function freeTextId(wanted: readonly string[], taken: ReadonlySet<string>, teamId: number): string {
  const free = wanted.find((id) => !taken.has(id));
  if (free !== undefined) return free;
  const [stem] = wanted;
  if (stem === undefined) return `team-${teamId}`;
  for (let number = 2; ; number += 1) {
    const numbered = `${stem.slice(0, LONGEST_TEXT_ID - 4)}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** Small letters and digits, single hyphens between them, at least one letter: a number is an id of another kind. */
export function isTextId(text: string): boolean {
  return text.length <= LONGEST_TEXT_ID && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text);
}

function idOf(words: readonly string[]): string {
  const plain = words.map((word) => plainLetters(word).replaceAll(/[^a-z0-9]+/g, ''));
  return plain
    .filter((word) => word !== '')
    .join('-')
    .slice(0, LONGEST_TEXT_ID)
    .replace(/-+$/, '');
}
