import { quickenImports } from '../src/platform/quick-imports.ts';
import { keepYoungHeapSmall } from '../src/platform/young-heap.ts';

// A worker process. What it needs is imported once that is quick.
quickenImports();
keepYoungHeapSmall();
const { runWorker } = await import('./run-worker.ts');
const { loadWorkerParts } = await import('../src/features/worker-parts.ts');
await runWorker(await loadWorkerParts());
