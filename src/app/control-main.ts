import { quickenImports } from '../platform/quick-imports.ts';
import { keepYoungHeapSmall } from '../platform/young-heap.ts';

// The control process. What it needs is imported once that is quick.
quickenImports();
keepYoungHeapSmall();
const { runControl } = await import('./run-control.ts');
const { loadControlParts } = await import('../features/control-parts.ts');
await runControl(await loadControlParts());
