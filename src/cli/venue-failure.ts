import type { VenueRefusal } from '../reference/venues/venue-order.ts';
import { type CommandFailure, refused } from './outcome.ts';

/** A refusal as the end of a command. */
export function venueFailure(refusal: VenueRefusal): CommandFailure {
  return refused(refusal, refusal.remedy);
}
