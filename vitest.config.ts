import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/setup/longest-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup/refuse-foreign-connections.ts'],
    globalSetup: ['tests/setup/global-setup.ts'],
    reporters: ['default', './tests/setup/closing-line.ts'],
    pool: 'forks',
    execArgv: [`--import=${new URL('./tests/setup/quick-imports.ts', import.meta.url).href}`],
    // More than there are cores: the long files mostly wait for processes, leases and backoffs.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Waits end with what they wait for. These limits are for a hung test alone, so that a machine under load meets none.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    teardownTimeout: 120_000,
  },
});
