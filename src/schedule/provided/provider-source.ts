/** Whose ids `provider_game_id` holds, and `external_game_id` of games that were added from its schedule. */
export const PROVIDER_SOURCE = 'api-sports';
