import { shirtNumber, toldFacts } from '../../domain/player-facts.ts';
import type { ProviderPlayer } from '../../domain/box-score.ts';
import type { Athlete } from './schema.ts';

/** An athlete of a box score, with the shirt number where it is told. */
export function playerOf({ id, displayName, jersey }: Athlete['athlete']): ProviderPlayer {
  return {
    providerPlayerId: id,
    ...nameOf(displayName),
    ...toldFacts({ jerseyNumber: shirtNumber(jersey) }),
  };
}

/** ESPN writes a player's name as one text: the first word is taken for the first name, the rest for the last. */
export function nameOf(displayName: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = displayName.trim().replaceAll(/\s+/g, ' ').split(' ');
  return rest.length === 0 ? { firstName: '', lastName: firstName } : { firstName, lastName: rest.join(' ') };
}
