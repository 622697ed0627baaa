import type { VenuePlace } from '../../domain/venue.ts';
import { type KnownVenue, formsOf } from './known-venues.ts';
import type { VenueMatcher, VenueWords } from './match-venue.ts';
import type { Told } from './told-facts.ts';
import type { GrowingUses } from './venue-uses.ts';
import { contradicts, venueForm } from './venue-form.ts';

/** A place that is named for the first time; its id is negative until it is written. */
export type NewVenue = { key: number; name: string; place: VenuePlace };

type VenueAlias = { venueId: number; alias: string; leagueId: number };
type VenueId = { venueId: number; externalId: string };

/** Words that may mean several places, or one that has another name. */
export type OpenWords = VenueWords & { candidates: readonly KnownVenue[] };

export type Settled = {
  /** The place of each of the words, in their order; undefined where they are open. */
  venueIds: readonly (number | undefined)[];
  created: readonly NewVenue[];
  aliases: readonly VenueAlias[];
  ids: readonly VenueId[];
  facts: readonly Told[];
  /** What words say of places that were known before, new or not. */
  told: readonly Told[];
  open: readonly OpenWords[];
};

type SettlingDeps = {
  matcher: VenueMatcher;
  uses: GrowingUses;
  /** Our places by the ids that the provider gives them. */
  byExternalId: ReadonlyMap<string, number>;
};

/**
 * Decides for all words of a schedule which places they mean, and what is learnt of these. Words that say the most
 * come first, and open ones are looked at again when all others have told where teams play at home.
 */
export function settleVenues(words: readonly VenueWords[], deps: SettlingDeps): Settled {
  const state = {
    ...deps,
    ids: new Map(deps.byExternalId),
    created: [] as NewVenue[],
    aliases: [] as VenueAlias[],
    taught: [] as VenueId[],
    facts: [] as Told[],
    told: [] as Told[],
  };
  const venueIds: (number | undefined)[] = words.map(() => undefined);
  let waiting = [...words.entries()].toSorted(([, one], [, other]) => detailOf(other) - detailOf(one));
  let open: OpenWords[] = [];
  for (;;) {
    const before = waiting.length;
    open = [];
    waiting = waiting.filter(([index, one]) => {
      const answer = settle(one, state);
      if (typeof answer === 'number') venueIds[index] = answer;
      else open.push({ ...one, candidates: answer });
      return typeof answer !== 'number';
    });
    if (waiting.length === 0 || waiting.length === before) break;
  }
  const { created, aliases, taught: ids, facts, told } = state;
  return { venueIds, created, aliases, ids, facts, told, open };
}

type State = SettlingDeps & {
  ids: Map<string, number>;
  created: NewVenue[];
  aliases: VenueAlias[];
  taught: VenueId[];
  facts: Told[];
  told: Told[];
};

function detailOf({ place }: VenueWords): number {
  return (place?.externalId ? 2 : 0) + (place?.city ? 1 : 0);
}

function settle(words: VenueWords, state: State): number | readonly KnownVenue[] {
  const externalId = words.place?.externalId ?? undefined;
  const byId = externalId === undefined ? undefined : state.matcher.rootOf(state.ids.get(externalId) ?? 0);
  if (byId) return take(byId, words, state);
  const answer = state.matcher.match(words);
  if (answer.kind === 'ambiguous') return answer.candidates;
  const venue = answer.kind === 'new' ? create(words, state) : state.matcher.rootOf(answer.venueId);
  if (!venue) return [];
  if (externalId !== undefined) {
    state.ids.set(externalId, venue.id);
    state.taught.push({ venueId: venue.id, externalId });
  }
  return take(venue, words, state);
}

function create({ name, place }: VenueWords, { created, matcher }: State): KnownVenue {
  const { city = null, region = null, country = null } = place ?? {};
  const key = -1 - created.length;
  created.push({ key, name, place: { city, region, country } });
  const venue = { id: key, name, city, region, country, mergedIntoId: null, aliases: [] };
  matcher.add(venue);
  return venue;
}

/** What the words say that was not known of the place is learnt. */
function take(venue: KnownVenue, words: VenueWords, { uses, aliases, facts, told, matcher }: State): number {
  const { leagueId, homeTeamId, name, place } = words;
  uses.add({ venueId: venue.id, leagueId, homeTeamId });
  const isContradicted = place !== undefined && contradicts(venue, place);
  let known = venue;
  const isNamedSo = formsOf(venue).some(({ form }) => form === venueForm(name));
  // An id may be used again for another place: its words are taken where nothing speaks against them.
  if (!isNamedSo && !isContradicted && place?.externalId) {
    aliases.push({ venueId: venue.id, alias: name, leagueId });
    known = { ...known, aliases: [...known.aliases, { alias: name, leagueId, isTaught: false }] };
  }
  if (place && !isContradicted && venue.id > 0) told.push({ venueId: venue.id, place });
  const more = place && !isContradicted ? missing(venue, place) : undefined;
  if (more) {
    facts.push({ venueId: venue.id, place: more });
    known = { ...known, ...more };
  }
  if (known !== venue) matcher.add(known);
  return venue.id;
}

/** The place with what was not known of it; undefined where nothing is new. */
function missing(venue: KnownVenue, told: VenuePlace): VenuePlace | undefined {
  const place = {
    city: venue.city ?? told.city,
    region: venue.region ?? told.region,
    country: venue.country ?? told.country,
  };
  const isNew = place.city !== venue.city || place.region !== venue.region || place.country !== venue.country;
  return isNew ? place : undefined;
}
