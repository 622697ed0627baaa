/** Words that clubs carry before or after their name and that publishers leave out or add as they like. */
const CLUB_AFFIXES = new Set(
  'ac aca acf afc aj as asd bc bk ca cd cf cfc club fc fk football fsv hsc ogc osc losc rc rcd sc sco sd ss ssc sv tsg tsv uc ud us vfb vfl calcio'.split(
    ' ',
  ),
);

/** Written out, an affix is the same as its letters. */
const WRITTEN_AFFIXES: readonly (readonly [RegExp, string])[] = [
  [/\bassociation football club\b/g, 'afc'],
  [/\bfootball club\b/g, 'fc'],
  [/\bsoccer club\b/g, 'sc'],
];

/** A plain text with its written-out affixes as letters. */
export function shortenAffixes(plain: string): string {
  return WRITTEN_AFFIXES.reduce((text, [long, short]) => text.replace(long, short), plain);
}

/** True for a word that names no club by itself: an affix, a year or another number of up to two digits. */
export function isAffix(word: string): boolean {
  return CLUB_AFFIXES.has(word) || /^\d{1,2}$|^1[89]\d{2}$/.test(word);
}

/**
 * The words of a name in plain form that tell clubs apart, and the affixes beside them. A name of affixes alone is
 * its own core.
 */
export function splitAffixes(plain: string): { core: string; affixes: readonly string[] } {
  const words = shortenAffixes(plain).split(' ');
  const core = words.filter((word) => !isAffix(word));
  return core.length === 0
    ? { core: plain, affixes: [] }
    : { core: core.join(' '), affixes: words.filter(isAffix) };
}

/** The affixes with which a club is known, from all of its names in plain form. */
export function affixesOf(plainNames: readonly string[]): ReadonlySet<string> {
  return new Set(plainNames.flatMap((name) => splitAffixes(name).affixes));
}

/**
 * True when every one of the affixes is one of the club's own. Others make another club of the name: `FC Barcelona`
 * is not `Barcelona SC`, and `Atlanta United` is not `Atlanta United 2`. A year may be written in two digits or four.
 */
export function areOwnAffixes(affixes: readonly string[], own: ReadonlySet<string>): boolean {
  return affixes.every((affix) => own.has(affix) || [...own].some((known) => isSameYear(affix, known)));
}

function isSameYear(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return /^\d{2}$/.test(short) && /^1[89]\d{2}$/.test(long) && long.endsWith(short);
}
