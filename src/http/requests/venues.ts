import { z } from 'zod';
import { VENUE_LENGTHS } from '../../domain/venue.ts';
import { League, Reason, Sport } from './values.ts';

const fact = (longest: number) => z.string().trim().min(1).max(longest).nullable().optional();

const Venue = z
  .union([z.int().positive(), z.string().trim().min(1).max(VENUE_LENGTHS.name)])
  .meta({ description: 'One of its names, or its id.', example: 'United Center' });

const Name = z.string().trim().min(1).max(VENUE_LENGTHS.name);

const FACTS = {
  city: fact(VENUE_LENGTHS.city),
  region: fact(VENUE_LENGTHS.region).meta({ description: 'State or province.' }),
  country: fact(VENUE_LENGTHS.country),
  timezone: fact(64).meta({ description: 'IANA zone of the place.', example: 'America/Chicago' }),
  latitude: z.number().min(-90).max(90).nullable().optional(),
  longitude: z.number().min(-180).max(180).nullable().optional(),
  reason: Reason.optional(),
};

export const VenueQuery = z.strictObject({
  sport: Sport.optional(),
  league: League.optional(),
  q: z.string().max(200).optional().meta({ description: 'Part of a name or a city.' }),
});

export const VenueBody = z.strictObject({ name: Name, distinct: z.boolean().optional(), ...FACTS });

export const VenueUpdateBody = z.strictObject({ venue: Venue, name: Name.optional(), ...FACTS });

export const VenueAliasBody = z.strictObject({
  venue: Venue,
  alias: Name.meta({ description: 'The name as a schedule has it.' }),
  league: League.optional().meta({ description: 'Only in schedules of this league.' }),
  reason: Reason.optional(),
});

export const VenueMergeBody = z.strictObject({
  from: Venue.meta({ description: 'The place that goes.' }),
  into: Venue.meta({ description: 'The place that stays.' }),
  reason: Reason.optional(),
});

export const VenueSplitBody = z.strictObject({
  venue: z.int().positive().meta({ description: 'The place that was merged into another.' }),
  reason: Reason.optional(),
});
