/** Ways to read a game, as they are configured. */
export const SEEDING_PLANS = ['box-score', 'per-entity', 'hybrid'] as const;
export type SeedingPlan = (typeof SEEDING_PLANS)[number];

/** The same, and `blanket`: read as a box score on behalf of the back-fill of a season. */
export const TASK_PLANS = [...SEEDING_PLANS, 'blanket'] as const;
export type TaskPlan = (typeof TASK_PLANS)[number];

/**
 * Where a player or team of a task stands. `absent`: the provider has the game and knows nothing of a player in it,
 * who did not play. `failed`: no further try on its own.
 */
export const ENTITY_STATUSES = ['pending', 'completed', 'absent', 'failed'] as const;
export type EntityStatus = (typeof ENTITY_STATUSES)[number];

/** Games that a back-fill takes which no person asked for. */
export const FALLBACK_BACKFILL_GAMES = 50;
