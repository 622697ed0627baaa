import { compactForm, plainForm } from '../names/name-forms.ts';
import { editDistance } from '../names/edit-distance.ts';

/** A name or city in one spelling: without case, accents, hyphens, punctuation and spaces. */
export function venueForm(name: string): string {
  return compactForm(plainForm(name)) || name.trim().toLowerCase();
}

export function isSamePlaceName(one: string, other: string): boolean {
  return venueForm(one) === venueForm(other);
}

/** Letters that a misspelt name may have wrong, and the shortest name that is compared so. */
const MOST_WRONG = 2;
const SHORTEST = 8;

/** Whether one name may be meant by the other: a few letters apart, or with more words around the same ones. */
export function isNearName(one: string, other: string): boolean {
  const forms = [venueForm(one), venueForm(other)] as const;
  const shortest = Math.min(forms[0].length, forms[1].length);
  if (shortest >= SHORTEST && editDistance(...forms) <= MOST_WRONG) return true;
  const [fewer = [], more = []] = [one, other]
    .map((name) => plainForm(name).split(' '))
    .toSorted((left, right) => left.length - right.length);
  return fewer.length >= 2 && fewer.every((word) => more.includes(word));
}

/** Whether two cities may be one in two spellings or languages: `Genova` and `Genoa`. */
export function isNearCity(one: string, other: string): boolean {
  const forms = [venueForm(one), venueForm(other)] as const;
  return Math.min(forms[0].length, forms[1].length) >= 4 && editDistance(...forms) <= MOST_WRONG;
}

/** `Soldier Field, Chicago` and `Soldier Field (Chicago)` are a name with its city; undefined for other names. */
export function nameAndCity(text: string): { name: string; city: string } | undefined {
  const found =
    /^(?<name>[^,()]+),\s*(?<city>[^,()]+)$/u.exec(text) ??
    /^(?<name>[^()]+)\((?<city>[^()]+)\)$/u.exec(text);
  const { name = '', city = '' } = found?.groups ?? {};
  return name.trim() !== '' && city.trim() !== '' ? { name: name.trim(), city: city.trim() } : undefined;
}
