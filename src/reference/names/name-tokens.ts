import { isAffix, shortenAffixes } from './club-affixes.ts';
import { plainLetters, writtenOut } from './name-forms.ts';

/**
 * A word of a name as a file has it; one with an apostrophe has lost letters there (`Nott'ham`), one with a full stop
 * at its end (`Bor.`).
 */
export type NameToken = { text: string; tail?: string; isDotted?: true };

/** Words that stand between others and are left out at will. */
const CONNECTIVES = new Set(['and', 'the', 'de', 'del', 'di', 'of', 'upon']);

/** The words of a name, none of them written out, without those that only connect. */
export function nameTokens(name: string): NameToken[] {
  const words = shortenAffixes(plainLetters(name))
    .replace(/[’‘`´]/g, "'")
    .match(/[\p{Letter}\p{Number}']+\.?/gu);
  return (words ?? []).map(toToken).filter(({ text }) => text !== '' && !CONNECTIVES.has(text));
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

function toToken(found: string): NameToken {
  const isDotted = found.endsWith('.');
  const [text = '', ...rest] = found
    .replace(/\.$/, '')
    .replace(/^'+|'+$/g, '')
    .split("'");
  return {
    text,
    ...(rest.length > 0 ? { tail: rest.join('') } : {}),
    ...(isDotted ? { isDotted } : {}),
  };
}
