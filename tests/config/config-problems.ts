import { ConfigError } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';

/** A folder that is not there, and so has no `.env` file. */
export const NO_ENV_FILE = '/nonexistent';

/** What is wrong with an environment, in words; empty where it can be used. */
export function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment, NO_ENV_FILE);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
