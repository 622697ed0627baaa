import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The rules about the project's own files: they need no servers, so `npm run check` runs them by themselves. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    // For a hung test alone: a machine under load meets no limit.
    testTimeout: 120_000,
    include: ['tests/architecture/**/*.test.ts', 'tests/docs/**/*.test.ts'],
    reporters: ['dot'],
  },
});
