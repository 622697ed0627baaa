const SUFFIX = /\s+(jr|sr|ii|iii|iv|v)$/;

/** Letters that have no accent to take away, and are written otherwise all the same. */
const LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};

/** A name without case, accents and punctuation: `Nikola Jokić Jr.` as `nikola jokic jr`. */
export function plainWords(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[đðøłßæœþı]/gu, (letter) => LETTERS[letter] ?? letter)
    .replaceAll(/['’ʼ`.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A name without case, accents, punctuation and suffixes, for proposing who is meant: `Nikola Jokić` as `nikola jokic`. */
export function plainPlayerName(name: string): string {
  return plainWords(name).replace(SUFFIX, '');
}

/** A name in the parts by which names are compared. */
export type NameForm = {
  /** Without spaces: `P. J. Tucker` is `PJ Tucker`, and `Gilgeous-Alexander` is `Gilgeous Alexander`. */
  key: string;
  first: string;
  last: string;
  /** `jr`, `iii`, …; undefined where the name has none. */
  suffix: string | undefined;
};

export function nameForm(name: string): NameForm {
  const words = plainWords(name);
  const plain = words.replace(SUFFIX, '');
  const parts = plain.split(' ');
  return {
    key: plain.replaceAll(' ', ''),
    first: parts.length > 1 ? (parts[0] ?? '') : '',
    last: parts.at(-1) ?? '',
    suffix: SUFFIX.exec(words)?.[1],
  };
}

/**
 * How two names stand to each other. `equal`: the same once they are normalised, a suffix that one of them leaves out
 * included. `similar`: one person may well be written in both ways (an initial or a short form of the first name, or two
 * different suffixes), which proposes and never decides.
 */
export function compareNames(one: NameForm, other: NameForm): 'equal' | 'similar' | 'different' {
  if (one.key === '' || other.key === '') return 'different';
  if (one.key === other.key)
    return one.suffix !== undefined && other.suffix !== undefined && one.suffix !== other.suffix
      ? 'similar'
      : 'equal';
  if (one.last !== other.last || one.first === '' || other.first === '') return 'different';
  return one.first.startsWith(other.first) || other.first.startsWith(one.first) ? 'similar' : 'different';
}
