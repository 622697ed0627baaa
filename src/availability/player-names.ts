const SUFFIXES = /\s+(jr|sr|ii|iii|iv|v)$/;

/** A name without case, accents, punctuation and suffixes, for proposing who is meant: `Nikola Jokić` as `nikola jokic`. */
export function plainPlayerName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain.replace(SUFFIXES, '');
}
