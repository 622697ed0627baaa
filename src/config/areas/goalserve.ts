import { duration, text, url } from '../values.ts';
import { type ValuesOf, secret, variable } from '../variable.ts';
import { withoutUndefined } from '../without-undefined.ts';

const WEB_PROTOCOLS = ['http', 'https'] as const;

/** Goalserve, whose feeds have the key in their path. */
export const goalserveVariables = {
  GOALSERVE_API_KEY: secret(text(), 'Key for Goalserve, which is asked once it is set.'),
  GOALSERVE_URL: variable(
    url(WEB_PROTOCOLS).prefault('https://www.goalserve.com/getfeed'),
    'Base URL of the feeds of Goalserve; the key follows it in the path.',
  ),
  GOALSERVE_TIMEOUT_SECONDS: variable(
    duration('seconds', { min: 1, max: 600 }).prefault('30'),
    'Longest time for a call to Goalserve at the first attempt; longer by that at each retry of a game, up to four times.',
  ),
};

export type GoalserveConfig = { baseUrl: string; timeoutMs: number };

export type GoalserveSecrets = { goalserveApiKey?: string };

export function goalserveConfig(values: ValuesOf<typeof goalserveVariables>): GoalserveConfig {
  return { baseUrl: values.GOALSERVE_URL, timeoutMs: values.GOALSERVE_TIMEOUT_SECONDS };
}

export function goalserveSecrets(values: ValuesOf<typeof goalserveVariables>): GoalserveSecrets {
  return withoutUndefined({ goalserveApiKey: values.GOALSERVE_API_KEY });
}
