import { quickenImports } from '../src/platform/quick-imports.ts';

// A worker process. What it needs is imported once that is quick.
quickenImports();
const { runWorker } = await import('./run-worker.ts');
const { loadWorkerParts } = await import('../src/features/worker-parts.ts');
await runWorker(await loadWorkerParts());
