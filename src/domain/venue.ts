/** What a schedule says of a place beside its name; null where it says nothing. */
export type VenuePlace = {
  city: string | null;
  /** State or province. */
  region: string | null;
  country: string | null;
  /** The provider's id of the place; absent where the source has none for any place. */
  externalId?: string | null;
};

/** The longest texts that the columns of `venues` hold, in characters. */
export const VENUE_LENGTHS = { name: 200, city: 100, region: 60, country: 60 } as const;

/** Ids that stand for no place. */
const NO_ID = new Set(['', '0', 'null', '-1']);

type Told = Partial<Record<'city' | 'region' | 'country', string | null | undefined>> & {
  id?: string | number | null | undefined;
};

/** What a provider says of a place; what cannot be kept of it counts as not said. */
export function placeOfProvider({ city, region, country, id }: Told): VenuePlace {
  const externalId = id === null || id === undefined ? '' : String(id).trim();
  return {
    city: usable(city, VENUE_LENGTHS.city),
    region: usable(region, VENUE_LENGTHS.region),
    country: usable(country, VENUE_LENGTHS.country),
    externalId: NO_ID.has(externalId) || externalId.length > 60 ? null : externalId,
  };
}

function usable(text: string | null | undefined, longest: number): string | null {
  const plain = text?.trim() ?? '';
  const isUsable = plain.length <= longest && plain.isWellFormed() && !plain.includes('\0');
  return plain !== '' && isUsable ? plain : null;
}
