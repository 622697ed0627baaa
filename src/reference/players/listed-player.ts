import type { PlayerFacts } from '../../domain/player-facts.ts';
import type { Figures } from './same-figures.ts';

/** A player as a provider names them. */
export type ListedPlayer = {
  externalId: string;
  firstName: string;
  lastName: string;
  position: string | null;
  teamId: number;
  /** Null or left out where it is not told: active. */
  isActive?: boolean | null;
  facts?: PlayerFacts | undefined;
  /** The season in which the facts were told, by its starting year; left out where it is the one of the list. */
  seasonYear?: number | undefined;
  /** The line of the game that lists them, by column name. */
  figures?: Figures | undefined;
};
