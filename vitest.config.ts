import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/setup/longest-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/setup/global-setup.ts'],
    reporters: ['default', './tests/setup/closing-line.ts'],
    pool: 'forks',
    execArgv: [`--import=${new URL('./tests/setup/quick-imports.ts', import.meta.url).href}`],
    // More than there are cores: the long files mostly wait for processes, leases and backoffs.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
