import { defineConfig } from 'vitest/config';

/** The full form of the crash suite: one scenario at a time, so that what is measured is not the others' load. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/crash/*.test.ts'],
    // The checker's own test is no scenario.
    exclude: ['tests/crash/checker.test.ts'],
    execArgv: [`--import=${new URL('../setup/quick-imports.ts', import.meta.url).href}`],
    setupFiles: ['tests/setup/refuse-foreign-connections.ts'],
    globalSetup: ['tests/setup/global-setup.ts'],
    reporters: ['default', './tests/setup/crash-table.ts', './tests/setup/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    hookTimeout: 300_000,
    teardownTimeout: 120_000,
  },
});
