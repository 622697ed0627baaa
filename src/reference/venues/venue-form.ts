import type { VenuePlace } from '../../domain/venue.ts';
import { compactForm, plainForm } from '../names/name-forms.ts';
import { editDistance } from '../../domain/edit-distance.ts';

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

/**
 * Whether both say something of the place, and not the same. Countries and states have many names: a country counts
 * where a city is not told, a state where both are told by a code or both in full.
 */
export function contradicts(venue: VenuePlace, told: VenuePlace): boolean {
  const differ = (field: 'city' | 'region' | 'country'): boolean => {
    const [one, other] = [venue[field], told[field]];
    return one !== null && other !== null && !isSamePlaceName(one, other);
  };
  const areCitiesTold = venue.city !== null && told.city !== null;
  const isCode = (text: string | null): boolean => (text ?? '').length <= 3;
  return (
    differ('city') ||
    (isCode(venue.region) === isCode(told.region) && differ('region')) ||
    (!areCitiesTold && differ('country'))
  );
}
