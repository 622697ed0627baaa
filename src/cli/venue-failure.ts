import type { VenueRefusal } from '../reference/venues/venue-order.ts';
import { CommandFailure } from './outcome.ts';

/** A refusal as the end of a command. */
export function venueFailure({ reason, message, remedy }: VenueRefusal): CommandFailure {
  return new CommandFailure({ code: reason, message: message.replace(/\.$/, ''), remedy });
}
