import { quickenImports } from '../src/platform/quick-imports.ts';

// A worker process. What it needs is imported once that is quick.
quickenImports();
const { runWorker } = await import('./run-worker.ts');
await runWorker();
