import { PRIMARY_PROVIDER } from '../../reference/identities/primary-provider.ts';

/** Whose ids `external_game_id` holds of games that were added from a provider's schedule. */
export const PROVIDER_SOURCE = PRIMARY_PROVIDER;
