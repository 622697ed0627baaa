import { quickenImports } from '../../src/platform/quick-imports.ts';

// Loaded before everything else in each process of the suite: most of them import the whole app.
quickenImports();
