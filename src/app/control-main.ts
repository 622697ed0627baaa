import { quickenImports } from '../platform/quick-imports.ts';

// The control process. What it needs is imported once that is quick.
quickenImports();
const { runControl } = await import('./run-control.ts');
const { loadControlParts } = await import('../features/control-parts.ts');
await runControl(await loadControlParts());
