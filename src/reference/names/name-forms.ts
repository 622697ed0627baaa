import { splitAffixes } from './club-affixes.ts';

/** Abbreviated words that mean the same in every league. */
const WORD_FORMS: Readonly<Record<string, string>> = {
  utd: 'united',
  st: 'saint',
  ste: 'sainte',
  and: '',
  the: '',
};

/** Letters that lose their mark in other people's spelling but have no decomposition in Unicode. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** A name in small plain letters: no case, no accents, hyphens and apostrophes as they are; `D.C.` is `dc`. */
export function plainLetters(name: string): string {
  return name
    .replace(/\b([a-z])\.\s?(?=[a-z]\.)/gi, '$1')
    .toLowerCase()
    .replace(/[ßøłđæœı]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '');
}

/**
 * The words of a name without case, accents, hyphens of any kind and punctuation: `Saint‑Étienne` is
 * `saint etienne`. Single letters with dots are joined (`D.C.` is `dc`).
 */
function plainWords(name: string): string[] {
  return plainLetters(name)
    .replace(/['’‘`´]/g, '')
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '');
}

/** The plain words as one text, with abbreviated words written out; no word is lost except `and` and `the`. */
export function plainForm(name: string): string {
  return plainWords(name)
    .map((word) => WORD_FORMS[word] ?? word)
    .filter((word) => word !== '')
    .join(' ');
}

/** What an abbreviated word stands for whatever the league: `utd` is `united`. */
export function writtenOut(word: string): string {
  return WORD_FORMS[word] ?? word;
}

/**
 * The plain form without club affixes (`FC`, `Calcio`, `1.`) and numbers (`1909`, `04`). Two names with the same core
 * are names of one club only where the affixes agree as well. A name that consists of nothing else keeps its words.
 */
export function coreForm(name: string): string {
  return splitAffixes(plainForm(name)).core;
}

/** A form without its spaces, for names that were run together: `BuffaloBills`. */
export function compactForm(form: string): string {
  return form.replaceAll(' ', '');
}
