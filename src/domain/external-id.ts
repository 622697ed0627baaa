/** What a provider's id can stand for. */
export const ENTITY_TYPES = ['team', 'player', 'game', 'league', 'venue', 'season'] as const;

export type EntityType = (typeof ENTITY_TYPES)[number];

/**
 * How an id was learned: with the data of the program (`reference`), because the provider's row made the entity
 * (`exact`), from the sides and the time of a game (`schedule`), by a name (`name`), from a person, or, of a player, by
 * the name within the team together with a second fact: the birth date, the shirt number, or the same line in the same
 * game.
 */
export const LEARNED_BY = [
  'reference',
  'exact',
  'schedule',
  'name',
  'person',
  'birth_date',
  'number',
  'box_score',
] as const;

export type LearnedBy = (typeof LEARNED_BY)[number];

/** How sure an id is, from 0 to 1, by how it was learned: what is matched can be mistaken, what is stated is not. */
export const CONFIDENCE: Readonly<Record<LearnedBy, number>> = {
  reference: 1,
  exact: 1,
  person: 1,
  // Two sides within a day and a half: only a meeting that was moved past another one misleads.
  schedule: 0.95,
  name: 0.9,
  // The name within the team, and a fact that two people of one name hardly share.
  birth_date: 0.99,
  number: 0.97,
  box_score: 0.97,
};

/** An entity's ids at providers, by the provider's name. */
export type ProviderIds = Readonly<Partial<Record<string, string>>>;

/** What people may tie ids to. */
export const LINKABLE_TYPES = [
  'team',
  'player',
  'game',
  'league',
  'venue',
] as const satisfies readonly EntityType[];

export type LinkableType = (typeof LINKABLE_TYPES)[number];
