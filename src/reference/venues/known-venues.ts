import { venueForm } from './venue-form.ts';

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

/** Where which teams have played at home. */
export type VenueUses = {
  isHomeOf: (venueId: number, teamId: number) => boolean;
  isOfLeague: (venueId: number, leagueId: number) => boolean;
  isUsed: (venueId: number) => boolean;
  homesOf: (teamId: number) => readonly number[];
};

/** A name of a place in one spelling; `leagueId` is where it holds, null: anywhere. */
type NamedVenue = { form: string; leagueId: number | null; isTaught: boolean; venue: KnownVenue };

/** The places by their ids and names, with the games that were played there. */
export type KnownVenues = {
  byId: Map<number, KnownVenue>;
  byForm: Map<string, NamedVenue[]>;
  uses: VenueUses;
};

export function indexVenues(venues: readonly KnownVenue[], uses: VenueUses): KnownVenues {
  const known: KnownVenues = { byId: new Map(), byForm: new Map(), uses };
  for (const venue of venues) addVenue(known, venue);
  return known;
}

/** Knows a place from then on. */
export function addVenue({ byId, byForm }: KnownVenues, venue: KnownVenue): void {
  byId.set(venue.id, venue);
  for (const name of formsOf(venue)) {
    byForm.set(name.form, [...(byForm.get(name.form) ?? []), { ...name, venue }]);
  }
}

/** All names of a place in one spelling, with the leagues in which they hold. */
export function formsOf({ name, aliases }: KnownVenue): readonly Omit<NamedVenue, 'venue'>[] {
  const own = { form: venueForm(name), leagueId: null, isTaught: false };
  return [own, ...aliases.map(({ alias, ...rest }) => ({ ...rest, form: venueForm(alias) }))];
}

/** The places that are called so in a league. */
export function namedSo({ byForm }: KnownVenues, name: string, leagueId: number): NamedVenue[] {
  const named = byForm.get(venueForm(name)) ?? [];
  return named.filter((one) => one.leagueId === null || one.leagueId === leagueId);
}

/** The place that a place was merged into, else itself. */
export function rootOf({ byId }: KnownVenues, venue: KnownVenue): KnownVenue | undefined {
  return byId.get(rootIdOf(venue));
}

export function rootIdOf({ id, mergedIntoId }: KnownVenue): number {
  return mergedIntoId ?? id;
}

export function rootsOf(known: KnownVenues, venues: readonly KnownVenue[]): KnownVenue[] {
  return [...new Set(venues.flatMap((venue) => rootOf(known, venue) ?? []))];
}

// What a place is called and where counts as it was told, also of one that is merged; its games are the other's.

export function isHome({ uses }: KnownVenues, venue: KnownVenue, teamId: number): boolean {
  return uses.isHomeOf(rootIdOf(venue), teamId);
}

export function isOfLeague({ uses }: KnownVenues, venue: KnownVenue, leagueId: number): boolean {
  return uses.isOfLeague(rootIdOf(venue), leagueId);
}

export function isUnused({ uses }: KnownVenues, venue: KnownVenue): boolean {
  return !uses.isUsed(rootIdOf(venue));
}
