import type { VenuePlace } from '../../domain/venue.ts';
import { isNearCity, isNearName, isSamePlaceName, nameAndCity, venueForm } from './venue-form.ts';

export type KnownVenue = {
  id: number;
  name: string;
  city: string | null;
  region: string | null;
  country: string | null;
  /** The place that it was merged into. */
  mergedIntoId: number | null;
  aliases: readonly { alias: string; leagueId: number | null; isTaught: boolean }[];
};

/** Words of a schedule, with the game's league and home team. */
export type VenueWords = {
  leagueId: number;
  homeTeamId: number;
  name: string;
  place?: VenuePlace | undefined;
};

type VenueAnswer =
  | { kind: 'known'; venueId: number }
  | { kind: 'new' }
  /** Several places may be meant, or one that has another name. */
  | { kind: 'ambiguous'; candidates: readonly KnownVenue[] };

/** Where which teams have played at home. */
export type VenueUses = {
  isHomeOf: (venueId: number, teamId: number) => boolean;
  isOfLeague: (venueId: number, leagueId: number) => boolean;
  isUsed: (venueId: number) => boolean;
  homesOf: (teamId: number) => readonly number[];
};

export type VenueMatcher = {
  match: (words: VenueWords) => VenueAnswer;
  /** Knows a place from then on. */
  add: (venue: KnownVenue) => void;
  /** The place that a place was merged into, else itself. */
  rootOf: (venueId: number) => KnownVenue | undefined;
};

/**
 * Says which place words mean. A name in two cities is two places. Where the words leave several open, the place
 * where the home team has played decides; what is still open then is for a person to say.
 */
