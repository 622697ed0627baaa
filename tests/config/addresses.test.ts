import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';

const NO_ENV_FILE = '/nonexistent';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment, NO_ENV_FILE);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the addresses of the database', () => {
  it('may be two: a pooler, and PostgreSQL itself', () => {
    const { secrets } = readConfig(
      { DATABASE_URL: 'postgres://pooler/scoracle', DATABASE_DIRECT_URL: 'postgres://server/scoracle' },
      NO_ENV_FILE,
    );
    expect(secrets).toMatchObject({
      databaseUrl: 'postgres://pooler/scoracle',
      databaseDirectUrl: 'postgres://server/scoracle',
    });
  });

  it('are not a direct one alone', () => {
    expect(problemsOf({ DATABASE_DIRECT_URL: 'postgres://server/scoracle' })).toEqual([
      expect.stringContaining('DATABASE_URL is missing'),
    ]);
    expect(problemsOf({ DATABASE_URL: 'postgres://pooler/scoracle', DATABASE_DIRECT_URL: 'server' })).toEqual(
      [expect.stringContaining('DATABASE_DIRECT_URL is not a URL')],
    );
  });
});
