/** Words that clubs carry before or after their name and that publishers leave out or add as they like. */
const CLUB_AFFIXES = new Set(
  'ac aca acf afc aj as asd bc bk ca cd cf cfc club fc fk football fsv hsc ogc osc losc rc rcd sc sco sd ss ssc sv tsg tsv uc ud us vfb vfl calcio'.split(
    ' ',
  ),
);

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

/**
 * The words of a name without case, accents, hyphens of any kind and punctuation: `Saint‑Étienne` is
 * `saint etienne`. Single letters with dots are joined (`D.C.` is `dc`).
 */
function plainWords(name: string): string[] {
  return name
    .replace(/\b([a-z])\.\s?(?=[a-z]\.)/gi, '$1')
    .toLowerCase()
    .replace(/[ßøłđæœı]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
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

/**
 * The plain form without club affixes (`FC`, `Calcio`, `1.`) and years (`1909`, `04`), which publishers use as they like.
 * A name that consists of nothing else keeps its words.
 */
export function coreForm(name: string): string {
  const words = plainForm(name).split(' ');
  const core = words.filter((word) => !CLUB_AFFIXES.has(word) && !/^\d{1,2}$|^1[89]\d{2}$/.test(word));
  return core.length === 0 ? words.join(' ') : core.join(' ');
}

/** A form without its spaces, for names that were run together: `BuffaloBills`. */
export function compactForm(form: string): string {
  return form.replaceAll(' ', '');
}
