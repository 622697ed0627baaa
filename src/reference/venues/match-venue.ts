import type { VenuePlace } from '../../domain/venue.ts';
import {
  type KnownVenue,
  type KnownVenues,
  type VenueUses,
  addVenue,
  indexVenues,
  isHome,
  isOfLeague,
  isUnused,
  namedSo,
  rootIdOf,
  rootOf,
  rootsOf,
} from './known-venues.ts';
import { contradicts, isNearCity, isNearName, isSamePlaceName, nameAndCity } from './venue-form.ts';

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

export type VenueMatcher = {
  match: (words: VenueWords) => VenueAnswer;
  /** Knows a place from then on. */
  add: (venue: KnownVenue) => void;
  /** The place that a place was merged into, else itself. */
  rootOf: (venueId: number) => KnownVenue | undefined;
};

const NOWHERE: VenuePlace = { city: null, region: null, country: null };

/**
 * Says which place words mean. A name in two cities is two places. Where the words leave several open, the place
 * where the home team has played decides; what is still open then is for a person to say.
 */
export function createVenueMatcher(venues: readonly KnownVenue[], uses: VenueUses): VenueMatcher {
  const known = indexVenues(venues, uses);
  return {
    match: (words) => matchVenue(known, words),
    add: (venue) => addVenue(known, venue),
    rootOf(venueId) {
      const venue = known.byId.get(venueId);
      return venue && rootOf(known, venue);
    },
  };
}

function matchVenue(known: KnownVenues, words: VenueWords): VenueAnswer {
  const found = namedSo(known, words.name, words.leagueId);
  const candidates = [...new Set(found.map(({ venue }) => known.byId.get(venue.id) ?? venue))];
  const taught = rootsOf(
    known,
    found
      .filter(({ isTaught, leagueId }) => isTaught && leagueId === words.leagueId)
      .map(({ venue }) => venue),
  );
  const [explained] = taught;
  if (explained && taught.length === 1 && isFree(known, { taught: explained, words, candidates })) {
    return { kind: 'known', venueId: explained.id };
  }
  if (candidates.length > 0) {
    return words.place?.city ? inCity(known, words, candidates) : anywhere(known, words, candidates);
  }
  return inWords(known, words) ?? nearTo(known, words);
}

/** Whether nothing speaks against a taught name: neither the city, nor where the home team plays under that name. */
function isFree(
  known: KnownVenues,
  { taught, words, candidates }: { taught: KnownVenue; words: VenueWords; candidates: readonly KnownVenue[] },
): boolean {
  const place = words.place ?? NOWHERE;
  const isElsewhere = (venue: KnownVenue): boolean =>
    rootIdOf(venue) !== taught.id && !contradicts(venue, place) && isHome(known, venue, words.homeTeamId);
  return !contradicts(taught, place) && !candidates.some(isElsewhere);
}

/** Candidates for words that name their city. */
function inCity(known: KnownVenues, words: VenueWords, candidates: readonly KnownVenue[]): VenueAnswer {
  const place = words.place ?? NOWHERE;
  const { homeTeamId, leagueId } = words;
  const fitting = candidates.filter((venue) => !contradicts(venue, place));
  const there = fitting.filter(({ city }) => city !== null);
  if (there.length > 0) return chosen(known, words, { likely: there });
  const home = fitting.filter((venue) => isHome(known, venue, homeTeamId) || isUnused(known, venue));
  if (home.length > 0) return chosen(known, words, { likely: home });
  const inLeague = fitting.filter((venue) => isOfLeague(known, venue, leagueId));
  if (inLeague.length > 0) return { kind: 'ambiguous', candidates: rootsOf(known, inLeague) };
  const misspelt = candidates.filter(
    (venue) =>
      venue.city !== null && isNearCity(venue.city, place.city ?? '') && isHome(known, venue, homeTeamId),
  );
  return misspelt.length > 0 ? { kind: 'ambiguous', candidates: rootsOf(known, misspelt) } : { kind: 'new' };
}

/** Candidates for words that are a name alone. */
function anywhere(known: KnownVenues, words: VenueWords, candidates: readonly KnownVenue[]): VenueAnswer {
  const fitting = candidates.filter((venue) => !contradicts(venue, words.place ?? NOWHERE));
  if (fitting.length === 0) return { kind: 'new' };
  const near = fitting.filter((venue) => isOfLeague(known, venue, words.leagueId) || isUnused(known, venue));
  return chosen(known, words, { likely: near, candidates: fitting });
}

/** The one candidate, or the one where the home team has played. */
function chosen(
  known: KnownVenues,
  { homeTeamId }: VenueWords,
  { likely, candidates = likely }: { likely: readonly KnownVenue[]; candidates?: readonly KnownVenue[] },
): VenueAnswer {
  const homes = candidates.filter((venue) => isHome(known, venue, homeTeamId));
  const [first, ...others] = rootsOf(known, homes.length > 0 ? homes : likely);
  if (first && others.length === 0) return { kind: 'known', venueId: first.id };
  return { kind: 'ambiguous', candidates: rootsOf(known, candidates) };
}

/** Words that end with the city of a known place. */
function inWords(known: KnownVenues, { name, leagueId }: VenueWords): VenueAnswer | undefined {
  const parts = nameAndCity(name);
  if (!parts) return undefined;
  const found = namedSo(known, parts.name, leagueId).map(({ venue }) => venue);
  const there = found.filter(({ city }) => city !== null && isSamePlaceName(city, parts.city));
  const [first, ...others] = rootsOf(known, there);
  return first && others.length === 0 ? { kind: 'known', venueId: first.id } : undefined;
}

/** A name that nobody knows, and that nearly is one of where the home team plays, is a question. */
function nearTo({ byId, uses }: KnownVenues, { name, place = NOWHERE, homeTeamId }: VenueWords): VenueAnswer {
  const homes = uses.homesOf(homeTeamId).flatMap((id) => byId.get(id) ?? []);
  const near = homes.filter((venue) => isNearName(venue.name, name) && !contradicts(venue, place));
  return near.length > 0 ? { kind: 'ambiguous', candidates: near } : { kind: 'new' };
}
