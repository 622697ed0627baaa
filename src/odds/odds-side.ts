import type { Config } from '../config/config.ts';

/** Why an installation has no odds side; undefined where it has one. */
export function oddsOffBecause({ features }: Pick<Config, 'features'>): string | undefined {
  return features.hasOdds ? undefined : 'ENABLE_BETTING_LINES is false';
}
