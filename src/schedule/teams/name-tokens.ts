import { isAffix, shortenAffixes } from './club-affixes.ts';
import { plainLetters, writtenOut } from './name-forms.ts';

/** A word of a name as a file has it; one with an apostrophe has lost letters there: `Nott'ham`. */
export type NameToken = { text: string; tail?: string };

/** Words that stand between others and are left out at will. */
const CONNECTIVES = new Set(['and', 'the', 'de', 'del', 'di', 'of', 'upon']);

/** The words of a name, none of them written out, without those that only connect. */
export function nameTokens(name: string): NameToken[] {
  return shortenAffixes(plainLetters(name))
    .replace(/[’‘`´]/g, "'")
    .split(/[^\p{Letter}\p{Number}']+/u)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '' && !CONNECTIVES.has(word))
    .map(toToken);
}

/** All words of a known name but those that only connect. */
export function allWords(name: string): string[] {
  return nameTokens(name).map(({ text, tail = '' }) => text + tail);
}

/** The words of a known name that tell clubs apart; all of them where there are only affixes. */
export function coreWords(name: string): string[] {
  const words = allWords(name);
  const core = words.filter((word) => !isAffix(word));
  return core.length === 0 ? words : core;
}

/** How a word of a file stands for a word of a name; undefined when it does not. */
export function tokenMatch(
  { text, tail }: NameToken,
  word: string,
): 'exact' | 'contraction' | 'prefix' | undefined {
  if (tail !== undefined) {
    const isShort = word.length > text.length + tail.length && word.startsWith(text) && word.endsWith(tail);
    if (isShort) return 'contraction';
    return word === text + tail ? 'exact' : undefined;
  }
  if (writtenOut(text) === writtenOut(word)) return 'exact';
  return word.length > text.length && word.startsWith(text) ? 'prefix' : undefined;
}

function toToken(word: string): NameToken {
  const [text = '', ...rest] = word.split("'");
  return rest.length === 0 ? { text: word } : { text, tail: rest.join('') };
}
