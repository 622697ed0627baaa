import '../../src/platform/loopback-only.mjs';
import { quickenImports } from '../../src/platform/quick-imports.ts';
import { foreignConnectionsFile } from './foreign-connections.ts';

// Loaded before everything else in each process of the suite: none of them leaves this machine, and most of them
// import the whole app.
quickenImports();
foreignConnectionsFile();
