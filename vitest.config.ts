import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/setup/longest-first.ts';

/** Files that need a process of their own: they count memory, move its clock, or judge what a process loads, hears or sets. */
const ALONE = [
  'tests/{app,cli,contributing,crash,docker,platform,scripts,simulator,workers}/**/*.test.ts',
  'tests/http/api-examples.test.ts',
  'tests/http/description-on-demand.test.ts',
  'tests/providers/client/http-client.test.ts',
  'tests/schedule/large-files.test.ts',
];

const ALL = {
  setupFiles: ['tests/setup/refuse-foreign-connections.ts'],
  pool: 'forks' as const,
  execArgv: [`--import=${new URL('./tests/setup/quick-imports.ts', import.meta.url).href}`],
  // Waits end with what they wait for. These limits are for a hung test alone, so that a machine under load meets none.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...ALL, name: 'alone', include: ALONE } },
      {
        test: {
          ...ALL,
          name: 'together',
          include: ['tests/**/*.test.ts'],
          exclude: ALONE,
          // One process runs many files: to import the app anew for each is a quarter of their time.
          isolate: false,
        },
      },
    ],
    globalSetup: ['tests/setup/global-setup.ts'],
    reporters: ['default', './tests/setup/closing-line.ts'],
    // More than there are cores: the long files mostly wait for processes, leases and backoffs. With four, a fifth of
    // two cores stood idle.
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    teardownTimeout: 120_000,
  },
});
