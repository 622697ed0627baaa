import { IANAZone } from 'luxon';
import { VENUE_LENGTHS } from '../../domain/venue.ts';

/** What people may say of a place; `null` takes a fact away. */
export type VenueFactsOrder = {
  city?: string | null | undefined;
  region?: string | null | undefined;
  country?: string | null | undefined;
  timezone?: string | null | undefined;
  /** Degrees north and east; both or none. */
  latitude?: number | null | undefined;
  longitude?: number | null | undefined;
};

export type VenueAddition = VenueFactsOrder & {
  name: string;
  /** It is another place, however much its name is like a known one. */
  isDistinct?: boolean | undefined;
};

/** `venue` is the id of a place or one of its names. */
export type VenueUpdate = VenueFactsOrder & { venue: string | number; name?: string | undefined };

export type VenueRefusal = {
  ok: false;
  reason: 'not_found' | 'conflict' | 'invalid';
  message: string;
  remedy: string;
  /** Nothing has a name that was given; left out where a number means nothing. */
  isUnknownName?: true;
};

/** The refusal of a name that nothing has. */
export function unknownVenueName(message: string, remedy?: string): VenueRefusal {
  return { ...venueRefusal('not_found', message, remedy), isUnknownName: true };
}

export function venueRefusal(
  reason: VenueRefusal['reason'],
  message: string,
  remedy = 'See venues list for the places and their names.',
): VenueRefusal {
  return { ok: false, reason, message, remedy };
}

/** What cannot be said of a place; undefined where all of it can. */
export function refuseFacts(
  order: VenueFactsOrder & { name?: string | undefined },
): VenueRefusal | undefined {
  for (const field of ['name', 'city', 'region', 'country'] as const) {
    const text = order[field];
    if (typeof text === 'string') {
      const problem = textProblem(field, text);
      if (problem) return problem;
    }
  }
  const { timezone, latitude, longitude } = order;
  if (typeof timezone === 'string' && !IANAZone.isValidZone(timezone)) {
    return venueRefusal(
      'invalid',
      `timezone "${timezone}" is no IANA zone.`,
      'Write one such as America/Chicago.',
    );
  }
  if ((latitude ?? null) === null && (longitude ?? null) === null) return undefined;
  const isWhole = typeof latitude === 'number' && typeof longitude === 'number';
  if (isWhole && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return undefined;
  return venueRefusal(
    'invalid',
    `latitude ${latitude ?? 'missing'} and longitude ${longitude ?? 'missing'} are no point.`,
    'Give both, in degrees: latitude from -90 to 90, longitude from -180 to 180.',
  );
}

export function textProblem(field: keyof typeof VENUE_LENGTHS, text: string): VenueRefusal | undefined {
  const longest = VENUE_LENGTHS[field];
  if (text.trim().length > longest)
    return venueRefusal('invalid', `${field} is longer than ${longest} characters.`, 'Shorten it.');
  const isText = /[\p{L}\p{N}]/u.test(text) && text.isWellFormed() && !text.includes('\0');
  return isText
    ? undefined
    : venueRefusal('invalid', `${field} "${text}" has neither letters nor digits.`, `Write the ${field}.`);
}