export function createVenueMatcher(venues: readonly KnownVenue[], uses: VenueUses): VenueMatcher {
  const byId = new Map<number, KnownVenue>();
  const byForm = new Map<string, NamedVenue[]>();
  function add(venue: KnownVenue): void {
    byId.set(venue.id, venue);
    for (const name of formsOf(venue)) {
      byForm.set(name.form, [...(byForm.get(name.form) ?? []), { ...name, venue }]);
    }
  }
  for (const venue of venues) add(venue);
  const rootOf = ({ id, mergedIntoId }: KnownVenue): KnownVenue | undefined => byId.get(mergedIntoId ?? id);
  const rootIdOf = ({ id, mergedIntoId }: KnownVenue): number => mergedIntoId ?? id;
  const named = (form: string, leagueId: number) =>
    (byForm.get(form) ?? []).filter((one) => one.leagueId === null || one.leagueId === leagueId);

  // What a place is called and where counts as it was told, also of one that is merged; its games are the other's.
  const isHome = (venue: KnownVenue, teamId: number): boolean => uses.isHomeOf(rootIdOf(venue), teamId);
  const isOfLeague = (venue: KnownVenue, leagueId: number): boolean =>
    uses.isOfLeague(rootIdOf(venue), leagueId);
  const isUnused = (venue: KnownVenue): boolean => !uses.isUsed(rootIdOf(venue));

  function match(words: VenueWords): VenueAnswer {
    const found = named(venueForm(words.name), words.leagueId);
    const candidates = [...new Set(found.map(({ venue }) => byId.get(venue.id) ?? venue))];
    const taught = rootsOf(
      found
        .filter(({ isTaught, leagueId }) => isTaught && leagueId === words.leagueId)
        .map(({ venue }) => venue),
    );
    const [explained] = taught;
    if (explained && taught.length === 1 && isFree(explained, words, candidates)) {
      return { kind: 'known', venueId: explained.id };
    }
    if (candidates.length > 0)
      return words.place?.city ? inCity(words, candidates) : anywhere(words, candidates);
    return inWords(words) ?? nearTo(words);
  }

  /** Whether nothing speaks against a taught name: neither the city, nor where the home team plays under that name. */
  function isFree(taught: KnownVenue, words: VenueWords, candidates: readonly KnownVenue[]): boolean {
    const place = words.place ?? NOWHERE;
    const isElsewhere = (venue: KnownVenue): boolean =>
      rootIdOf(venue) !== taught.id && !contradicts(venue, place) && isHome(venue, words.homeTeamId);
    return !contradicts(taught, place) && !candidates.some(isElsewhere);
  }

  function rootsOf(found: readonly KnownVenue[]): KnownVenue[] {
    return [...new Set(found.flatMap((venue) => rootOf(venue) ?? []))];
  }

  /** Candidates for words that name their city. */
  function inCity(words: VenueWords, candidates: readonly KnownVenue[]): VenueAnswer {
    const place = words.place ?? NOWHERE;
    const { homeTeamId, leagueId } = words;
    const fitting = candidates.filter((venue) => !contradicts(venue, place));
    const there = fitting.filter(({ city }) => city !== null);
    if (there.length > 0) return chosen(there, words);
    const home = fitting.filter((venue) => isHome(venue, homeTeamId) || isUnused(venue));
    if (home.length > 0) return chosen(home, words);
    const inLeague = fitting.filter((venue) => isOfLeague(venue, leagueId));
    if (inLeague.length > 0) return { kind: 'ambiguous', candidates: rootsOf(inLeague) };
    const misspelt = candidates.filter(
      (venue) => venue.city !== null && isNearCity(venue.city, place.city ?? '') && isHome(venue, homeTeamId),
    );
    return misspelt.length > 0 ? { kind: 'ambiguous', candidates: rootsOf(misspelt) } : { kind: 'new' };
  }

  /** Candidates for words that are a name alone. */
  function anywhere(words: VenueWords, candidates: readonly KnownVenue[]): VenueAnswer {
    const fitting = candidates.filter((venue) => !contradicts(venue, words.place ?? NOWHERE));
    if (fitting.length === 0) return { kind: 'new' };
    const near = fitting.filter((venue) => isOfLeague(venue, words.leagueId) || isUnused(venue));
    return chosen(near, words, fitting);
  }

  /** The one candidate, or the one where the home team has played. */
  function chosen(
    likely: readonly KnownVenue[],
    { homeTeamId }: VenueWords,
    candidates: readonly KnownVenue[] = likely,
  ): VenueAnswer {
    const homes = candidates.filter((venue) => isHome(venue, homeTeamId));
    const [first, ...others] = rootsOf(homes.length > 0 ? homes : likely);
    if (first && others.length === 0) return { kind: 'known', venueId: first.id };
    return { kind: 'ambiguous', candidates: rootsOf(candidates) };
  }

  /** Words that end with the city of a known place. */
  function inWords({ name, leagueId }: VenueWords): VenueAnswer | undefined {
    const parts = nameAndCity(name);
    if (!parts) return undefined;
    const found = named(venueForm(parts.name), leagueId).map(({ venue }) => venue);
    const there = found.filter(({ city }) => city !== null && isSamePlaceName(city, parts.city));
    const [first, ...others] = rootsOf(there);
    return first && others.length === 0 ? { kind: 'known', venueId: first.id } : undefined;
  }

  /** A name that nobody knows, and that nearly is one of where the home team plays, is a question. */
  function nearTo({ name, place = NOWHERE, homeTeamId }: VenueWords): VenueAnswer {
    const homes = uses.homesOf(homeTeamId).flatMap((id) => byId.get(id) ?? []);
    const near = homes.filter((venue) => isNearName(venue.name, name) && !contradicts(venue, place));
    return near.length > 0 ? { kind: 'ambiguous', candidates: near } : { kind: 'new' };
  }

  return {
    match,
    add,
    rootOf(venueId) {
      const venue = byId.get(venueId);
      return venue && rootOf(venue);
    },
  };
}

type NamedVenue = { form: string; leagueId: number | null; isTaught: boolean; venue: KnownVenue };

const NOWHERE: VenuePlace = { city: null, region: null, country: null };

/** All names of a place in one spelling, with the leagues in which they hold. */
export function formsOf({ name, aliases }: KnownVenue): readonly Omit<NamedVenue, 'venue'>[] {
  const own = { form: venueForm(name), leagueId: null, isTaught: false };
  return [own, ...aliases.map(({ alias, ...rest }) => ({ ...rest, form: venueForm(alias) }))];
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
