import { SPORTS } from '../../src/domain/sport.ts';

/**
 * Where nobody is, for the sports of which a test names no provider: else a process would look for the real one. The
 * address is this machine's without being loopback's, which stands for simulated data.
 */
export const NO_PROVIDER: Readonly<Record<string, string>> = Object.fromEntries(
  SPORTS.map((sport) => [`API_SPORTS_${sport}_URL`, 'http://0.0.0.0:9']),
);
